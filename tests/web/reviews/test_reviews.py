"""The pages of reviewing: what trainers and trainees see, and that nothing people write is anything but text."""

import io
import re
import zipfile
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
import pytest_asyncio

from sim.domain.review import AppealStatus, Verdict
from sim.domain.score import Quote
from sim.domain.text import Bilingual
from sim.practice.reviews.rulings import Ruling
from tests.practice.reviews.house import FIRST, House, furnish
from tests.web.desk import Desk, open_desk
from tests.web.people import Browser, browser, hash_quickly

pytestmark = pytest.mark.asyncio(loop_scope="module")

LISTEN, EMPATHY, GATE = "listening.acknowledge", "empathy.validate", "gate.red-line"
SCRIPT = "<script>alert('复核')</script><b>粗</b>"
ESCAPED = "&lt;script&gt;alert(&#39;复核&#39;)&lt;/script&gt;&lt;b&gt;粗&lt;/b&gt;"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def desk(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Desk]:
    with pytest.MonkeyPatch.context() as patch:
        hash_quickly(patch)
        async with open_desk(tmp_path_factory.mktemp("pages"), review_sample=100) as opened:
            yield opened


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def house(desk: Desk) -> House:
    return await furnish(desk.runtime)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def teacher(desk: Desk, house: House) -> AsyncIterator[Browser]:
    async with browser(desk, house.teacher.shown_name) as opened:
        yield opened


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def learner(desk: Desk, house: House) -> AsyncIterator[Browser]:
    async with browser(desk, house.learner.shown_name) as opened:
        yield opened


async def read(visitor: Browser, path: str, status: int = 200) -> str:
    response = await visitor.get(path)
    assert response.status_code == status, response.text
    return response.text


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
    assert (await house.reviews.graded.load(session)).effective.total == 50.0


