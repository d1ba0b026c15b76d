"""Overviews, usage and privacy as those see them who may."""

import re
from pathlib import Path
from typing import Any

import pytest

from sim.domain.account import LOCAL, Role
from sim.domain.chat import Usage
from sim.practice.accounts.people import PersonChange
from sim.practice.sessions import SessionOrder
from tests.web.desk import open_desk
from tests.web.overview.conftest import IN_NORTH, House, give, practise
from tests.web.people import Browser, browser, make

EVIL = '=<b>"A&B</b>'


async def test_a_trainer_sees_his_group_and_the_way_down_to_a_scorecard(house: House) -> None:
    page = await house.get("tom", f"/overview?group={house.ids['north']}")
    assert "模拟练习数据" in page
    assert ">ann</a>" in page
    assert ">bob</a>" in page
    assert "cyd" not in page
    assert "水费翻三倍 ×1" in page
    person = await house.get("tom", f"/overview/people/{house.ids['ann']}")
    assert f"/sessions/{house.ids['session']}/scorecard" in person
    listed = await house.get("tom", f"/overview/sessions?group={house.ids['north']}&standing=failed")
    assert f"/sessions/{house.ids['session']}/scorecard" in listed
    assert house.ids["session"] not in await house.get("tom", "/overview/sessions?standing=passed")


async def test_everybody_is_there_for_an_administrator_and_nobody_else(house: House) -> None:
    page = await house.get("boss", "/overview")
    assert all(f">{name}</a>" in page for name in ("ann", "bob", "cyd"))
    of_tom = await house.get("tom", "/overview")  # his only group needs no choosing
    assert all((f">{name}</a>" in of_tom) == known for name, known in IN_NORTH.items())
    await house.get("ann", "/overview", 403)


@pytest.mark.parametrize(
    ("who", "path", "status"),
    [
        ("sue", "/overview?group={north}", 404),
        ("tom", "/overview?group=nothing", 404),
        ("boss", "/overview?group=nothing", 404),
        ("sue", "/overview/sessions?group={north}", 404),
        ("sue", "/overview/sessions?person={ann}", 404),
        ("sue", "/overview/people/{ann}", 404),
        ("bob", "/overview/people/{ann}", 404),
        ("sue", "/overview/usage?group={north}", 404),
        ("sue", "/overview/export/file?group={north}", 404),
        ("sue", "/overview/export/file?person={ann}", 404),
        ("ann", "/overview/export/file", 403),
        ("tom", "/overview/people/{ann}/data.jsonl", 403),
        ("tom", "/overview/people/{ann}/delete", 403),
        ("boss", "/overview?since=2026-03-09&until=2026-03-01", 422),
        ("boss", "/overview?since=yesterday", 422),
        ("boss", "/overview?before=x", 422),
        ("boss", "/overview/usage?month=2026-13", 422),
        ("boss", "/overview/sessions?standing=odd", 422),
        ("boss", "/overview/export/file?form=exe", 422),
    ],
)
async def test_what_may_not_be_seen_and_what_cannot_be_read(house: House, who: str, path: str, status: int) -> None:
    await house.get(who, path.format(**house.ids), status)


async def test_dates_the_wrong_way_round_are_named_on_the_page(house: House) -> None:
    path = "/overview?since=2026-03-09&until=2026-03-01"
    assert "开始日期 2026-03-09 在结束日期 2026-03-01 之后，请对调。</p>" in await house.get("boss", path, 422)
    page = await house.get("boss", f"{path}&lang=en", 422)
    assert "The period begins (2026-03-09) after it ends (2026-03-01); swap the dates.</p>" in page


async def test_names_are_never_markup(house: House) -> None:
    people = house.desk.runtime.accounts.people
    await people.change(LOCAL, house.ids["ann"], PersonChange(shown_name=EVIL))
    await people.rename_group(LOCAL, house.ids["north"], EVIL)
    for path in ("/overview", "/overview/sessions", "/overview/assignments", "/overview/export", "/overview/usage"):
        page = await house.get("boss", f"{path}?group={house.ids['north']}")
        assert "&lt;b&gt;" in page
        assert "<b>" not in page


async def test_home_says_what_to_practise_next_and_why(house: House) -> None:
    await house.browsers["bob"].post("/tour")
    home = await house.get("bob", "/")
    assert "第一次练，从这一件开始。" in home
    await practise(house.desk, house.ids["bob"])
    assert "这一类客户你还没有及格过。" in await house.get("bob", "/")


async def test_usage_tells_tokens_and_what_they_cost(tmp_path: Path) -> None:
    prices: dict[str, Any] = {
        "price_prompt": 2.0,
        "price_cached": 0.5,
        "price_completion": 8.0,
        "price_currency": "CNY",
    }
    async with open_desk(tmp_path, **prices) as desk:
        local = Browser(desk.client)
        assert "还没有用过词元" in (await local.get("/overview/usage")).text
        await desk.runtime.store.usage.spend("", "tryout", Usage(1_000_000, 500_000, 400_000))
        page = (await local.get("/overview/usage")).text
        assert "试演草稿 1,500,000" in page
        assert "¥5.40" in page  # 0.6 × 2.00 + 0.4 × 0.50 + 0.5 × 8.00
        session_id = await practise(desk, "")
        assert f"/sessions/{session_id}/scorecard" in (await local.get("/overview/usage/sessions")).text


