"""Appeals: one on a subject at a time, closed once, with its answer or not at all."""

from dataclasses import replace

import pytest

from sim.domain.audit import AuditFilter
from sim.domain.errors import ConflictError
from sim.domain.review import AppealStatus
from sim.store import Store
from tests.store.reviewing import OTHER, RULED, TEACHER, appeal, graded, override, recomputed


async def test_one_appeal_on_a_subject_is_open_at_a_time(store: Store) -> None:
    await graded(store)
    await store.reviews.open_appeal(appeal(), RULED)
    await store.reviews.open_appeal(appeal(), RULED)  # the same one again
    await store.reviews.open_appeal(appeal("a2", "empathy.validate"), RULED)
    with pytest.raises(ConflictError, match="等答复"):
        await store.reviews.open_appeal(appeal("a3"), RULED)
    assert await store.reviews.load_appeal("a1") == appeal()
    await store.reviews.withdraw_appeal("a1", RULED)
    with pytest.raises(ConflictError, match="了结"):
        await store.reviews.withdraw_appeal("a1", RULED)
    await store.reviews.open_appeal(appeal("a3"), RULED)
    entry = (await store.reviews.record("s1")).entry
    assert entry is not None
    assert entry.open_appeals == 2
    written = (await store.audit.page(AuditFilter(), limit=9)).entries
    assert len(written) == 4  # three made, one withdrawn; what was refused or sent again is not told


async def test_an_answer_and_its_override_are_one(store: Store) -> None:
    await graded(store)
    await store.reviews.open_appeal(appeal(), RULED)
    change = replace(override(), appeal="a1")
    closed = await store.reviews.answer_appeal("a1", AppealStatus.UPHELD, "说得对", TEACHER, change, recomputed, RULED)
    assert (closed.status, closed.answer, closed.answered_by) == (AppealStatus.UPHELD, "说得对", TEACHER)
    record = await store.reviews.record("s1")
    assert record.appeals == (closed,)
    assert record.overrides[0].appeal == "a1"
    with pytest.raises(ConflictError):
        await store.reviews.answer_appeal("a1", AppealStatus.DISMISSED, "不", OTHER, None, recomputed, RULED)


async def test_an_answer_whose_override_fails_leaves_the_appeal_open(store: Store) -> None:
    await graded(store)
    await store.reviews.open_appeal(appeal(), RULED)
    await store.reviews.take("s1", OTHER)
    with pytest.raises(ConflictError, match="李老师"):
        await store.reviews.answer_appeal("a1", AppealStatus.UPHELD, "对", TEACHER, override(), recomputed, RULED)
    assert (await store.reviews.load_appeal("a1")).status is AppealStatus.OPEN


async def test_appeals_are_counted_by_subject_and_status(store: Store) -> None:
    await graded(store, "s1", owner="u1")
    await graded(store, "s2", owner="u2")
    await store.reviews.open_appeal(appeal("a1"), RULED)
    await store.reviews.open_appeal(appeal("a2", session_id="s2"), RULED)
    await store.reviews.withdraw_appeal("a2", RULED)
    counts = await store.reviews.appeal_counts(None)
    assert {(item.subject, item.status): item.count for item in counts} == {
        ("listening.facts", AppealStatus.OPEN): 1,
        ("listening.facts", AppealStatus.WITHDRAWN): 1,
    }
    assert [item.status for item in await store.reviews.appeal_counts(frozenset({"u1"}))] == [AppealStatus.OPEN]
