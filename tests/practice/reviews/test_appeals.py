"""Appeals: a trainee disputes one criterion of his own, a trainer answers, and both can read it."""

import pytest

from sim.domain.audit import AuditFilter
from sim.domain.errors import ConflictError, InvalidInputError, NotAllowedError, NotFoundError
from sim.domain.review import AppealStatus, Verdict
from sim.domain.score import Quote
from sim.practice.reviews.rulings import Ruling
from tests.practice.reviews.house import FIRST, House

pytestmark = pytest.mark.asyncio(loop_scope="session")

LISTEN, EMPATHY, GATE = "listening.acknowledge", "empathy.validate", "gate.red-line"
RUDE = "规定就是这样，你爱找谁找谁去。"
TEXT = "我一开口就接住了他的话。"


async def test_an_upheld_appeal_changes_the_level_with_its_answer_as_reason(house: House) -> None:
    session = await house.graded()
    appeal = await house.reviews.appeals.open(house.learner, session, LISTEN, TEXT, Quote(2, "换谁都着急"))
    assert appeal.quote is not None
    assert appeal.quote.quote == "换谁都着急"
    change = Ruling(LISTEN, Verdict.ADJUST, 4)
    closed = await house.reviews.appeals.answer(
        house.teacher, session, appeal.id, AppealStatus.UPHELD, "接住了，还往前走了一步。", change
    )
    assert closed.status is AppealStatus.UPHELD
    reviewed = await house.reviews.graded.load(session)
    (override,) = reviewed.record.overrides
    assert (override.appeal, override.reason, override.level) == (appeal.id, "接住了，还往前走了一步。", 4)
    log = (await house.runtime.audit.page(AuditFilter(subject=session))).entries
    found = [(entry.note.actor, entry.note.action, entry.note.detail) for entry in log]
    told = {"level": "3 → 4", "total": "75 → 87.5"}
    assert found == [
        (house.teacher.id, "appeal-answered", {"part": LISTEN, "status": "upheld", "overridden": "yes", **told}),
        (house.learner.id, "appeal-made", {"part": LISTEN}),
    ]
    assert reviewed.effective.total == await house.total(session) == 87.5


async def test_a_dismissed_appeal_changes_nothing_but_is_answered(house: House) -> None:
    session = await house.graded()
    appeal = await house.reviews.appeals.open(house.learner, session, LISTEN, TEXT, None)
    with pytest.raises(InvalidInputError) as caught:
        await house.reviews.appeals.answer(
            house.teacher, session, appeal.id, AppealStatus.DISMISSED, "不成立", Ruling(LISTEN, Verdict.ADJUST, 4)
        )
    assert caught.value.field == "status"
    await house.reviews.appeals.answer(house.teacher, session, appeal.id, AppealStatus.DISMISSED, "只是套话。")
    record = (await house.reviews.graded.load(session)).record
    assert [(item.status, item.answer) for item in record.appeals] == [(AppealStatus.DISMISSED, "只是套话。")]
    assert record.overrides == ()
    with pytest.raises(ConflictError):
        await house.reviews.appeals.answer(house.teacher, session, appeal.id, AppealStatus.UPHELD, "又成立了")


async def test_one_appeal_at_a_time_and_a_new_one_after_it_was_closed(house: House) -> None:
    session = await house.graded()
    first = await house.reviews.appeals.open(house.learner, session, LISTEN, TEXT, None)
    await house.reviews.appeals.open(house.learner, session, EMPATHY, TEXT, None)
    with pytest.raises(ConflictError):
        await house.reviews.appeals.open(house.learner, session, LISTEN, TEXT, None)
    with pytest.raises(ConflictError, match="申诉"):
        await house.reviews.desk.finish(house.teacher, session)
    await house.reviews.appeals.withdraw(house.learner, session, first.id)
    again = await house.reviews.appeals.open(house.learner, session, LISTEN, TEXT, None)
    assert again.status is AppealStatus.OPEN


@pytest.mark.parametrize(
    ("text", "quote", "field"),
    [
        ("不对", None, "text"),
        ("", None, "text"),
        ("字" * 1001, None, "text"),
        ("我说过的\x00话呀", None, "text"),
        (TEXT, Quote(2, "我没有说过这句"), "quote"),
        (TEXT, Quote(3, "我说的你听见没有"), "turn"),
    ],
)
async def test_an_appeal_must_say_something_true(house: House, text: str, quote: Quote | None, field: str) -> None:
    session = await house.graded()
    with pytest.raises(InvalidInputError) as caught:
        await house.reviews.appeals.open(house.learner, session, LISTEN, text, quote)
    assert caught.value.field == field


