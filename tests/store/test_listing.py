"""Lists of sessions: paged by key, newest first, stable while sessions are added."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection

from sim.domain.errors import InvalidInputError
from sim.domain.session import GradingStatus
from sim.store import PageKey, Store
from sim.store.talks.sessions import page_query
from tests.store.samples import CONTENT, LATER, NOW, session, to_grade


async def fill(store: Store, owner: str, count: int) -> list[str]:
    """Store sessions, three to a moment, and return their ids in the order a list shows them."""
    made = [
        session(f"{owner}{n:03}", owner=owner, created_at=NOW + timedelta(microseconds=n // 3)) for n in range(count)
    ]
    for each in made:
        await store.create_session(each, CONTENT)
    return [each.id for each in sorted(made, key=lambda each: (each.created_at, each.id), reverse=True)]


async def pages(store: Store, owner: str | None, limit: int) -> list[list[str]]:
    found, key = [], None
    while True:
        page = await store.list_sessions(owner, limit=limit, before=key)
        found.append([summary.id for summary in page.sessions])
        if page.next is None:
            return found
        key = page.next


@pytest.mark.parametrize("limit", [1, 4, 10, 11, 200])
async def test_pages_hold_every_session_once(store: Store, limit: int) -> None:
    mine = await fill(store, "a", 10)
    others = await fill(store, "b", 3)
    found = await pages(store, "a", limit)
    assert [each for page in found for each in page] == mine
    assert all(len(page) == limit for page in found[:-1])
    everybody = [each for page in await pages(store, None, limit) for each in page]
    assert sorted(everybody) == sorted(mine + others)


async def test_a_new_session_does_not_shift_the_next_page(store: Store) -> None:
    mine = await fill(store, "a", 4)
    first = await store.list_sessions("a", limit=2)
    await store.create_session(session("a-new", owner="a", created_at=LATER), CONTENT)
    second = await store.list_sessions("a", limit=2, before=first.next)
    assert [summary.id for summary in second.sessions] == mine[2:]


async def test_a_row_tells_where_the_session_stands(store: Store) -> None:
    await fill(store, "a", 1)
    await store.finish_grading(await to_grade(store, "a000"), {"total": 64})
    summary = (await store.list_sessions("a")).sessions[0]
    assert (summary.scenario, summary.archetype, summary.ended_at, summary.grading, summary.total) == (
        "heating",
        "stubborn",
        LATER,
        GradingStatus.DONE,
        64,
    )


async def test_no_sessions_and_odd_limits(store: Store) -> None:
    empty = await store.list_sessions("nobody", before=PageKey(NOW, "x"))
    assert empty.sessions == ()
    assert empty.next is None
    for limit in (0, -1, 201):
        with pytest.raises(InvalidInputError, match="1 to 200"):
            await store.list_sessions(None, limit=limit)


@pytest.mark.parametrize("owner", ["a", None])
async def test_a_page_is_found_along_an_index(tmp_path: Path, owner: str | None) -> None:
    store = await Store.open(f"sqlite:///{tmp_path}/duilian.db")
    query = page_query(owner, 20, PageKey(NOW, "x"))

    def plan(connection: Connection) -> list[str]:
        compiled = query.compile(connection, compile_kwargs={"literal_binds": True})
        return [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {compiled}")]

    steps = await store._runner.read(plan)
    assert "USING INDEX ix_session_" in steps[0]
    assert all(step.startswith("SEARCH") for step in steps)
    await store.close()