async def test_the_privacy_page_tells_the_settings(tmp_path: Path) -> None:
    async with open_desk(tmp_path) as desk:
        page = (await Browser(desk.client).get("/privacy")).text
        assert "内容不会离开" in page
        assert "没有设期限" in page
    model: dict[str, Any] = {
        "llm_base_url": "https://user:pw@models.example:8443/v1",
        "llm_model": "m-1",
        "llm_api_key": "sk-secret",
    }
    async with open_desk(tmp_path, retention_days=30, **model) as desk:
        page = (await Browser(desk.client).get("/privacy")).text
        assert "models.example" in page
        assert "30 天" in page
        assert "pw" not in re.sub(r"<[^>]*>", "", page)
        assert "sk-secret" not in page


async def test_who_is_not_signed_in_reads_the_privacy_page_too(house: House) -> None:
    house.browsers["nobody"] = Browser(house.desk.client)
    assert "登录以后" in await house.get("nobody", "/privacy")


async def test_sums_are_those_of_the_trainees_that_are_listed(house: House) -> None:
    for who in ("cyd", "tom", "boss"):
        await practise(house.desk, house.ids[who])
    for who, count in (("boss", 2), ("tom", 1), ("sue", 1)):
        page = await house.get(who, "/overview")
        (total,) = re.findall(r"<dt>练习</dt><dd>(\d+)</dd>", page)
        listed = [int(found) for found in re.findall(r'<td class="number" data-label="练习">(\d+)</td>', page)]
        assert (int(total), sum(listed)) == (count, count), who
        assert house.ids["tom"] not in page
    sessions = await house.get("boss", "/overview/sessions")
    assert re.findall(r'data-label="学员">(\w+)</td>', sessions) == ["cyd", "ann"]
    assert "水费翻三倍" in await house.get("boss", f"/overview/people/{house.ids['tom']}")


async def test_a_trainer_of_several_groups_sees_everybody_in_them_once(house: House) -> None:
    both = frozenset({house.ids["north"], house.ids["south"]})
    for who in ("tom", "ann"):
        await house.desk.runtime.accounts.people.change(LOCAL, house.ids[who], PersonChange(groups=both))
    page = await house.get("tom", "/overview")
    assert [page.count(f">{name}</a>") for name in ("ann", "bob", "cyd")] == [1, 1, 1]


async def test_only_ones_own_open_talk_is_offered_to_be_gone_on_with(house: House) -> None:
    await house.desk.runtime.sessions.start(SessionOrder("water-bill", "stubborn", owner=house.ids["ann"]))
    path = f"/overview/people/{house.ids['ann']}"
    assert "接着说" in await house.get("ann", path)
    seen = await house.get("tom", path)
    assert "没说完" in seen
    assert "接着说" not in seen


async def test_the_pages_of_a_group_keep_their_tabs_one_level_down(house: House) -> None:
    await give(house, "tom")
    (assignment,) = re.findall(r"/overview/assignments/\w+", await house.get("tom", "/overview/assignments"))
    for path in (assignment, f"/overview/people/{house.ids['ann']}"):
        assert 'aria-label="班组各页"' in await house.get("tom", path)
    assert 'aria-label="班组各页"' not in await house.get("ann", f"/overview/people/{house.ids['ann']}")


@pytest.mark.parametrize(
    ("path", "told", "way_back"),
    [
        ("/overview/sessions?standing=odd&scenario=water-bill", "“结果”不能是“odd”。", "?scenario=water-bill"),
        ("/overview/usage?month=2026-13", "“月份”不能是“2026-13”。", "/overview/usage"),
        ("/overview?since=soon&scenario=water-bill", "“soon”不是日期", "?scenario=water-bill"),
        ("/admin/people?role=king&text=a", "没有“king”这种角色", "?text=a"),
        ("/admin/audit?until=x&who=%3Cb%3E", "“x”不是日期", "?who=%3Cb%3E"),
    ],
)
async def test_a_filter_that_cannot_be_met_is_named_and_left_out(
    house: House, path: str, told: str, way_back: str
) -> None:
    page = await house.get("boss", path, 422)
    assert told in page
    (href,) = re.findall(r'<a class="button button-main" href="([^"]*)">去掉它', page)
    assert href.endswith(way_back)
    await house.get("boss", href)


async def test_an_empty_overview_leads_those_who_may_to_making_a_group_and_filling_it(
    house: House, tmp_path: Path
) -> None:
    empty = (await house.desk.runtime.accounts.people.create_group(LOCAL, "east")).id
    page = await house.get("boss", f"/overview?group={empty}")
    assert "“east”里还没有学员" in page
    assert 'href="/admin/people"' in page
    (tmp_path / "fresh").mkdir()
    async with open_desk(tmp_path / "fresh") as fresh:
        await make(fresh, "boss")
        await make(fresh, "tom", Role.TRAINER)
        async with browser(fresh, "boss") as boss, browser(fresh, "tom") as tom:
            assert 'class="button" href="/admin/groups">新建班组' in (await boss.get("/overview")).text
            assert "你还没有班组" in (await tom.get("/overview")).text


async def test_a_list_says_whether_it_is_empty_or_filtered(house: House, tmp_path: Path) -> None:
    filtered = await house.get("boss", "/overview/sessions?standing=passed")
    assert "没有符合条件的练习" in filtered
    assert 'href="/overview/sessions">清除筛选' in filtered
    assert "最近十二周还没有评过分的练习" in await house.get("sue", "/overview")
    (tmp_path / "alone").mkdir()
    async with open_desk(tmp_path / "alone") as desk:
        alone = Browser(desk.client)
        for path in ("/overview", "/overview/sessions", "/overview/usage/sessions"):
            page = (await alone.get(path)).text
            assert ">开始一次练习</a>" in page
            assert "布置作业" not in page
        assert 'value="person:local" selected' in (await alone.get("/overview/assignments")).text
        assert "先新建管理员账号" in (await alone.get("/admin/invitations")).text
        assert "button-end" not in (await alone.get("/overview/people/local")).text