async def test_a_thousand_characters_are_enough_and_allowed(house: House) -> None:
    session = await house.graded()
    appeal = await house.reviews.appeals.open(house.learner, session, LISTEN, "字" * 1000, None)
    assert len(appeal.text) == 1000


async def test_only_the_owner_appeals_and_only_his_trainers_answer(house: House) -> None:
    session = await house.graded()
    with pytest.raises(NotAllowedError):
        await house.reviews.appeals.open(house.teacher, session, LISTEN, TEXT, None)
    with pytest.raises(NotFoundError):
        await house.reviews.appeals.open(house.stranger, session, LISTEN, TEXT, None)
    with pytest.raises(NotFoundError):
        await house.reviews.appeals.open(house.learner, session, "listening.moon", TEXT, None)
    appeal = await house.reviews.appeals.open(house.learner, session, LISTEN, TEXT, None)
    with pytest.raises(NotAllowedError):
        await house.reviews.appeals.answer(house.learner, session, appeal.id, AppealStatus.UPHELD, "当然成立")
    with pytest.raises(NotFoundError):
        await house.reviews.appeals.answer(house.stranger, session, appeal.id, AppealStatus.UPHELD, "成立")
    with pytest.raises(NotAllowedError):
        await house.reviews.appeals.withdraw(house.teacher, session, appeal.id)
    other = await house.graded()
    with pytest.raises(NotFoundError):
        await house.reviews.appeals.withdraw(house.learner, other, appeal.id)
    with pytest.raises(InvalidInputError):
        await house.reviews.appeals.answer(house.teacher, session, appeal.id, AppealStatus.WITHDRAWN, "撤了")


async def test_a_trainer_who_practises_has_his_appeal_answered_by_somebody_else(house: House) -> None:
    session = await house.graded(house.teacher)
    appeal = await house.reviews.appeals.open(house.teacher, session, LISTEN, TEXT, None)
    with pytest.raises(NotAllowedError):
        await house.reviews.appeals.answer(house.teacher, session, appeal.id, AppealStatus.UPHELD, "成立")
    await house.reviews.appeals.answer(house.colleague, session, appeal.id, AppealStatus.DISMISSED, "不成立。")


async def test_an_upheld_appeal_on_a_gate_lifts_it_and_its_cap(house: House) -> None:
    session = await house.graded(None, FIRST, RUDE)
    before = await house.reviews.graded.load(session)
    failed = before.gate(GATE)
    assert failed is not None
    assert not failed.passed
    appeal = await house.reviews.appeals.open(house.learner, session, GATE, TEXT, Quote(4, "规定就是这样"))
    with pytest.raises(InvalidInputError) as caught:
        await house.reviews.appeals.answer(
            house.teacher, session, appeal.id, AppealStatus.UPHELD, "成立", Ruling(LISTEN, Verdict.ADJUST, 4)
        )
    assert caught.value.field == "status"
    lifted = Ruling(GATE, Verdict.LIFT)
    await house.reviews.appeals.answer(house.teacher, session, appeal.id, AppealStatus.UPHELD, "后面接上了。", lifted)
    after = await house.reviews.graded.load(session)
    (override,) = after.record.overrides
    assert (override.appeal, override.verdict, override.reason) == (appeal.id, Verdict.LIFT, "后面接上了。")
    assert all(gate.passed for gate in after.effective.gates if gate.id == GATE)
    assert before.effective.total == 59
    assert after.effective.total == await house.total(session) == 75
    assert after.effective.feedback.practise_next != before.effective.feedback.practise_next


async def test_a_gate_that_is_passed_cannot_be_disputed(house: House) -> None:
    session = await house.graded()
    with pytest.raises(ConflictError, match="关卡"):
        await house.reviews.appeals.open(house.learner, session, GATE, TEXT, None)


async def test_what_a_reviewer_failed_is_disputed_too_and_goes_back_to_the_original(house: House) -> None:
    session = await house.graded()
    harsh = Ruling(GATE, Verdict.FAIL, severity="severe", reason="顶人", quote=Quote(2, "换谁都着急"))
    await house.reviews.desk.rule(house.teacher, session, harsh)
    appeal = await house.reviews.appeals.open(house.learner, session, GATE, TEXT, None)
    upheld = Ruling(GATE, Verdict.UPHOLD)
    await house.reviews.appeals.answer(house.teacher, session, appeal.id, AppealStatus.UPHELD, "不算顶人。", upheld)
    reviewed = await house.reviews.graded.load(session)
    assert reviewed.effective.gates == reviewed.original.gates
