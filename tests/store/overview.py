"""Graded sessions for the tests of the overview."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sim.domain.chat import Usage
from sim.domain.session import ContentRef
from sim.store import Store
from tests.store.samples import CONTENT, LINE, NOW, customer_turn, session, to_grade, trainee_turn

WEEK = "2026-02-23"
USED = {"prompt_tokens": 500, "completion_tokens": 60, "cached_tokens": 300}


def scorecard(total: float | None = 75.0, level: int | None = 3, *, passed: bool = True) -> dict[str, Any]:
    """Return a scorecard's document with one dimension, one criterion and one gate."""
    return {
        "engine": "offline",
        "total": total,
        "passed": passed,
        "level": "junior" if passed else None,
        "dimensions": {"listening": total},
        "criteria": [{"id": "listening.facts", "level": level, "status": "scored"}],
        "gates": [{"id": "gate.red-line", "passed": passed, "severity": "none" if passed else "severe"}],
        "flags": [],
    }


async def graded(
    store: Store,
    session_id: str,
    owner: str,
    card: Mapping[str, Any] | None = None,
    *,
    created_at: datetime = NOW,
    scenario: str = "heating",
    archetype: str = "stubborn",
    answered_after: timedelta = timedelta(minutes=1),
) -> None:
    """Store a session of one exchange that lasted a minute, ended and graded."""
    fresh = replace(
        session(session_id, owner=owner, created_at=created_at),
        scenario=ContentRef(scenario, "v1" if scenario == "heating" else "v-other"),
        archetype=ContentRef(archetype, "v2" if archetype == "stubborn" else "v-other"),
    )
    pinned = [each for each in CONTENT if each.version in {fresh.scenario.version, fresh.archetype.version, "v3"}]
    await store.create_session(fresh, pinned)
    await store.accept_turn(session_id, 2, LINE, now=created_at)
    answer = replace(customer_turn(3), created_at=created_at + answered_after)
    await store.save_reply(session_id, trainee_turn(2), answer, {}, outcome=None, ended_at=None)
    claim = await to_grade(store, session_id, created_at + timedelta(minutes=2))
    await store.save_judgement(claim, "listening", {"usage": USED})
    await store.finish_grading(claim, card or scorecard())


SPOKEN = Usage(900, 30, 800)
JUDGED = Usage(500, 60, 300)
