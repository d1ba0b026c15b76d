"""A grading is queued once, run by one, and never asks twice for what it has."""

import asyncio
from datetime import timedelta

import pytest

from sim.domain.errors import NotFoundError
from sim.domain.session import GradingStatus
from sim.store import Claim, GradingState, Store
from tests.store.samples import LATER, NOW, exchange, started

SCORECARD = {"id": "s1", "total": 71.5, "criteria": [{"id": "listening.facts", "level": 3}], "suggestion": "先问"}


async def ended(store: Store, session_id: str = "s1", minutes: int = 0) -> None:
    await started(store, session_id)
    await exchange(store, 2, session_id)
    await store.end_session(session_id, now=NOW + timedelta(minutes=minutes), outcome=None, grade=True)


async def test_the_whole_way(store: Store) -> None:
    await started(store)
    assert await store.grading_status("s1") == GradingState(GradingStatus.NONE)
    first = await store.end_session("s1", now=LATER, outcome=None, grade=True)
    second = await store.end_session("s1", now=LATER + timedelta(hours=1), outcome=None, grade=True)
    assert first == second
    assert second.ended_at == LATER
    assert await store.queued_gradings() == ("s1",)
    assert await store.claim_grading("s1") == Claim("s1", 1)
    assert await store.claim_grading("s1") is None
    assert await store.queued_gradings() == ()
    await store.save_judgement("s1", "listening", {"level": 1})
    await store.save_judgement("s1", "listening", {"level": 2})
    await store.save_judgement("s1", "empathy", {"引": "\x00"})
    assert await store.judgements("s1") == {"listening": {"level": 2}, "empathy": {"引": "\x00"}}
    assert await store.load_scorecard("s1") is None
    await store.finish_grading("s1", SCORECARD)
    assert await store.load_scorecard("s1") == SCORECARD
    assert await store.grading_status("s1") == GradingState(GradingStatus.DONE, 1)
    assert (await store.load_session("s1")).grading is GradingStatus.DONE
    await store.fail_grading("s1", "a worker that was given up comes late")
    assert (await store.grading_status("s1")).status is GradingStatus.DONE


async def test_a_failed_grading_says_why_and_can_be_queued_again(store: Store) -> None:
    await ended(store)
    await store.claim_grading()
    await store.save_judgement("s1", "listening", {"level": 2})
    await store.fail_grading("s1", "half a character \ud800, none \x00")
    assert (await store.grading_status("s1")).error == "half a character ?, none �"
    await store.fail_grading("s1", "HTTP 500")
    assert await store.grading_status("s1") == GradingState(GradingStatus.FAILED, 1, "HTTP 500")
    assert await store.claim_grading("s1") is None
    again = await store.end_session("s1", now=LATER, outcome=None, grade=True)
    assert again.grading is GradingStatus.QUEUED
    assert await store.claim_grading("s1") == Claim("s1", 2)
    assert await store.judgements("s1") == {"listening": {"level": 2}}


async def test_the_longest_waiting_is_taken_first_and_by_one_only(store: Store) -> None:
    await ended(store, "young", minutes=5)
    await ended(store, "old", minutes=1)
    assert await store.queued_gradings() == ("old", "young")
    claims = await asyncio.gather(*(store.claim_grading() for _ in range(6)))
    assert sorted(claim.session_id for claim in claims if claim) == ["old", "young"]


async def test_a_dead_workers_grading_is_taken_over(store: Store) -> None:
    await ended(store)
    await store.claim_grading("s1")
    assert await store.claim_grading(stale_after=timedelta(minutes=5)) is None
    await asyncio.sleep(0.02)
    assert await store.queued_gradings(stale_after=timedelta(milliseconds=10)) == ("s1",)
    assert await store.claim_grading(stale_after=timedelta(milliseconds=10)) == Claim("s1", 2)


async def test_nothing_is_graded_that_was_not_queued(store: Store) -> None:
    await started(store)
    await store.end_session("s1", now=LATER, outcome=None, grade=False)
    assert await store.claim_grading("s1") is None
    for call in (store.save_judgement("s1", "listening", {}), store.finish_grading("s1", SCORECARD)):
        with pytest.raises(NotFoundError, match="s1"):
            await call
