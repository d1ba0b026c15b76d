"""Everything moves from a file to PostgreSQL and back, once, whole, and never over somebody else's data."""

from pathlib import Path

import orjson
import pytest
from sqlalchemy import create_engine, text

from sim.domain.errors import ConflictError, InvalidInputError, StorageError
from sim.domain.session import GradingStatus
from sim.store import ProcessKind, Store
from sim.store.schema import metadata
from sim.store.upkeep import moving
from sim.store.upkeep.moving import move
from tests.store.samples import exchange, session, started
from tests.store.test_backup import graded


def quiet(_table: str, _done: int, _total: int) -> None:
    """Show no progress."""


@pytest.fixture
async def source(tmp_path: Path) -> str:
    """A file with a graded session, one that waits for its answer, and one whose grading waits."""
    url = f"sqlite:///{tmp_path}/source.db"
    store = await Store.open(url)
    await graded(store, "done")
    await started(store, "open")
    await exchange(store, 2, "open")
    await store.accept_turn("open", 4, "您说得对。\n🙂", now=session().created_at)
    await started(store, "waiting")
    await exchange(store, 2, "waiting")
    await store.end_session("waiting", now=session().created_at, grade=True)
    await store.close()
    return url


async def test_all_of_it_arrives_and_work_goes_on(source: str, postgres_url: str) -> None:
    moved = move(source, postgres_url, quiet)
    assert {each.table for each in moved} == set(metadata.tables) - {"process", "sign_in_failure"}
    rows = {each.table: each.rows for each in moved}
    assert (rows["session"], rows["turn"], rows["grading"], rows["scorecard"]) == (3, 10, 2, 1)
    before, after = await Store.open(source), await Store.open(postgres_url)
    for name in ("done", "open", "waiting"):
        assert await before.load_session(name) == await after.load_session(name)
    assert orjson.dumps(await before.load_scorecard("done")) == orjson.dumps(await after.load_scorecard("done"))
    assert await after.queue_gradings_without_job() == 1
    assert (await after.grading_status("waiting")).status is GradingStatus.QUEUED
    assert (await after.accept_turn("open", 4, "您说得对。\n🙂", now=session().created_at)).repeated
    await before.close()
    await after.close()


async def test_the_way_back_is_the_same(source: str, postgres_url: str, tmp_path: Path) -> None:
    there = move(source, postgres_url, quiet)
    assert move(postgres_url, f"sqlite:///{tmp_path}/back.db", quiet) == there


async def test_a_move_broken_off_goes_on(source: str, postgres_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(moving, "_CHUNK", 2)

    def stop_at_turns(table: str, done: int, _total: int) -> None:
        if table == "turn" and done == 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        move(source, postgres_url, stop_at_turns)
    engine = create_engine(postgres_url)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM turn")).scalar_one() == 4
    engine.dispose()
    whole = move(source, postgres_url, quiet)
    assert move(source, postgres_url, quiet) == whole


async def test_somebody_elses_data_is_left_alone(source: str, postgres_url: str) -> None:
    store = await Store.open(postgres_url)
    await started(store, "theirs")
    await store.close()
    with pytest.raises(ConflictError, match=r"not empty: table (content_version|session) holds a row"):
        move(source, postgres_url, quiet)
    store = await Store.open(postgres_url)
    assert [each.id for each in (await store.list_sessions(None)).sessions] == ["theirs"]
    await store.close()


async def test_a_database_in_use_is_not_moved(source: str, postgres_url: str) -> None:
    for url in (source, postgres_url):
        store = await Store.open(url)
        await store.processes.join(ProcessKind.SERVE)
        with pytest.raises(ConflictError, match="in use by process"):
            move(source, postgres_url, quiet)
        await store.processes.leave()
        await store.close()
    assert move(source, postgres_url, quiet)


async def test_a_row_changed_on_the_way_is_found(
    source: str, postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def spoil(table: str, done: int, _total: int) -> None:
        if table == "turn" and done:
            engine = create_engine(postgres_url)
            with engine.begin() as connection:
                connection.execute(text("UPDATE turn SET text = 'x' WHERE turn = 1 AND session_id = 'open'"))
            engine.dispose()

    with pytest.raises(StorageError, match="table turn is not the same"):
        move(source, postgres_url, spoil)


def test_addresses_that_make_no_sense(source: str, tmp_path: Path) -> None:
    with pytest.raises(InvalidInputError, match="--to"):
        move(source, source, quiet)
    with pytest.raises(StorageError, match="not at schema"):
        move(f"sqlite:///{tmp_path}/nothing.db", source, quiet)
