"""The pages of appeals: from the scorecard to the answer and back."""

import re
from html import unescape

import pytest

from sim.domain.review import AppealStatus
from tests.practice.reviews.house import FIRST, House
from tests.web.people import Browser
from tests.web.reviews.reading import ESCAPED, GATE, LISTEN, SCRIPT, read

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_an_appeal_goes_from_the_scorecard_to_its_answer_and_back(
    house: House, teacher: Browser, learner: Browser
) -> None:
    session = await house.graded()
    path = f"/sessions/{session}/appeals/{LISTEN}"
    assert path in await read(learner, f"/sessions/{session}/scorecard")
    assert FIRST in await read(learner, path)
    response = await learner.post(path, text=SCRIPT, quote=f"2:{FIRST}")
    assert response.headers["location"] == f"/sessions/{session}/scorecard#review"
    assert "等答复" in await read(learner, f"/sessions/{session}/scorecard")
    assert f"/reviews/{session}" in await read(teacher, "/reviews?reason=appeal")
    page = await read(teacher, f"/reviews/{session}")
    assert ESCAPED in page
    (appeal,) = (await house.reviews.graded.load(session)).record.appeals
    answer = f"/reviews/{session}/appeals/{appeal.id}"
    refused = await teacher.post(answer, status="upheld", text="", subject=LISTEN)
    assert refused.status_code == 422
    fields = {"status": "upheld", "text": f"说得对{SCRIPT}", "decision": "4", "subject": LISTEN, "turn": "2"}
    assert (await teacher.post(answer, **fields)).status_code == 303
    page = await read(learner, f"/sessions/{session}/scorecard")
    for words in (f"说得对{ESCAPED}", "成立", "teacher", "87.5"):
        assert words in page
    assert "<script>alert" not in page


async def test_an_appeal_that_says_nothing_is_shown_again(house: House, learner: Browser) -> None:
    session = await house.graded()
    response = await learner.post(f"/sessions/{session}/appeals/{LISTEN}", text="不对", quote=f"2:{FIRST}")
    assert response.status_code == 422
    assert re.search(rf'value="2:{FIRST}"\s*selected', response.text)
    assert "不对" in response.text
    await read(learner, f"/sessions/{session}/appeals/listening.moon", 404)


async def test_own_words_are_pointed_at_sentence_by_sentence_without_typing(house: House, learner: Browser) -> None:
    session = await house.graded(None, "好。您先别急！我查一下抄表记录。", SCRIPT)
    path = f"/sessions/{session}/appeals/{LISTEN}"
    page = await read(learner, path)
    offered = [unescape(value) for value in re.findall(r'<option value="([^"]+)"', page)]
    assert offered == ["2:您先别急！", "2:我查一下抄表记录。", "2:好。您先别急！我查一下抄表记录。", f"4:{SCRIPT}"]
    assert 'optgroup label="第 1 句"' in page
    await learner.post(path, text="我接住了他的话。", quote=offered[1])
    (appeal,) = (await house.reviews.graded.load(session)).record.appeals
    assert appeal.quote is not None
    assert (appeal.quote.turn, appeal.quote.quote) == (2, "我查一下抄表记录。")


@pytest.mark.parametrize("value", ["1:水费怎么翻了三倍？", "2:我没说过这一句", "x:换谁都着急", "99:换谁都着急"])
async def test_what_nobody_said_is_refused_in_words_for_the_trainee(house: House, learner: Browser, value: str) -> None:
    session = await house.graded()
    response = await learner.post(f"/sessions/{session}/appeals/{LISTEN}", text="我接住了他的话。", quote=value)
    assert response.status_code == 422
    (told,) = re.findall(r'id="quote-error" role="alert">([^<]+)<', response.text)
    assert "学员" not in told


async def test_who_may_answer_is_told_everywhere_and_the_trainee_sees_how_it_stands(
    house: House, teacher: Browser, learner: Browser
) -> None:
    session = await house.graded()
    before = await house.reviews.appeals.waiting(house.teacher)
    appeal = await house.reviews.appeals.open(house.learner, session, LISTEN, "我接住了他的话。", None)
    assert await house.reviews.appeals.waiting(house.teacher) == before + 1
    assert f'<span aria-hidden="true">{before + 1}</span>' in await read(teacher, "/help")
    home = await read(teacher, "/")
    assert f"{before + 1} 份申诉等你答复" in home
    assert 'href="/reviews?reason=appeal"' in home
    for nobody in (house.stranger, house.learner):
        assert await house.reviews.appeals.waiting(nobody) == 0
    assert "nav-count" not in await read(learner, "/")
    for path in ("/history", "/"):
        assert "申诉待答复" in _row(await read(learner, path), session)
    await house.reviews.appeals.answer(house.teacher, session, appeal.id, AppealStatus.DISMISSED, "不够。")
    assert await house.reviews.appeals.waiting(house.teacher) == before
    assert "申诉已答复" in _row(await read(learner, "/history"), session)
    reviewed = await house.graded()
    assert "已复核" not in _row(await read(learner, "/history"), reviewed)
    await house.reviews.desk.finish(house.teacher, reviewed)
    assert "已复核" in _row(await read(learner, "/history"), reviewed)


async def test_ones_own_appeal_does_not_wait_for_oneself(house: House) -> None:
    session = await house.graded(house.colleague)
    await house.reviews.appeals.open(house.colleague, session, LISTEN, "我接住了他的话。", None)
    others = await house.reviews.appeals.waiting(house.boss)
    assert await house.reviews.appeals.waiting(house.colleague) == others - 1


def _row(page: str, session: str) -> str:
    """Return the line of a session in a list."""
    return page.partition(f'href="/sessions/{session}')[2].partition("</a>")[0]


async def test_a_trainee_takes_his_appeal_back(house: House, learner: Browser) -> None:
    session = await house.graded()
    appeal = await house.reviews.appeals.open(house.learner, session, LISTEN, "我接住了他的话。", None)
    await learner.post(f"/sessions/{session}/appeals/{appeal.id}/withdraw")
    (closed,) = (await house.reviews.graded.load(session)).record.appeals
    assert closed.status is AppealStatus.WITHDRAWN


async def test_a_failed_gate_is_disputed_from_the_scorecard_and_answered_on_the_review_page(
    house: House, teacher: Browser, learner: Browser
) -> None:
    session = await house.graded(None, "规定就是这样，你爱找谁找谁去。", FIRST)
    path = f"/sessions/{session}/appeals/{GATE}"
    scorecard = await read(learner, f"/sessions/{session}/scorecard")
    assert path in scorecard
    assert f"/sessions/{session}/appeals/gate.compliance" not in scorecard
    assert "为什么该算通过" in await read(learner, path)
    await learner.post(path, text="我后面接上了。", quote="")
    page = await read(teacher, f"/reviews/{session}")
    (appeal,) = (await house.reviews.graded.load(session)).record.appeals
    assert f'href="#appeal-{appeal.id}"' in page
    assert "答复申诉" in page
    answer = {"status": "upheld", "text": "听完整段，不算推诿。", "decision": "lift", "subject": GATE, "turn": "2"}
    assert (await teacher.post(f"/reviews/{session}/appeals/{appeal.id}", **answer)).status_code == 303
    assert "听完整段，不算推诿。" in await read(learner, f"/sessions/{session}/scorecard")
    assert "没有可申诉的" in await read(learner, path)
    gates = (await house.reviews.graded.load(session)).effective.gates
    assert all(gate.passed for gate in gates if gate.id == GATE)
    assert (await learner.post(path, text="再来一次申诉。")).status_code == 409
