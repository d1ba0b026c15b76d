"""The pages of reviewing: what trainers and trainees see, and that nothing people write is anything but text."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from sim.domain.text import Bilingual
from tests.practice.reviews.house import FIRST, House
from tests.web.desk import Desk, open_desk
from tests.web.people import Browser
from tests.web.reviews.reading import EMPATHY, ESCAPED, GATE, LISTEN, SCRIPT, read

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_the_queue_names_session_reasons_and_who_has_it_in_hand(house: House, teacher: Browser) -> None:
    session = await house.graded()
    await house.reviews.desk.take(house.colleague, session)
    page = await read(teacher, "/reviews")
    row = page[page.index(f"/reviews/{session}") :].partition("</li>")[0]
    for words in ("水费翻三倍", house.learner.shown_name, "抽查", "colleague 在看"):
        assert words in row
    assert f"/reviews/{session}" not in await read(teacher, "/reviews?state=free")
    assert f"/reviews/{session}" not in await read(teacher, "/reviews?reason=appeal")


async def test_the_queue_names_a_case_as_it_was_when_it_was_played(
    house: House, teacher: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = await house.graded()
    library = house.runtime.library
    renamed = {name: replace(case, title=Bilingual("换过题目")) for name, case in library.scenarios.items()}
    monkeypatch.setattr(type(house.runtime.shelf), "library", replace(library, scenarios=renamed))
    page = await read(teacher, "/reviews?state=free")
    assert "水费翻三倍" in page[page.index(f"/reviews/{session}") :].partition("</li>")[0]
    assert "换过题目" not in page


async def test_the_queue_leads_on_page_by_page(house: House, teacher: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = {await house.graded() for _ in range(3)}
    monkeypatch.setattr("web.reviews.queue.PAGE_SIZE", 2)
    found: list[str] = []
    path = "/reviews?state=free"
    while path:
        page = await read(teacher, path)
        found += re.findall(r'class="session-title" href="/reviews/(\w+)"', page)
        onward = re.search(r'class="button" href="(/reviews\?[^"]*after=[^"]*)"', page)
        path = onward[1].replace("&amp;", "&") if onward else ""
    assert wanted <= set(found)
    assert len(found) == len(set(found))


@pytest.mark.parametrize(
    "query",
    ["after=x", "after=1~2026-01-01T00:00:00~x", "after=9~2026-01-01T00:00:00%2B00:00~x", "reason=moon", "state=moon"],
)
async def test_a_place_in_the_queue_that_is_none_is_refused(teacher: Browser, query: str) -> None:
    await read(teacher, f"/reviews?{query}", 422)


async def test_a_decision_is_taken_by_a_plain_form_and_shown_with_who_and_why(
    house: House, teacher: Browser, learner: Browser
) -> None:
    session = await house.graded()
    fields = {"decision": "1", "reason": SCRIPT, "quote": "换谁都着急", "turn": "2"}
    response = await teacher.post(f"/reviews/{session}/parts/{LISTEN}", **fields)
    assert (response.status_code, response.headers["location"]) == (303, f"/reviews/{session}#decided-{LISTEN}")
    for visitor, path in ((teacher, f"/reviews/{session}"), (learner, f"/sessions/{session}/scorecard")):
        page = await read(visitor, path)
        assert ESCAPED in page
        assert "<script>alert" not in page
        assert "teacher" in page
        assert "50" in page
        assert "75" in page
        assert "换谁都着急" in page
    top = page[: page.index('id="total-title"')]
    assert "人工复核过</strong>：原评总分 75。" in re.sub(r"\s+", "", top).replace("原评总分", "原评总分 ")
    assert 'href="#review"' in top
    assert (await house.reviews.graded.load(session)).effective.total == 50.0


@pytest.mark.parametrize(
    ("part", "fields", "said"),
    [
        (LISTEN, {"decision": "1", "reason": ""}, "不能空着"),
        (LISTEN, {"decision": "", "reason": "想好了再说"}, "先选一个判断"),
        (LISTEN, {"decision": "9", "reason": "想好了再说"}, "先选一个判断"),
        (LISTEN, {"decision": "2", "reason": "想好了再说", "quote": "从没说过的话", "turn": "2"}, "对话里没有这句话"),
        (LISTEN, {"decision": "2", "reason": "想好了再说", "quote": FIRST, "turn": "二"}, "哪一句"),
        (GATE, {"decision": "severe", "reason": "想好了再说"}, "原话"),
    ],
)
async def test_what_is_wrong_is_said_at_its_place_and_nothing_typed_is_lost(
    house: House, teacher: Browser, part: str, fields: dict[str, str], said: str
) -> None:
    session = await house.graded()
    response = await teacher.post(f"/reviews/{session}/parts/{part}", **fields)
    assert response.status_code == 422
    assert said in response.text
    assert "。 / " not in response.text  # in the language of the page alone
    assert fields["reason"] in response.text
    assert (await house.reviews.graded.load(session)).record.overrides == ()


async def test_comments_stand_under_their_turn_for_both_as_text(
    house: House, teacher: Browser, learner: Browser
) -> None:
    session = await house.graded()
    response = await teacher.post(f"/reviews/{session}/turns/2/comments", text=SCRIPT)
    assert response.headers["location"] == f"/reviews/{session}#turn-2"
    for visitor, path in ((teacher, f"/reviews/{session}"), (learner, f"/sessions/{session}/scorecard")):
        page = await read(visitor, path)
        assert ESCAPED in page
        assert "<script>alert" not in page
    empty = await teacher.post(f"/reviews/{session}/turns/2/comments", text=" ")
    assert empty.status_code == 422


async def test_a_review_is_taken_released_and_finished(house: House, teacher: Browser) -> None:
    session = await house.graded()
    await teacher.post(f"/reviews/{session}/take")
    assert f"/reviews/{session}" in await read(teacher, "/reviews?state=mine")
    await teacher.post(f"/reviews/{session}/release")
    assert f"/reviews/{session}" not in await read(teacher, "/reviews?state=mine")
    response = await teacher.post(f"/reviews/{session}/finish", note=SCRIPT)
    assert response.headers["location"] == "/reviews"
    assert ESCAPED in await read(teacher, f"/reviews/{session}")
    assert f"/reviews/{session}" in await read(teacher, "/reviews?state=finished")
    too_long = await teacher.post(f"/reviews/{session}/finish", note="字" * 501)
    assert too_long.status_code == 422


async def test_trainers_see_their_own_sessions_without_forms(house: House, teacher: Browser) -> None:
    session = await house.graded(house.teacher)
    page = await read(teacher, f"/reviews/{session}")
    assert "这是你自己的练习" in page
    assert 'name="decision"' not in page


async def test_a_scorecard_nobody_reviewed_says_nothing_of_reviews(house: House, learner: Browser) -> None:
    page = await read(learner, f"/sessions/{await house.graded()}/scorecard")
    assert 'id="review"' not in page


async def test_whose_lines_they_are_is_said_by_who_reads(house: House, teacher: Browser, learner: Browser) -> None:
    session = await house.graded()
    own = await read(learner, f"/sessions/{session}/scorecard")
    assert "横轴是你说的第几句" in own
    assert ">你的话<" in own
    for path in (f"/sessions/{session}/scorecard", f"/reviews/{session}"):
        page = await read(teacher, path)
        assert "横轴是学员说的第几句" in page
        assert ">学员的话<" in page
        assert "你的话" not in page
        assert "<span>我</span>" not in page


async def test_a_trainer_reading_a_scorecard_is_offered_no_appeal(house: House, teacher: Browser) -> None:
    assert "/appeals/" not in await read(teacher, f"/sessions/{await house.graded()}/scorecard")


async def test_alone_on_ones_machine_one_does_it_all(tmp_path: Path) -> None:
    async with open_desk(tmp_path) as desk:
        started = await desk.start()
        await desk.say(started["id"], 2, FIRST)
        await desk.client.post(f"/api/v1/sessions/{started['id']}/end")
        await _graded(desk, started["id"])
        session = started["id"]
        response = await desk.client.post(f"/sessions/{session}/appeals/{LISTEN}", data={"text": "我接住了他的话。"})
        assert response.status_code == 303
        response = await desk.client.post(
            f"/reviews/{session}/parts/{EMPATHY}", data={"decision": "na", "reason": "没机会"}
        )
        assert response.status_code == 303
        page = (await desk.client.get(f"/reviews/{session}")).text
        assert "本机用户" in page
        history = (await desk.client.get("/history")).text
        assert "75" in history


async def _graded(desk: Desk, session_id: str) -> None:
    for _ in range(500):
        if (await desk.client.get(f"/api/v1/sessions/{session_id}/scorecard")).status_code == 200:
            return
    raise AssertionError("the grading does not end")
