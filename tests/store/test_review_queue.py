"""The review queue: what waits for a person, in whose hand it is, and how a page of it is read."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Select

from sim.domain.errors import ConflictError
from sim.domain.review import AppealStatus, Reason, Standing, sample_bucket
from sim.domain.session import ContentRef
from sim.store import PinnedContent, Store
from sim.store.reviews.entries import DISPUTED, page_query, standings_query
from sim.store.reviews.records import QueueState
from tests.store.reviewing import (
    ALL,
    CAPPED,
    DOUBTED,
    OTHER,
    OUT_OF_ROLE,
    RULED,
    SOUND,
    TEACHER,
    appeal,
    graded,
    listed,
    override,
    queue,
    recomputed,
)
from tests.store.samples import CONTENT, session


async def test_what_needs_a_person_waits_with_its_reasons(store: Store) -> None:
    for name, card in {"good": SOUND, "capped": CAPPED, "doubted": DOUBTED, "strayed": OUT_OF_ROLE}.items():
        await graded(store, name, card)
    found = {entry.session_id: entry for entry in (await store.reviews.queue(queue())).entries}
    assert {name: entry.reasons for name, entry in found.items()} == {
        "capped": (Reason.GATE_FAILED,),
        "doubted": (Reason.LOW_CONFIDENCE,),
        "strayed": (Reason.OUT_OF_ROLE,),
    }
    assert found["capped"].scenario == "heating"
    for reason, name in ((Reason.GATE_FAILED, "capped"), (Reason.LOW_CONFIDENCE, "doubted")):
        assert await listed(store, reason=reason) == [name]
    assert set(await listed(store, sample=ALL)) == {"good", *found}


async def test_titles_are_those_of_the_versions_played(store: Store) -> None:
    title = {"zh": "暖气不热", "en": "No heat"}
    for name, version in (("old", "v1"), ("new", "v1b"), ("nameless", "v0")):
        document = (
            {"id": "heating"} if version == "v0" else {"id": "heating", "title": {**title, "zh": f"{name}：暖气"}}
        )
        played = replace(session(name), scenario=ContentRef("heating", version))
        await store.create_session(played, (PinnedContent("scenario", "heating", version, document), *CONTENT[1:]))
    found = await store.reviews.titles(["old", "new", "nameless", "unknown"])
    assert found == {"old": {**title, "zh": "old：暖气"}, "new": {**title, "zh": "new：暖气"}}
    assert await store.reviews.titles([]) == {}


async def test_the_sample_is_the_same_whenever_it_is_drawn(store: Store) -> None:
    names = [f"s{number}" for number in range(8)]
    for name in names:
        await graded(store, name)
    half = sorted(sample_bucket(name) for name in names)[4]
    drawn = {name for name in names if sample_bucket(name) < half}
    assert set(await listed(store, sample=half)) == drawn
    assert set(await listed(store, sample=half, reason=Reason.SAMPLE)) == drawn
    assert len(drawn) == 4


async def test_appeals_come_first_and_pages_follow_each_other(store: Store) -> None:
    for name in ("a", "b", "c", "d", "e"):
        await graded(store, name, CAPPED if name in "bd" else SOUND)
    await store.reviews.open_appeal(appeal("x", session_id="e"), RULED)
    whole = await listed(store, sample=ALL)
    assert whole == ["e", "b", "d", "a", "c"]
    assert await listed(store, reason=Reason.APPEAL) == ["e"]
    pages, after = [], None
    while True:
        page = await store.reviews.queue(queue(sample=ALL), limit=2, after=after)
        pages.append([entry.session_id for entry in page.entries])
        after = page.next
        if after is None:
            break
    assert pages == [["e", "b"], ["d", "a"], ["c"]]


async def test_a_queue_shows_the_sessions_of_the_owners_asked_for(store: Store) -> None:
    await graded(store, "mine", CAPPED, owner="u1")
    await graded(store, "theirs", CAPPED, owner="u2")
    assert await listed(store, owners=frozenset({"u1"})) == ["mine"]
    assert await listed(store, owners=frozenset()) == []


async def test_a_review_is_in_one_hand_until_it_is_finished(store: Store) -> None:
    await graded(store, card=CAPPED)
    await store.reviews.append_override("s1", override(), recomputed, RULED)  # takes what nobody has
    assert await listed(store, state=QueueState.MINE, reviewer="t1") == ["s1"]
    assert await listed(store, state=QueueState.FREE) == []
    with pytest.raises(ConflictError, match="王老师"):
        await store.reviews.append_override("s1", override(author=OTHER), recomputed, RULED)
    with pytest.raises(ConflictError, match="王老师"):
        await store.reviews.finish("s1", OTHER, "", RULED)
    await store.reviews.take("s1", OTHER)
    await store.reviews.release("s1", TEACHER)  # no longer his to put back
    assert await listed(store, state=QueueState.MINE, reviewer="t2") == ["s1"]
    await store.reviews.finish("s1", OTHER, "看过了", RULED)
    assert await listed(store) == []
    assert await listed(store, state=QueueState.FINISHED) == ["s1"]
    entry = (await store.reviews.record("s1")).entry
    assert entry is not None
    assert (entry.finished_by, entry.note, entry.reviewer) == (OTHER, "看过了", None)


async def test_a_finished_review_waits_again_when_the_trainee_appeals(store: Store) -> None:
    await graded(store)
    await store.reviews.finish("s1", TEACHER, "", RULED)
    await store.reviews.open_appeal(appeal(), RULED)
    assert await listed(store) == ["s1"]
    with pytest.raises(ConflictError, match="申诉"):
        await store.reviews.finish("s1", TEACHER, "", RULED)
    await store.reviews.withdraw_appeal("a1", RULED)
    assert await listed(store) == []


async def test_appeals_that_wait_are_counted_by_owner(store: Store) -> None:
    assert await store.reviews.disputed() == {}
    for name, owner in (("s1", "ann"), ("s2", "ann"), ("s3", "bob")):
        await graded(store, name, owner=owner)
    await store.reviews.open_appeal(appeal(), RULED)
    await store.reviews.open_appeal(appeal("a2", "empathy.validate"), RULED)
    await store.reviews.open_appeal(appeal("a3", session_id="s3"), RULED)
    assert await store.reviews.disputed() == {"ann": 2, "bob": 1}
    await store.reviews.withdraw_appeal("a3", RULED)
    assert await store.reviews.disputed() == {"ann": 2}


async def test_a_session_tells_how_far_people_are_with_it(store: Store) -> None:
    for name in ("untouched", "withdrawn", "reviewed", "answered", "disputed"):
        await graded(store, name)
    await store.reviews.finish("reviewed", TEACHER, "", RULED)
    for name in ("withdrawn", "answered", "disputed"):
        await store.reviews.open_appeal(appeal(f"of-{name}", session_id=name), RULED)
    await store.reviews.withdraw_appeal("of-withdrawn", RULED)
    for name in ("answered", "disputed"):
        answered = (f"of-{name}", AppealStatus.DISMISSED, "不", TEACHER, None, recomputed, RULED)
        await store.reviews.answer_appeal(*answered)
        await store.reviews.finish(name, TEACHER, "", RULED)
    await store.reviews.open_appeal(appeal("again", session_id="disputed"), RULED)
    sessions = ("untouched", "withdrawn", "reviewed", "answered", "disputed", "unknown")
    assert await store.reviews.standings(sessions) == {
        "reviewed": Standing.REVIEWED,
        "answered": Standing.ANSWERED,
        "disputed": Standing.DISPUTED,
    }
    assert await store.reviews.standings(()) == {}


@pytest.mark.parametrize("query", [DISPUTED, standings_query(["s1", "s2"])])
async def test_what_every_page_asks_is_read_by_key(tmp_path: Path, query: Select[Any]) -> None:
    store = await Store.open(f"sqlite:///{tmp_path}/duilian.db")
    steps = await store._runner.read(lambda connection: plan_of(connection, query))
    assert all(step.startswith("SEARCH") or "SUBQUERY" in step or "GROUP BY" in step for step in steps), steps
    await store.close()


def plan_of(connection: Connection, query: Select[Any]) -> list[str]:
    """Return the steps of SQLite's plan for a query."""
    compiled = query.compile(connection, compile_kwargs={"literal_binds": True})
    return [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {compiled}")]


@pytest.mark.parametrize("state", [QueueState.WAITING, QueueState.FREE, QueueState.FINISHED, QueueState.MINE])
@pytest.mark.parametrize("owners", [None, frozenset({"ann", "bob"})])
async def test_a_queue_is_read_along_its_index(
    tmp_path: Path, state: QueueState, owners: frozenset[str] | None
) -> None:
    store = await Store.open(f"sqlite:///{tmp_path}/duilian.db")

    query = page_query(queue(state=state, owners=owners), 30, None)
    steps = await store._runner.read(lambda connection: plan_of(connection, query))
    index = {QueueState.MINE: "reviewer", QueueState.FINISHED: "finished"}.get(state, "waiting")
    assert f"USING INDEX ix_review_entry_{index}" in steps[0], steps
    assert state is QueueState.MINE or not [step for step in steps if "ORDER BY" in step], steps
    await store.close()
