"""A grading is queued once, run by one, and never asks twice for what it has."""

import asyncio
from datetime import timedelta

import pytest

from sim.domain.errors import ClaimLostError
from sim.domain.session import GradingStatus
from sim.store import Claim, GradingState, ProcessKind, Store
from tests.store.samples import LATER, NOW, died, exchange, started

SCORECARD = {
    "id": "s1",
    "total": 71.5,
    "criteria": [{"id": "listening.facts", "level": 3, "status": "scored"}],
    "suggestion": "先问",
}


async def ended(store: Store, session_id: str = "s1", minutes: int = 0) -> None:
    await started(store, session_id)
    await exchange(store, 2, session_id)
    await store.end_session(session_id, now=NOW + timedelta(minutes=minutes), outcome=None, grade=True)


async def claimed(store: Store) -> Claim:
    """Claim the grading of "s1" for a living process."""
    await store.processes.join(ProcessKind.WORKER)
    claim = await store.claim_grading("s1")
    assert claim is not None
    return claim


async def test_the_whole_way(store: Store) -> None:
    await started(store)
    assert await store.grading_status("s1") == GradingState(GradingStatus.NONE)
    first = await store.end_session("s1", now=LATER, outcome=None, grade=True)
    second = await store.end_session("s1", now=LATER + timedelta(hours=1), outcome=None, grade=True)
    assert first == second
    assert second.ended_at == LATER
    assert await store.queued_gradings() == ("s1",)
    claim = await claimed(store)
    assert claim == Claim("s1", 1)
    assert await store.claim_grading("s1") is None
    assert await store.queued_gradings() == ()
    await store.save_judgement(claim, "listening", {"level": 1})
    await store.save_judgement(claim, "listening", {"level": 2})
    await store.save_judgement(claim, "empathy", {"引": "\x00"})
    assert await store.judgements("s1") == {"listening": {"level": 2}, "empathy": {"引": "\x00"}}
    assert await store.load_scorecard("s1") is None
    await store.finish_grading(claim, SCORECARD)
    assert await store.load_scorecard("s1") == SCORECARD
    assert await store.grading_status("s1") == GradingState(GradingStatus.DONE, 1)
    assert (await store.load_session("s1")).grading is GradingStatus.DONE
    with pytest.raises(ClaimLostError, match="attempt 1"):
        await store.fail_grading(claim, "late", "a worker that was given up comes late")
    assert (await store.grading_status("s1")).status is GradingStatus.DONE


async def test_a_failed_grading_says_why_and_can_be_queued_again(store: Store) -> None:
    await ended(store)
    claim = await claimed(store)
    await store.save_judgement(claim, "listening", {"level": 2})
    await store.fail_grading(claim, "model-fault", "half a character \ud800, none \x00")
    failed = GradingState(GradingStatus.FAILED, 1, "half a character ?, none �", "model-fault")
    assert await store.grading_status("s1") == failed
    assert await store.claim_grading("s1") is None
    again = await store.end_session("s1", now=LATER, outcome=None, grade=True)
    assert again.grading is GradingStatus.QUEUED
    assert await claimed(store) == Claim("s1", 2)
    assert await store.grading_status("s1") == GradingState(GradingStatus.RUNNING, 2)
    assert await store.judgements("s1") == {"listening": {"level": 2}}


async def test_the_longest_waiting_is_taken_first_and_by_one_only(store: Store) -> None:
    await store.processes.join(ProcessKind.SERVE)
    await ended(store, "young", minutes=5)
    await ended(store, "old", minutes=1)
    assert await store.queued_gradings() == ("old", "young")
    claims = await asyncio.gather(*(store.claim_grading() for _ in range(6)))
    assert sorted(claim.session_id for claim in claims if claim) == ["old", "young"]


async def test_a_grading_handed_back_is_taken_up_with_what_it_has(store: Store, other: Store) -> None:
    await ended(store)
    claim = await claimed(store)
    await store.save_judgement(claim, "listening", {"level": 2})
    assert await other.claim_grading("s1") is None
    await store.hand_back_grading(claim)
    assert await claimed(other) == Claim("s1", 2)
    assert await other.judgements("s1") == {"listening": {"level": 2}}


async def test_a_dead_workers_grading_is_taken_over_and_what_it_brings_later_refused(
    store: Store, other: Store
) -> None:
    await ended(store)
    late = await claimed(store)
    assert await other.queued_gradings() == ()
    await died(store)
    assert await other.queued_gradings() == ("s1",)
    claim = await claimed(other)
    assert claim == Claim("s1", 2)
    for call in (
        store.save_judgement(late, "listening", {"level": 0}),
        store.finish_grading(late, SCORECARD),
        store.fail_grading(late, "model-fault", "HTTP 500"),
        store.hand_back_grading(late),
    ):
        with pytest.raises(ClaimLostError):
            await call
    assert await other.judgements("s1") == {}
    await other.finish_grading(claim, SCORECARD)
    assert (await store.grading_status("s1")).status is GradingStatus.DONE


async def test_nothing_is_graded_that_was_not_queued(store: Store) -> None:
    await started(store)
    await store.end_session("s1", now=LATER, outcome=None, grade=False)
    assert await store.claim_grading("s1") is None
    with pytest.raises(ClaimLostError, match="s1"):
        await store.finish_grading(Claim("s1", 1), SCORECARD)
