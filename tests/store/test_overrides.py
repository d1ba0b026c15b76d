"""Overrides and comments: added in order, beside an original that never changes."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from sim.domain.audit import AuditFilter
from sim.domain.errors import NotFoundError
from sim.domain.review import Override, TurnComment
from sim.store import Store, schema
from tests.store.reviewing import RULED, SOUND, TEACHER, graded, override, recomputed
from tests.store.samples import LATER, NOW


async def test_overrides_are_added_and_the_original_stays_as_it_was(store: Store) -> None:
    await graded(store)
    before = await store.load_scorecard("s1")
    await store.reviews.append_override("s1", override(level=3), recomputed, RULED)
    await store.reviews.append_override("s1", replace(override(level=None), created_at=LATER), recomputed, RULED)
    kept = (await store.reviews.record("s1")).overrides
    assert [(item.level, item.number) for item in kept] == [(3, kept[0].number), (None, kept[0].number + 1)]
    assert replace(kept[0], number=0) == override(level=3)
    assert await store.load_scorecard("s1") == before == SOUND
    (summary,) = (await store.list_sessions("learner")).sessions
    assert (summary.total, summary.passed) == (82.0, False)


async def test_what_results_add_up_to_follows_the_last_word(store: Store) -> None:
    await graded(store)
    await store.reviews.append_override("s1", override(), recomputed, RULED)
    query = select(schema.result.c.total, schema.result.c.passed)
    assert await store._runner.read(lambda connection: tuple(connection.execute(query).one())) == (81.0, False)


async def test_the_same_override_sent_twice_is_kept_once(store: Store) -> None:
    await graded(store)
    for _ in range(2):
        await store.reviews.append_override("s1", override(), recomputed, RULED)
    assert len((await store.reviews.record("s1")).overrides) == 1
    assert await _audited(store) == ["overridden"]


async def test_overrides_that_come_at_once_are_all_counted(store: Store) -> None:
    await graded(store)
    given = [replace(override(), subject=f"c{n}", created_at=NOW + timedelta(seconds=n)) for n in range(12)]
    await asyncio.gather(*(store.reviews.append_override("s1", item, recomputed, RULED) for item in given))
    (summary,) = (await store.list_sessions("learner")).sessions
    assert summary.total == 92.0


async def test_nothing_is_kept_of_an_override_that_cannot_be_added_up(store: Store) -> None:
    await graded(store)

    def broken(_: Sequence[Override]) -> Mapping[str, Any]:
        raise NotFoundError("no rubric")

    with pytest.raises(NotFoundError):
        await store.reviews.append_override("s1", override(), broken, RULED)
    assert await _audited(store) == []
    assert (await store.reviews.record("s1")).overrides == ()
    with pytest.raises(NotFoundError):
        await store.reviews.append_override("none", override(), recomputed, RULED)


async def test_comments_stand_in_their_order(store: Store) -> None:
    await graded(store)
    for number in (4, 2):
        await store.reviews.comment("s1", TurnComment(number, f"看第 {number} 轮", TEACHER, NOW))
    assert [item.turn for item in (await store.reviews.record("s1")).comments] == [4, 2]


async def _audited(store: Store) -> list[str]:
    return [entry.note.action for entry in (await store.audit.page(AuditFilter(), limit=10)).entries]
