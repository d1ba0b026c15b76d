"""A database that cannot be used says which, why and what to do; it serves reading as long as it can, and recovers."""

import asyncio
import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Connection

from sim.domain.errors import InvalidInputError, StorageError
from sim.store import Store
from sim.store.databases import sqlite_engine
from tests.store.samples import LATER, LINE, NOW, exchange, session, started

NOBODY = 65534


@contextmanager
def unprivileged() -> Iterator[None]:
    """Obey file permissions, also when the tests run as root."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that anybody may use."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o777)
        yield folder


async def test_a_read_only_file_serves_reading_and_recovers(open_folder: Path) -> None:
    file = open_folder / "duilian.db"
    store = await Store.open(f"sqlite:///{file}")
    await started(store)
    await store.close()
    file.chmod(0o444)
    with unprivileged():
        store = await Store.open(f"sqlite:///{file}")
        assert (await store.load_session("s1")).id == "s1"
        with pytest.raises(StorageError, match="cannot be written: make the file, its -wal and") as caught:
            await store.accept_turn("s1", 2, LINE, now=NOW)
        assert str(file) in caught.value.message
        assert len((await store.load_session("s1")).turns) == 1
    for each in open_folder.iterdir():  # noqa: ASYNC240  a test has the event loop to itself
        each.chmod(0o666)
    with unprivileged():
        await exchange(store, 2)
        await store.close()


@pytest.fixture
def closed_folder(open_folder: Path) -> Path:
    """A folder in which nobody may create a file."""
    open_folder.chmod(0o555)
    return open_folder


async def test_a_read_only_folder(closed_folder: Path) -> None:
    with unprivileged(), pytest.raises(StorageError, match="cannot be opened"):
        await Store.open(f"sqlite:///{closed_folder}/duilian.db")


async def fill_up(store: Store, leaving: int) -> None:
    """Let the file grow by so many pages more and then meet the end of the disk, whoever writes."""

    def limit(connection: Connection) -> None:
        pages = int(connection.exec_driver_sql("PRAGMA page_count").scalar_one())
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + leaving}").scalar_one()

    await store._runner.write(limit)
    await store._runner.write(limit, brief=True)


async def test_a_full_disk_loses_nothing_that_was_stored_and_recovers(tmp_path: Path) -> None:
    store = await Store.open(f"sqlite:///{tmp_path}/duilian.db")
    await fill_up(store, leaving=40)
    kept: list[str] = []

    async def fill() -> None:
        for number in range(200):
            await started(store, f"s{number}")
            kept.append(f"s{number}")
            await asyncio.gather(*(store.accept_turn(each, 2, "字" * 900, now=NOW) for each in kept[-1:]))

    with pytest.raises(StorageError, match="disk is full: free some space"):
        await fill()
    assert len(kept) > 5
    for each in kept:
        assert (await store.load_session(each)).id == each
    await started(store, "after")
    assert (await store.load_session("after")).id == "after"
    await store.close()


async def test_a_file_locked_by_another_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite_engine, "LOCK_SECONDS", 0.05)
    store = await Store.open(f"sqlite:///{tmp_path}/duilian.db")
    await started(store)
    other = sqlite3.connect(tmp_path / "duilian.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StorageError, match="locked by another process"):
        await store.accept_turn("s1", 2, LINE, now=NOW)
    assert len((await store.load_session("s1")).turns) == 1
    other.execute("ROLLBACK")
    other.close()
    assert not (await store.accept_turn("s1", 2, LINE, now=NOW)).repeated
    await store.close()


async def test_paths_that_are_no_database(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("not a database at all, only some notes\n" * 40)
    for name, said in (("", "is a folder"), ("no/such/x.db", "create it first"), ("notes.txt", "is not a database")):
        with pytest.raises(StorageError, match=said) as caught:
            await Store.open(f"sqlite:///{tmp_path}/{name}")
        assert str(tmp_path) in caught.value.message


@pytest.mark.parametrize(
    "url", ["", "duilian.db", "mysql://u:hidden@h/x", "sqlite://", "sqlite:///:memory:", "postgresql://u:hidden@h/x"]
)
async def test_addresses_of_other_kinds(url: str) -> None:
    with pytest.raises(InvalidInputError, match="sqlite:///FILE") as caught:
        await Store.open(url)
    assert "hidden" not in caught.value.message


async def test_a_server_that_is_not_there(unused_tcp_port: int) -> None:
    with pytest.raises(StorageError, match=str(unused_tcp_port)) as caught:
        await Store.open(f"postgresql+psycopg://someone:hidden@127.0.0.1:{unused_tcp_port}/x")
    assert "hidden" not in caught.value.message


async def test_postgresql_without_its_driver(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sim.store.databases.address.find_spec", lambda _: None)
    with pytest.raises(InvalidInputError, match="pip install"):
        await Store.open("postgresql+psycopg://127.0.0.1/x")


async def test_a_closed_store_says_so(tmp_path: Path) -> None:
    store = await Store.open(f"sqlite:///{tmp_path}/duilian.db")
    await store.close()
    await store.close()
    with pytest.raises(StorageError, match="closed"):
        await store.list_sessions(None)
    with pytest.raises(StorageError, match="closed"):
        await store.create_session(session(), [])


async def test_closing_commits_what_is_queued(tmp_path: Path) -> None:
    store = await Store.open(f"sqlite:///{tmp_path}/duilian.db")
    writing = [asyncio.create_task(started(store, f"s{number}")) for number in range(30)]
    await asyncio.sleep(0)
    await store.close()
    await asyncio.gather(*writing)
    again = await Store.open(f"sqlite:///{tmp_path}/duilian.db")
    assert len((await again.list_sessions(None)).sessions) == 30
    await again.close()


async def test_a_caller_who_gives_up_does_not_stop_the_writer(store: Store) -> None:
    await started(store)
    impatient = asyncio.create_task(store.end_session("s1", now=NOW, grade=False))
    await asyncio.sleep(0)
    impatient.cancel()
    with pytest.raises(asyncio.CancelledError):
        await impatient
    await store.list_sessions(None)
    assert (await store.end_session("s1", now=LATER, grade=False)).ended_at in (NOW, LATER)  # it may have come too late
