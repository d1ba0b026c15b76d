"""What reviewers decide: checked, appended, added up, and never in the place of the original."""

import pytest

from sim.domain.audit import AuditFilter
from sim.domain.errors import ConflictError, InvalidInputError, NotAllowedError, NotFoundError
from sim.domain.review import Reason, Verdict
from sim.domain.score import Quote
from sim.practice.accounts.people import PersonChange
from sim.practice.reviews.rulings import Ruling
from sim.practice.sessions import SessionOrder
from sim.store.reviews.records import QueueState
from tests.practice.reviews.house import FIRST, House

pytestmark = pytest.mark.asyncio(loop_scope="session")

LISTEN, EMPATHY, GATE = "listening.acknowledge", "empathy.validate", "gate.red-line"


def adjust(level: int | None = 1, subject: str = LISTEN, reason: str = "看了原话", **changed: object) -> Ruling:
    return Ruling(subject, Verdict.ADJUST, level, reason=reason, **changed)  # type: ignore[arg-type]  # a ruling's fields


async def test_an_adjusted_level_counts_at_once_and_the_original_stays_bit_for_bit(house: House) -> None:
    session = await house.graded()
    before = await house.runtime.store.load_scorecard(session)
    assert await house.total(session) == 75.0
    override = await house.reviews.desk.rule(house.teacher, session, adjust(1, quote=Quote(2, "换谁都着急")))
    assert override.evidence[0].quote == FIRST[override.evidence[0].start : override.evidence[0].end] == "换谁都着急"
    reviewed = await house.reviews.graded.load(session)
    assert (reviewed.original.total, reviewed.effective.total, await house.total(session)) == (75.0, 50.0, 50.0)
    assert await house.runtime.store.load_scorecard(session) == before
    assert reviewed.record.overrides[0].author.name == "teacher"


async def test_accepting_takes_an_earlier_change_back(house: House) -> None:
    session = await house.graded()
    await house.reviews.desk.rule(house.teacher, session, adjust(0))
    await house.reviews.desk.rule(house.teacher, session, Ruling(LISTEN, Verdict.ACCEPT))
    reviewed = await house.reviews.graded.load(session)
    assert (reviewed.effective.total, len(reviewed.record.overrides)) == (75.0, 2)


async def test_gates_are_failed_with_a_quote_and_lifted_again(house: House) -> None:
    session = await house.graded()
    fail = Ruling(GATE, Verdict.FAIL, severity="severe", reason="话里有轻慢", quote=Quote(2, "我先查抄表记录"))
    await house.reviews.desk.rule(house.teacher, session, fail)
    assert await house.total(session) == 59
    await house.reviews.desk.rule(house.teacher, session, Ruling(GATE, Verdict.UPHOLD))
    assert await house.total(session) == 75.0


@pytest.mark.parametrize(
    ("ruling", "field"),
    [
        (adjust(reason="  "), "reason"),
        (adjust(reason="字" * 1001), "reason"),
        (adjust(reason="看\u202e了"), "reason"),
        (adjust(5), "level"),
        (adjust(-1), "level"),
        (adjust(quote=Quote(2, "我从没说过这句话")), "quote"),
        (adjust(quote=Quote(4, "换谁都着急")), "quote"),
        (adjust(quote=Quote(3, "我说的你听见没有")), "turn"),
        (adjust(quote=Quote(99, "换谁都着急")), "turn"),
        (Ruling(LISTEN, Verdict.REJECT), "reason"),
        (Ruling(GATE, Verdict.LIFT, reason="不成立"), "verdict"),
        (Ruling(GATE, Verdict.FAIL, severity="severe", reason="轻慢"), "quote"),
        (Ruling(GATE, Verdict.FAIL, severity="none", reason="轻慢"), "severity"),
    ],
)
async def test_a_decision_that_is_none_is_refused_at_its_field(house: House, ruling: Ruling, field: str) -> None:
    session = await house.graded()
    with pytest.raises(InvalidInputError) as caught:
        await house.reviews.desk.rule(house.teacher, session, ruling)
    assert caught.value.field == field
    assert (await house.reviews.graded.load(session)).record.overrides == ()


@pytest.mark.parametrize("subject", ["listening.moon", GATE])
async def test_a_criterion_that_is_not_on_the_scorecard_is_not_found(house: House, subject: str) -> None:
    session = await house.graded()
    with pytest.raises(NotFoundError):
        await house.reviews.desk.rule(house.teacher, session, adjust(subject=subject))


async def test_only_trainers_of_the_owners_group_decide_and_nobody_on_his_own(house: House) -> None:
    session = await house.graded()
    for viewer, error in ((house.learner, NotAllowedError), (house.stranger, NotFoundError)):
        with pytest.raises(error):
            await house.reviews.desk.rule(viewer, session, adjust())
        with pytest.raises(error):
            await house.reviews.desk.open(viewer, session)
    own = await house.graded(house.teacher)
    assert (await house.reviews.desk.open(house.teacher, own)).original.total == 75.0
    for action in (
        house.reviews.desk.rule(house.teacher, own, adjust()),
        house.reviews.desk.finish(house.teacher, own),
        house.reviews.desk.comment(house.teacher, own, 2, "很好"),
    ):
        with pytest.raises(NotAllowedError):
            await action
    await house.reviews.desk.rule(house.boss, own, adjust())


