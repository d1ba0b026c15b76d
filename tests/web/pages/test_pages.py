"""The pages as a browser without JavaScript sees them."""

import asyncio
import re

import httpx
import pytest
from structlog.testing import capture_logs

from sim.domain.errors import ModelTimeoutError
from sim.domain.mood import Outcome
from sim.domain.session import GradingStatus
from tests.web.desk import Desk
from tests.web.pages.reading import Page

BROWSER = {"accept": "text/html,application/xhtml+xml"}
_UNDER_WAY = (GradingStatus.QUEUED, GradingStatus.RUNNING)
LINE = "您好，水费翻了三倍，您着急我明白。"


async def start(desk: Desk, **changes: str) -> str:
    form = {"archetype": "stubborn", "scenario": "water-bill", "intensity": "2", "mood": "visible", **changes}
    response = await desk.client.post("/sessions", data=form)
    assert response.status_code == 303
    return response.headers["location"]


async def say(desk: Desk, where: str, text: str, index: int = 2) -> httpx.Response:
    return await desk.client.post(f"{where}/turns", data={"index": str(index), "text": text}, headers=BROWSER)


async def settled(desk: Desk, where: str) -> None:
    """Wait until the session's grading has ended, well or badly."""
    while (  # noqa: ASYNC110 - the row is the truth, the runner tells nobody
        await desk.runtime.store.grading_status(where.rsplit("/", 1)[1])
    ).status in _UNDER_WAY:
        await asyncio.sleep(0.01)


async def graded(desk: Desk) -> str:
    where = await start(desk)
    await say(desk, where, LINE)
    ended = await desk.client.post(f"{where}/end")
    assert ended.headers["location"] == f"{where}/scorecard"
    await settled(desk, where)
    return where


async def test_home_offers_every_type_and_case_and_the_briefing_of_the_one_ticked(desk: Desk) -> None:
    page = await desk.client.get("/?scenario=water-bill")
    radios = Page(page).all("input", type="radio", name="scenario")
    assert [(radio["value"], "checked" in radio) for radio in radios] == [("water-bill", True)]
    assert Page(page).all("input", name="archetype", value="stubborn")
    assert "上门查表" in page.text


async def test_no_page_before_the_talk_tells_what_opens_the_customer(desk: Desk) -> None:
    pages = [await desk.client.get(path) for path in ("/", "/briefing?scenario=water-bill")]
    where = await start(desk)
    pages.append(await desk.client.get(where))
    archetype = desk.runtime.library.archetypes["stubborn"]
    for page in pages:
        assert archetype.motive.zh not in page.text
        assert archetype.key.zh not in page.text


async def test_a_plain_form_plays_a_turn(desk: Desk) -> None:
    where = await start(desk)
    desk.customer.scripts = [("什么态度？", "水费的事呢？")]
    answer = await say(desk, where, LINE)
    assert (answer.status_code, answer.headers["location"]) == (303, f"{where}#turn-3")
    page = await desk.client.get(where)
    assert LINE in page.text
    assert "什么态度？水费的事呢？" in page.text


async def test_a_refused_line_stays_in_the_box(desk: Desk) -> None:
    where = await start(desk)
    long = "很" * 1001
    answer = await say(desk, where, long)
    assert answer.status_code == 422
    assert re.search(rf"<textarea[^>]*aria-invalid[^>]*>{long}</textarea>", answer.text)
    assert "1000" in answer.text


async def test_two_different_lines_for_one_turn_keep_the_second_in_the_box(desk: Desk) -> None:
    where = await start(desk)
    await say(desk, where, LINE)
    answer = await say(desk, where, "另一句话")
    assert answer.status_code == 409
    assert "另一句话</textarea>" in answer.text


async def test_an_interrupted_customer_can_be_asked_again(desk: Desk) -> None:
    where = await start(desk)
    desk.customer.scripts = [("我说", ModelTimeoutError("模型超时")), ("我再说一遍。",)]
    await say(desk, where, LINE)
    page = Page(await desk.client.get(where))
    (retry,) = [found for found in page.all("input", name="text") if found["type"] == "hidden"]
    assert retry["value"] == LINE
    assert (await say(desk, where, LINE)).headers["location"] == f"{where}#turn-3"
    assert "我再说一遍。" in (await desk.client.get(where)).text


async def test_a_hidden_mood_is_nowhere_on_the_page_until_the_end(desk: Desk) -> None:
    where = await start(desk, mood="hidden")
    page = await desk.client.get(where)
    assert not Page(page).all("span", role="meter")
    assert [found["data-rank"] for found in Page(page).all("svg") if "data-rank" in found] == ["hidden"]
    await say(desk, where, LINE)
    await desk.client.post(f"{where}/end")
    assert Page(await desk.client.get(where)).all("span", role="meter")


async def test_an_english_page_says_before_the_talk_that_it_is_in_chinese(desk: Desk) -> None:
    for path in ("/", await start(desk)):
        assert "The talk itself is in Chinese" in (await desk.client.get(path, params={"lang": "en"})).text


async def test_customer_lines_and_page_carry_the_ai_label_and_the_engine(desk: Desk) -> None:
    where = await start(desk)
    page = await desk.client.get(where)
    assert "AI 生成" in page.text
    assert "scripted" in page.text
    (label,) = Page(page).all("meta", name="AIGC")
    assert '"Label": "1"' in str(label["content"])


async def test_an_ended_session_takes_no_line_and_leads_to_the_scorecard(desk: Desk) -> None:
    where = await start(desk)
    desk.customer.ends_with = Outcome.LEFT
    await say(desk, where, LINE)
    page = await desk.client.get(where)
    assert not Page(page).all("textarea")
    assert Page(page).all("a", href=f"{where}/scorecard")
    assert "客户走了" in page.text


