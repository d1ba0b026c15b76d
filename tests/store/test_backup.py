"""A backup made while people practise, damaged or not, restored elsewhere."""

import asyncio
import os
import sqlite3
from pathlib import Path

import orjson
import pytest

from sim.domain.errors import ConflictError, InvalidInputError, StorageError
from sim.store import ProcessKind, Store, migrations
from sim.store.upkeep.backup import back_up, restore, verify
from tests.store.samples import exchange, started, to_grade
from tests.store.test_gradings import SCORECARD

POSTGRES = "postgresql+psycopg://someone:hidden@127.0.0.1/x"


def database(folder: Path) -> str:
    folder.mkdir(exist_ok=True)
    return f"sqlite:///{folder}/duilian.db"


async def graded(store: Store, session_id: str) -> None:
    await started(store, session_id)
    await exchange(store, 2, session_id)
    await store.finish_grading(await to_grade(store, session_id), {**SCORECARD, "id": session_id})


async def scorecards(url: str, sessions: list[str]) -> list[bytes]:
    store = await Store.open(url)
    cards = [orjson.dumps(await store.load_scorecard(session_id)) for session_id in sessions]
    await store.close()
    return cards


@pytest.fixture
async def backup(tmp_path: Path) -> Path:
    """The backup of a database with two graded sessions, made while it is open."""
    store = await Store.open(database(tmp_path / "first"))
    await graded(store, "s1")
    await graded(store, "s2")
    file = tmp_path / "kept.bak"
    await asyncio.to_thread(back_up, database(tmp_path / "first"), file)
    await store.close()
    return file


async def test_a_backup_restored_in_another_folder_gives_the_same_scorecards(tmp_path: Path, backup: Path) -> None:
    found = restore(backup, database(tmp_path / "second"), replace=False)
    assert found == verify(backup)
    assert (found.tables["session"].rows, found.tables["turn"].rows, found.schema) == (2, 6, migrations.HEAD)
    before = await scorecards(database(tmp_path / "first"), ["s1", "s2"])
    assert await scorecards(database(tmp_path / "second"), ["s1", "s2"]) == before
    assert b'"total":71.5' in before[0]
    assert sorted(each.name for each in (tmp_path / "second").iterdir()) == ["duilian.db"]


async def test_a_backup_is_one_moment_of_a_database_in_use(tmp_path: Path) -> None:
    url = database(tmp_path / "first")
    store = await Store.open(url)
    stop = asyncio.Event()

    async def practise() -> int:
        number = 0
        while not stop.is_set():
            await graded(store, f"s{number}")
            number += 1
        return number

    practising = asyncio.create_task(practise())
    for number in range(5):
        await asyncio.sleep(0.05)
        found = await asyncio.to_thread(back_up, url, tmp_path / f"{number}.bak")
        rows = {name: contents.rows for name, contents in found.tables.items()}
        assert 0 <= rows["session"] * 3 - rows["turn"] <= 2  # a session begins with one turn and gets two more
        assert rows["scorecard"] <= rows["grading"] <= rows["session"]
    stop.set()
    assert await practising > 0
    await store.close()


def test_a_damaged_backup_is_not_restored(tmp_path: Path, backup: Path) -> None:
    changed, cut, other = tmp_path / "changed.bak", tmp_path / "cut.bak", tmp_path / "other.bak"
    changed.write_bytes(backup.read_bytes().replace("十五度".encode(), "五十度".encode()))
    cut.write_bytes(backup.read_bytes()[:-8192])
    with sqlite3.connect(other) as connection:
        connection.execute("CREATE TABLE x (y)")
    connection.close()
    for file, kind, said in (
        (changed, StorageError, "table turn is not as it was"),
        (cut, StorageError, "damaged"),
        (other, InvalidInputError, "no backup"),
        (tmp_path / "none.bak", InvalidInputError, "no such file"),
    ):
        with pytest.raises(kind, match=said) as caught:
            restore(file, database(tmp_path / "second"), replace=False)
        assert file.name in str(caught.value)
    assert list((tmp_path / "second").iterdir()) == []


def test_a_backup_of_a_newer_version_is_left_alone(tmp_path: Path, backup: Path) -> None:
    with sqlite3.connect(backup) as connection:
        connection.execute("UPDATE backup_note SET note = json_set(note, '$.schema', '9999')")
    connection.close()
    with pytest.raises(StorageError, match="9999, made by a newer version"):
        restore(backup, database(tmp_path / "second"), replace=False)


async def test_what_is_there_is_kept_and_never_taken_from_under_a_process(tmp_path: Path, backup: Path) -> None:
    url = database(tmp_path / "second")
    store = await Store.open(url)
    await started(store, "mine")
    await store.processes.join(ProcessKind.SERVE)
    with pytest.raises(ConflictError, match="--replace"):
        restore(backup, url, replace=False)
    with pytest.raises(ConflictError, match=f"in use by process {os.getpid()}"):
        restore(backup, url, replace=True)
    assert (await store.load_session("mine")).id == "mine"
    await store.processes.leave()
    await store.close()
    restore(backup, url, replace=True)
    names = sorted(each.name for each in (tmp_path / "second").iterdir())
    assert [name[:7] for name in names] == ["duilian", "duilian"]
    kept = await Store.open(f"sqlite:///{tmp_path}/second/{names[0]}")
    assert (await kept.load_session("mine")).id == "mine"
    await kept.close()


def test_a_backup_never_overwrites_and_never_half_stays(tmp_path: Path, backup: Path) -> None:
    before = backup.read_bytes()
    assert backup.stat().st_mode & 0o077 == 0
    with pytest.raises(InvalidInputError, match="exists already"):
        back_up(database(tmp_path / "first"), backup)
    assert backup.read_bytes() == before
    with pytest.raises(StorageError, match="No such file"):
        back_up(database(tmp_path / "first"), tmp_path / "nowhere" / "x.bak")
    assert not list(tmp_path.glob(".*"))


def test_postgresql_is_told_its_own_command(tmp_path: Path) -> None:
    with pytest.raises(InvalidInputError, match="pg_dump --format=custom --file=") as caught:
        back_up(POSTGRES, tmp_path / "x.bak")
    assert "hidden" not in caught.value.message
    with pytest.raises(InvalidInputError, match="pg_restore"):
        restore(tmp_path / "x.bak", POSTGRES, replace=False)
