"""The pages of blind rating, and of the agreement that comes of it."""

import io
import re
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from sim.domain.account import LOCAL
from sim.domain.review import Verdict
from sim.domain.scenario import Fault, HiddenNeed, Responsibility
from sim.domain.score import Quote
from sim.library import versioned
from sim.practice.reviews.rulings import Ruling
from tests.practice.reviews.house import FIRST, House
from tests.practice.stage import make_library
from tests.web.desk import Desk, open_desk
from tests.web.people import Browser, browser
from tests.web.reviews.reading import EMPATHY, ESCAPED, GATE, LISTEN, SCRIPT, read

pytestmark = pytest.mark.asyncio(loop_scope="module")


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
    for shown in ("因为", ">75<", "cited", "ladder", "part-L1", ">−1<"):
        assert shown in page
    await read(teacher, f"/reviews/{session}/blind", 409)


async def test_the_truth_of_the_case_stands_beside_the_talk_and_no_hidden_need(tmp_path: Path) -> None:
    library = make_library()
    case = replace(
        library.scenarios["water-bill"],
        forbidden=("保证退费",),
        responsibility=(Responsibility("抄表有没有错", Fault.OURS, False), Responsibility("账单", Fault.OURS, True)),
        hidden_need=HiddenNeed("怕被当成赖账的人"),
    )
    scenarios = {case.id: versioned(replace(case, version=""))}
    async with open_desk(tmp_path, replace(library, scenarios=scenarios)) as desk:
        session = await House(desk.runtime, *[LOCAL] * 5).graded()
        for path in (f"/reviews/{session}/blind", f"/reviews/{session}"):
            page = (await desk.client.get(path)).text
            shown = page.partition('class="more review-case"')[2].partition("</details>")[0]
            for words in (
                "学员可以提出",
                "上门查表",
                "学员不能承诺或承认",
                "保证退费",
                "抄表有没有错：还没有查清",
                "，已查实",
            ):
                assert words in shown
            assert "怕被当成赖账的人" not in page


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
    assert "样本太少，要 10 份" in page
    assert "四舍五入到整级" in page
    assert session not in re.sub(r'href="[^"]*"', "", page)
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


async def test_a_session_is_named_to_whoever_has_seen_its_scores(house: House, teacher: Browser) -> None:
    session = await house.graded()
    change = Ruling(LISTEN, Verdict.ADJUST, 0, reason="没接住", quote=Quote(2, "换谁都着急"))
    await house.reviews.desk.rule(house.colleague, session, change)
    named = f'<a href="/reviews/{session}">水费翻三倍 · learner</a>'
    assert named not in await read(teacher, "/reviews/agreement?source=reviews")
    assert "就不能再盲评它" in await read(teacher, "/reviews/agreement?source=reviews")
    await read(teacher, f"/reviews/{session}")
    assert named in await read(teacher, "/reviews/agreement?source=reviews")