async def test_the_scorecard_quotes_and_links_both_ways(desk: Desk) -> None:
    where = await graded(desk)
    page = Page(await desk.client.get(f"{where}/scorecard"))
    ids = {found["id"] for _, found in page.elements if "id" in found}
    links = [str(found["href"]) for found in page.all("a") if str(found["href"]).startswith("#")]
    assert {link[1:] for link in links} <= ids
    assert "#q-2-0" in links
    assert "#part-L1" in links


async def test_the_scorecard_says_who_ended_the_talk_and_marks_what_a_level_looks_like(desk: Desk) -> None:
    where = await graded(desk)
    page = (await desk.client.get(f"{where}/scorecard")).text
    assert re.search("你先结束了对话，事情还没有说定。 客户这时：[一-鿿]{2}。", page)
    assert re.search("[0-4] 级的标准：", page)
    english = (await desk.client.get(f"{where}/scorecard?lang=en")).text
    assert re.search("What level [0-4] looks like: ", english)
    assert "Practise next: " in english


async def test_an_open_session_has_no_scorecard_yet(desk: Desk) -> None:
    where = await start(desk)
    answer = await desk.client.get(f"{where}/scorecard")
    assert (answer.status_code, answer.headers["location"]) == (303, where)


async def test_a_session_without_a_word_says_so(desk: Desk) -> None:
    where = await start(desk)
    await desk.client.post(f"{where}/end")
    page = await desk.client.get(f"{where}/scorecard")
    assert page.status_code == 200
    assert "还没有开口" in page.text


async def test_a_failed_grading_says_why_and_can_be_asked_again(desk: Desk) -> None:
    desk.grader.errors["listening"] = ModelTimeoutError("模型没有回答")
    where = await graded(desk)
    page = await desk.client.get(f"{where}/scorecard")
    assert "模型没有回答" in page.text
    assert Page(page).all("form", action=f"{where}/end")
    desk.grader.errors.clear()
    await desk.client.post(f"{where}/end")
    await settled(desk, where)
    assert "part-L1" in (await desk.client.get(f"{where}/scorecard")).text


async def test_practising_again_takes_the_same_case_and_settings(desk: Desk) -> None:
    where = await start(desk, intensity="3", mood="hidden")
    answer = await desk.client.post(f"{where}/again")
    again = await desk.runtime.sessions.load(answer.headers["location"].rsplit("/", 1)[1])
    assert (again.scenario.id, again.archetype.id) == ("water-bill", "stubborn")
    assert (again.settings.intensity, again.settings.mood_visible) == (3, False)


async def test_history_pages_through_every_session_once(desk: Desk) -> None:
    assert "空白的一页" in (await desk.client.get("/history")).text
    started = {await start(desk) for _ in range(23)}
    first = Page(await desk.client.get("/history"))
    (older,) = [str(found["href"]) for found in first.all("a") if "before=" in str(found["href"])]
    second = Page(await desk.client.get(older))
    listed = [
        str(found["href"]) for page in (first, second) for found in page.all("a") if "/sessions/" in str(found["href"])
    ]
    assert sorted(listed) == sorted(started)


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("/nothing", 404, "没有这一页"),
        ("/sessions/nothing", 404, "没有这一页"),
        ("/history?before=x", 422, "地址里有一处条件不对"),
    ],
)
async def test_a_browser_gets_errors_as_pages_and_a_program_as_problems(
    desk: Desk, path: str, status: int, words: str
) -> None:
    page = await desk.client.get(path, headers=BROWSER)
    assert (page.status_code, page.headers["content-type"]) == (status, "text/html; charset=utf-8")
    assert words in page.text
    problem = await desk.client.get(path)
    assert (problem.status_code, problem.headers["content-type"]) == (status, "application/problem+json")


async def test_what_nobody_expected_is_a_page_with_its_number(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    async def broken(*_: object, **__: object) -> None:
        raise RuntimeError("secret inside")

    monkeypatch.setattr(type(desk.runtime.store), "list_sessions", broken)
    with capture_logs():  # drawing the traceback for a terminal takes seconds
        page = await desk.client.get("/", headers=BROWSER)
    assert page.status_code == 500
    assert "secret" not in page.text
    assert page.headers["x-request-id"] in page.text


async def test_what_people_write_is_never_markup(desk: Desk) -> None:
    where = await start(desk)
    await say(desk, where, "<script>alert(1)</script><b>您好</b>")
    desk.customer.scripts = [("<i>哼</i>",)]
    await say(desk, where, "好", 4)
    await desk.client.post(f"{where}/end")
    await settled(desk, where)
    for path in (where, f"{where}/scorecard"):
        page = await desk.client.get(path)
        assert "<script>alert" not in page.text
        assert "<b>" not in page.text
        assert "<i>哼" not in page.text


PATHS = ("/", "/history", "/about", "/nothing")


@pytest.mark.parametrize("path", PATHS)
async def test_pages_keep_to_their_content_policy(desk: Desk, path: str) -> None:
    """No inline script, no handler, no style attribute: the policy would block them."""
    page = await desk.client.get(path, headers=BROWSER)
    for tag, attributes in Page(page).elements:
        assert not [name for name in attributes if name.startswith("on") or name == "style"], (tag, attributes)
        if tag == "script":
            assert str(attributes.get("src", "")).startswith("/static/") or attributes["type"] == "application/json"
    assert Page(page).all("html", lang="zh-CN")


async def test_assets_may_be_kept_for_good(desk: Desk) -> None:
    page = Page(await desk.client.get("/"))
    (style,) = page.all("link", rel="stylesheet")
    answer = await desk.client.get(str(style["href"]))
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