async def test_the_queue_shows_a_trainer_what_he_may_see_with_all_reasons(house: House) -> None:
    session = await house.graded()
    page = await house.reviews.desk.queue(house.teacher, QueueState.WAITING, limit=200)
    entry = next(entry for entry in page.entries if entry.session_id == session)
    assert house.reviews.desk.reasons(entry) == (Reason.LOW_CONFIDENCE, Reason.SAMPLE)  # rules and judge differ
    others = await house.reviews.desk.queue(house.stranger, QueueState.WAITING)
    assert others.entries == ()
    await house.reviews.desk.finish(house.teacher, session, "没有问题")
    for state, there in ((QueueState.WAITING, False), (QueueState.FINISHED, True)):
        page = await house.reviews.desk.queue(house.teacher, state, limit=200)
        assert (session in {entry.session_id for entry in page.entries}) is there


async def test_a_review_in_one_hand_is_taken_over_before_another_decides(house: House) -> None:
    session = await house.graded()
    await house.reviews.desk.take(house.teacher, session)
    with pytest.raises(ConflictError, match="teacher"):
        await house.reviews.desk.rule(house.colleague, session, adjust())
    await house.reviews.desk.take(house.colleague, session)
    await house.reviews.desk.rule(house.colleague, session, adjust())
    await house.reviews.desk.release(house.colleague, session)
    record = (await house.reviews.graded.load(session)).record
    assert record.entry is not None
    assert record.entry.reviewer is None


async def test_a_comment_belongs_to_a_turn_that_is_there(house: House) -> None:
    session = await house.graded()
    await house.reviews.desk.comment(house.teacher, session, 3, " 客户这里\r\n松动了 ")
    (comment,) = (await house.reviews.graded.load(session)).record.comments
    assert (comment.turn, comment.text) == (3, "客户这里\n松动了")
    with pytest.raises(InvalidInputError, match="没有这一句"):
        await house.reviews.desk.comment(house.teacher, session, 9, "什么")


async def test_what_was_decided_and_who_looked_is_written_down(house: House) -> None:
    session = await house.graded()
    await house.reviews.desk.open(house.teacher, session)
    await house.reviews.desk.rule(house.teacher, session, adjust(2))
    await house.reviews.desk.finish(house.teacher, session, "看过了")
    found = await written(house, session)
    change = {"level": "3 → 2", "total": "75 → 62.5"}
    assert found["overridden"] == {"part": LISTEN, "verdict": "adjust", **change}
    assert found["transcript-viewed"] == {"owner": house.learner.id}
    assert found["review-finished"] == {}
    assert "看了原话" not in str(found)


async def test_a_gate_and_a_level_that_is_taken_back_are_written_down_as_before_and_after(house: House) -> None:
    session = await house.graded()
    quote = Quote(2, "换谁都着急")
    for ruling, change in (
        (
            Ruling(GATE, Verdict.FAIL, severity="severe", reason="冲人", quote=quote),
            {"severity": "none → severe", "total": "75 → 59"},
        ),
        (Ruling(GATE, Verdict.UPHOLD), {"severity": "severe → none", "total": "59 → 75"}),
        (Ruling(LISTEN, Verdict.REJECT, reason="没有根据"), {"level": "3 → unscored", "total": "75 → none"}),
    ):
        await house.reviews.desk.rule(house.teacher, session, ruling)
        told = (await written(house, session))["overridden"]
        assert told == {"part": ruling.subject, "verdict": ruling.verdict.value, **change}


async def written(house: House, session: str) -> dict[str, dict[str, str]]:
    """What the audit log holds of a session: the last entry's details by action."""
    page = await house.runtime.audit.page(AuditFilter(subject=session))
    return {entry.note.action: dict(entry.note.detail) for entry in reversed(page.entries)}


async def test_what_a_reviewer_wrote_outlives_his_name(house: House) -> None:
    session = await house.graded()
    await house.reviews.desk.rule(house.colleague, session, adjust())
    await house.runtime.accounts.people.change(house.boss, house.colleague.id, PersonChange(shown_name="别的名字"))
    (override,) = (await house.reviews.graded.load(session)).record.overrides
    assert override.author.name == "colleague"


async def test_a_session_that_is_not_graded_cannot_be_reviewed(house: House) -> None:
    started = await house.runtime.sessions.start(SessionOrder("water-bill", "stubborn", owner=house.learner.id))
    with pytest.raises(ConflictError):
        await house.reviews.desk.open(house.teacher, started.id)
