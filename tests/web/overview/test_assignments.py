"""Assignments as those see them who give, do or may not see them."""

import re
from datetime import date, timedelta

import pytest

from tests.web.overview.conftest import IN_NORTH, House, give, practise


async def given(house: House, who: str, **changes: str) -> str:
    """Give an assignment and return where that leads."""
    form = {"to": f"group:{house.ids['north']}", "scenario": "water-bill", "archetype": "stubborn", **changes}
    return (await house.browsers[who].post("/overview/assignments", **form)).headers["location"]


async def test_an_assignment_goes_from_the_trainer_to_home_and_back(house: House) -> None:
    due = (date.today() + timedelta(days=3)).isoformat()
    assert (await give(house, "tom", due=due, note="先听 <完>")).startswith("303")
    home = await house.get("bob", "/")
    assert "布置给你的" in home
    assert "先听 &lt;完&gt;" in home
    assert "还没开始" in home
    assert " 23:59</time>" in home
    assert "布置给你的" not in await house.get("tom", "/")
    await practise(house.desk, house.ids["bob"])
    assert "练过，未及格" in await house.get("bob", "/")
    listed = await house.get("tom", "/overview/assignments")
    (path,) = re.findall(r"/overview/assignments/\w+", listed)
    assert re.findall(r"<td class=\"number\"[^>]*>(\d/\d)</td>", listed) == ["1/2", "1/2", "0/2"]
    standing = await house.get("tom", path)
    assert standing.index("还没开始") < standing.index("练过，未及格")
    await house.get("sue", path, 404)
    assert (await house.browsers["sue"].post(f"{path}/withdraw")).status_code == 404
    assert (await house.browsers["tom"].post(f"{path}/withdraw")).status_code == 303
    assert "布置给你的" not in await house.get("bob", "/")


async def test_an_exercise_is_assigned_without_presets_and_confirmed(house: House) -> None:
    empty = await house.get("tom", "/overview/assignments")
    for name in ("to", "scenario", "archetype"):
        (options,) = re.findall(rf'<select[^>]*name="{name}" required\s*>(.*?)</select>', empty, re.DOTALL)
        assert options.strip().startswith('<option value="" selected>请选择')
        assert options.count("selected") == 1
    due = (date.today() + timedelta(days=3)).isoformat()
    page = await house.get("tom", await given(house, "tom", due=due, note="先听 <完>"))
    told = page.partition('class="notice notice-good" role="status"')[2].partition("</div>")[0]
    for words in ("已布置给 north", "水费翻三倍", "固执", " 23:59</time>", "先听 &lt;完&gt;"):
        assert words in told
    to_ann = await house.get("tom", await given(house, "tom", to=f"person:{house.ids['ann']}"))
    assert "已布置给 ann" in to_ann
    assert "没有截止日期" in to_ann


async def test_what_was_given_by_others_is_not_confirmed_to_anybody_else(house: House) -> None:
    await house.get("sue", await given(house, "tom"), 404)


async def test_an_assignment_is_started_and_gone_on_with_by_its_own_button(house: House) -> None:
    await given(house, "tom")
    (own,) = re.findall(r'<form class="duty-start".*?</form>', await house.get("bob", "/"), re.DOTALL)
    assert "开始这份作业" in own
    sent = dict(re.findall(r'name="(scenario|archetype|rubric)" value="([^"]*)"', own))
    assert sent == {"scenario": "water-bill", "archetype": "stubborn", "rubric": "service-complaint"}
    token = re.findall(r'name="form_token" value="([^"]*)"', own)
    assert token
    refused = await house.browsers["bob"].post("/sessions", **sent | {"rubric": "nobodys"})
    assert "nobodys" in refused.text
    started = (await house.browsers["bob"].post("/sessions", **sent)).headers["location"]
    onward = re.findall(r'class="duty-start"><a class="button" href="([^"]*)"', await house.get("bob", "/"))
    assert onward == [started]


async def test_a_trainer_of_one_group_may_assign_to_its_people(house: House) -> None:
    page = await house.get("tom", "/overview/assignments")
    assert [name for name in IN_NORTH if f'value="person:{house.ids[name]}"' in page] == ["ann", "bob"]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"to": ""}, "请选一个班组或一个人"),
        ({"scenario": "nothing"}, "没有“nothing”"),
        ({"archetype": ""}, "请选一个"),
        ({"due": "2020-01-01"}, "截止日期已经过去了"),
        ({"due": "soon"}, "不是日期"),
        ({"note": "长" * 501}, "最多 500 个字"),
    ],
)
async def test_a_form_with_an_error_comes_back_filled_in(house: House, changes: dict[str, str], words: str) -> None:
    answer = await give(house, "tom", **changes)
    assert answer.startswith("422")
    assert words in answer
    assert "field-error" in answer


async def test_nothing_is_assigned_to_other_peoples_people(house: House) -> None:
    assert (await give(house, "sue")).startswith("404")
    assert (await give(house, "sue", to=f"person:{house.ids['ann']}")).startswith("404")
    assert (await give(house, "ann")).startswith("403")
