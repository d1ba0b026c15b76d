"""Attempts at the same case: what lists and scorecards say of them."""

import asyncio
from dataclasses import replace

from sim.domain.rubric import Certification
from sim.domain.text import Bilingual
from tests.web.desk import Desk

LINE = "您好，水费翻了三倍，您着急我明白。"


async def attempt(desk: Desk, *, graded: bool = True) -> str:
    """Play a session of one line to its end; returns its id."""
    session_id = (await desk.start())["id"]
    await desk.say(session_id, 2, LINE)
    if graded:
        await desk.client.post(f"/api/v1/sessions/{session_id}/end")
        async with asyncio.timeout(5):
            while (  # noqa: ASYNC110 - the scorecard's address is all there is to ask
                await desk.client.get(f"/api/v1/sessions/{session_id}/scorecard")
            ).status_code != 200:
                await asyncio.sleep(0.01)
    return str(session_id)


async def test_the_attempt_before_is_the_last_one_that_was_graded(desk: Desk) -> None:
    first = await attempt(desk)
    await attempt(desk, graded=False)
    third = await attempt(desk)
    graded, sessions = desk.runtime.reviews.graded, desk.runtime.sessions
    found = await graded.before(await sessions.load(third))
    assert found is not None
    assert found.id == first
    assert await graded.before(await sessions.load(first)) is None
    page = await desk.client.get(f"/sessions/{third}/scorecard")
    assert "上一次" in page.text
    assert "上一次" not in (await desk.client.get(f"/sessions/{first}/scorecard")).text.replace("多出上一次的", "")


async def test_lists_say_who_passed(desk: Desk) -> None:
    """The stage's rubric has no level to reach, so nobody passes; with one of 70 points level 3 everywhere does."""
    await attempt(desk)
    assert "未及格" in (await desk.client.get("/history")).text
    library = desk.runtime.library
    rubric = library.rubrics["service-complaint"]
    passable = replace(
        rubric, version="v-passable", certifications=(Certification("junior", Bilingual("初级"), 70, 2),)
    )
    library.rubrics["service-complaint"] = passable  # type: ignore[index]  # the stage's library is a plain dict
    await attempt(desk)
    page = (await desk.client.get("/history")).text
    assert (page.count(">及格<"), page.count(">未及格<")) == (1, 1)


async def test_the_next_talk_over_the_case_says_what_to_practise(desk: Desk) -> None:
    first = await attempt(desk)
    reviewed = await desk.runtime.reviews.graded.load(first)
    advice = reviewed.effective.feedback.practise_next
    assert advice
    await desk.client.post("/tour")
    home = (await desk.client.get("/")).text
    assert f"下一次练“{advice.partition(' ')[2].partition('：')[0]}”" in home
    again = await desk.client.post(f"/sessions/{first}/again")
    talk = (await desk.client.get(again.headers["location"])).text
    assert f"<strong>这次练：</strong>{advice}" in talk
    assert "这次练：" not in (await desk.client.get(f"/sessions/{first}")).text
