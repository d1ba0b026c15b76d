"""The benchmark's database is one the store could have made: its sums and queue are those of real gradings."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, delete, select

from sim.store import Store, schema
from sim.store.overview import results
from sim.store.reviews import entries
from tests.bench.crowd import fill
from tests.bench.dialogues import transcripts

SESSIONS = 40
TALKS = tuple(transcripts(4, 1))
FOLLOWING = (schema.result, schema.tally, schema.tally_part, schema.tally_shape, schema.practised, schema.review_entry)


@pytest.fixture
async def filled(tmp_path: Path) -> AsyncIterator[Store]:
    store = await Store.open(f"sqlite:///{tmp_path}/duilian.db")
    await fill(store, SESSIONS, datetime.now(UTC), TALKS)
    yield store
    await store.close()


def _read(connection: Connection) -> dict[str, list[Any]]:
    return {
        table.name: sorted(
            ({name: value for name, value in row.items() if name != "seconds"} for row in rows),
            key=lambda row: str(sorted(row.items(), key=lambda item: item[0])),
        )
        for table in FOLLOWING
        for rows in [connection.execute(select(table)).mappings().all()]
    }


def _grade_anew(connection: Connection) -> None:
    """Make all that follows from scorecards as the store does when it grades; only the pace of a talk is made up."""
    graded = select(schema.scorecard.c.session_id, schema.scorecard.c.document, schema.scorecard.c.created_at)
    cards = connection.execute(graded).all()
    for table in FOLLOWING:
        connection.execute(delete(table))
    for session_id, document, moment in cards:
        results.put(connection, session_id, document)
        entries.enter(connection, session_id, document, moment)


async def test_what_follows_from_scorecards_is_what_grading_makes_of_them(filled: Store) -> None:
    made = await filled._runner.read(_read)
    assert len(made["result"]) == SESSIONS
    await filled._runner.write(_grade_anew)
    assert await filled._runner.read(_read) == made


async def test_every_session_has_been_talked_and_graded(filled: Store) -> None:
    session = await filled.load_session(f"{SESSIONS - 1:012x}")
    assert [turn.speaker.value for turn in session.turns] == ["customer", "trainee"] * 3
    newest = (await filled.list_sessions(session.owner)).sessions[0]
    assert newest.total is not None