@pytest.mark.parametrize(
    ("part", "fields", "said"),
    [
        (LISTEN, {"decision": "1", "reason": ""}, "不能空着"),
        (LISTEN, {"decision": "", "reason": "想好了再说"}, "先选一个判断"),
        (LISTEN, {"decision": "9", "reason": "想好了再说"}, "先选一个判断"),
        (LISTEN, {"decision": "2", "reason": "想好了再说", "quote": "从没说过的话", "turn": "2"}, "没有说过这句话"),
        (LISTEN, {"decision": "2", "reason": "想好了再说", "quote": FIRST, "turn": "二"}, "哪一轮"),
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


async def test_an_appeal_goes_from_the_scorecard_to_its_answer_and_back(
    house: House, teacher: Browser, learner: Browser
) -> None:
    session = await house.graded()
    path = f"/sessions/{session}/appeals/{LISTEN}"
    assert path in await read(learner, f"/sessions/{session}/scorecard")
    assert FIRST in await read(learner, path)
    response = await learner.post(path, text=SCRIPT, quote="我先查抄表记录", turn="2")
    assert response.headers["location"] == f"/sessions/{session}/scorecard#review"
    assert "等答复" in await read(learner, f"/sessions/{session}/scorecard")
    assert f"/reviews/{session}" in await read(teacher, "/reviews?reason=appeal")
    page = await read(teacher, f"/reviews/{session}")
    assert ESCAPED in page
    (appeal,) = (await house.reviews.graded.load(session)).record.appeals
    answer = f"/reviews/{session}/appeals/{appeal.id}"
    refused = await teacher.post(answer, status="upheld", text="", criterion=LISTEN)
    assert refused.status_code == 422
    fields = {"status": "upheld", "text": f"说得对{SCRIPT}", "decision": "4", "criterion": LISTEN, "turn": "2"}
    assert (await teacher.post(answer, **fields)).status_code == 303
    page = await read(learner, f"/sessions/{session}/scorecard")
    for words in (f"说得对{ESCAPED}", "成立", "teacher", "87.5"):
        assert words in page
    assert "<script>alert" not in page


async def test_an_appeal_that_says_nothing_is_shown_again(house: House, learner: Browser) -> None:
    session = await house.graded()
    response = await learner.post(f"/sessions/{session}/appeals/{LISTEN}", text="不对", quote="没说过的话")
    assert response.status_code == 422
    assert "没说过的话" in response.text
    assert "不对" in response.text
    await read(learner, f"/sessions/{session}/appeals/listening.moon", 404)


async def test_a_trainee_takes_his_appeal_back(house: House, learner: Browser) -> None:
    session = await house.graded()
    appeal = await house.reviews.appeals.open(house.learner, session, LISTEN, "我接住了他的话。", None)
    await learner.post(f"/sessions/{session}/appeals/{appeal.id}/withdraw")
    (closed,) = (await house.reviews.graded.load(session)).record.appeals
    assert closed.status is AppealStatus.WITHDRAWN


async def test_the_blind_page_holds_no_score_until_the_own_one_is_in(house: House, teacher: Browser) -> None:
    session = await house.graded()
    page = await read(teacher, f"/reviews/{session}/blind")
    assert FIRST in page
    for hidden in ("因为", ">75<", "cited", "ladder", "part-L1"):
        assert hidden not in page
    levels = {LISTEN: "2", EMPATHY: "na", GATE: "passed"}
    lacking = await teacher.post(f"/reviews/{session}/blind", **{LISTEN: "2", "note": SCRIPT})
    assert lacking.status_code == 422
    assert "E1" in lacking.text
    assert ESCAPED in lacking.text
    assert re.search(rf'name="{LISTEN}" value="2" required checked', lacking.text)
    response = await teacher.post(f"/reviews/{session}/blind", **levels)
    assert response.headers["location"] == f"/reviews/{session}#ratings"
    page = await read(teacher, f"/reviews/{session}")
    for shown in ("因为", ">75<", "cited", "ladder", "part-L1", ">-1<"):
        assert shown in page
    await read(teacher, f"/reviews/{session}/blind", 409)


@pytest.mark.parametrize("way", ["/reviews/{}", "/sessions/{}/scorecard", "/api/v1/sessions/{}/scorecard"])
async def test_whoever_was_shown_the_scores_anywhere_is_not_blind(house: House, teacher: Browser, way: str) -> None:
    session = await house.graded()
    await read(teacher, way.format(session))
    await read(teacher, f"/reviews/{session}/blind", 409)


async def test_drawing_leads_to_a_session_or_says_that_there_is_none(house: House, desk: Desk) -> None:
    await house.graded()
    async with browser(desk, house.colleague.shown_name) as colleague:
        response = await colleague.get("/reviews/blind")
        assert re.fullmatch(r"/reviews/\w+/blind", response.headers["location"])
    async with browser(desk, house.stranger.shown_name) as stranger:
        response = await stranger.get("/reviews/blind")
        assert response.headers["location"] == "/reviews?drawn=none"
        assert "没有可以盲评的练习了" in await read(stranger, "/reviews?drawn=none")


async def test_agreement_shows_figures_and_hands_out_the_set(house: House, teacher: Browser) -> None:
    for level in (0, 3, 4):
        session = await house.graded()
        change = Ruling(LISTEN, Verdict.ADJUST, level, reason=SCRIPT, quote=Quote(2, "换谁都着急"))
        await house.reviews.desk.rule(house.teacher, session, change)
    page = await read(teacher, "/reviews/agreement?source=reviews")
    assert f"/reviews/{session}" in await read(teacher, "/reviews?state=mine")
    assert "人 0 级，机器 3 级" in page
    assert "<script>alert" not in page
    for query in (
        "source=blind",
        "set=practised",
        "set=nothing",
        f"criterion={LISTEN}",
        "grader=llm scripted g1",
        "rubric=moon",
    ):
        await read(teacher, f"/reviews/agreement?{query}")
    response = await teacher.get("/reviews/agreement/labelled-set.zip?source=reviews")
    with zipfile.ZipFile(io.BytesIO(response.content)) as archive:
        assert {"transcripts.jsonl", "labels-1.jsonl", "AIGC.json"} <= set(archive.namelist())
        assert '"Label": "1"' in archive.read("AIGC.json").decode()


async def test_trainers_see_their_own_sessions_without_forms(house: House, teacher: Browser) -> None:
    session = await house.graded(house.teacher)
    page = await read(teacher, f"/reviews/{session}")
    assert "这是您自己的练习" in page
    assert 'name="decision"' not in page


async def test_a_scorecard_nobody_reviewed_says_nothing_of_reviews(house: House, learner: Browser) -> None:
    page = await read(learner, f"/sessions/{await house.graded()}/scorecard")
    assert 'id="review"' not in page


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
