"""Writes that wait together are committed together, and none suffers for another; brief ones wait for nobody."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, make_url, text

from sim.domain.errors import ConflictError
from sim.store.databases import sqlite_brief
from sim.store.databases.runners import Operation
from sim.store.databases.sqlite_runner import SqliteRunner


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "duilian.db"


@pytest.fixture
async def runner(file: Path) -> AsyncIterator[SqliteRunner]:
    runner = SqliteRunner(make_url(f"sqlite:///{file}"))
    await runner.write(lambda connection: connection.execute(text("CREATE TABLE kept (number INTEGER)")))
    yield runner
    await runner.close()


def keeps(number: int) -> Operation[int]:
    """Keep a number; those that can be divided by three are refused after they were written."""

    def operation(connection: Connection) -> int:
        connection.execute(text("INSERT INTO kept VALUES (:number)"), {"number": number})
        if number % 3 == 0:
            raise ConflictError(f"{number} is refused")
        return number

    return operation


def all_kept(connection: Connection) -> list[int]:
    return sorted(connection.execute(text("SELECT number FROM kept")).scalars())


async def test_a_write_that_fails_takes_back_what_it_wrote_and_no_more(runner: SqliteRunner) -> None:
    answers = await asyncio.gather(*(runner.write(keeps(number)) for number in range(12)), return_exceptions=True)
    with pytest.raises(ConflictError, match="9 is refused"):
        await runner.write(keeps(9))
    assert [str(answer) for answer in answers] == [f"{n} is refused" if n % 3 == 0 else str(n) for n in range(12)]
    assert await runner.read(all_kept) == [1, 2, 4, 5, 7, 8, 10, 11]


async def test_a_brief_operation_is_done_without_giving_way(runner: SqliteRunner) -> None:
    with pytest.raises(StopIteration) as written:
        runner.write(keeps(1), brief=True).send(None)
    with pytest.raises(StopIteration) as read:
        runner.read(all_kept, brief=True).send(None)
    assert (written.value.value, read.value.value) == (1, [1])


async def test_a_brief_write_that_is_refused_takes_back_what_it_wrote(runner: SqliteRunner) -> None:
    with pytest.raises(ConflictError, match="3 is refused"):
        await runner.write(keeps(3), brief=True)
    await runner.write(keeps(4), brief=True)
    assert await runner.read(all_kept, brief=True) == [4]


async def test_a_brief_write_waits_where_somebody_else_is_writing_and_lets_others_go_on(
    runner: SqliteRunner, file: Path
) -> None:
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    waiting = asyncio.create_task(runner.write(keeps(1), brief=True))
    assert await runner.read(all_kept) == []
    assert not waiting.done()
    other.execute("ROLLBACK")
    other.close()
    assert await waiting == 1
    assert await runner.write(keeps(2), brief=True) == 2
    assert await runner.read(all_kept) == [1, 2]


async def test_the_log_of_brief_writes_is_brought_into_the_file(
    runner: SqliteRunner, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite_brief, "_CHECKPOINT_EVERY", 10)
    for number in range(1, 31, 3):
        await runner.write(keeps(number), brief=True)
    async with asyncio.timeout(10):
        while in_the_file_alone(file) != 10:  # noqa: ASYNC110  a thread does it and tells nobody
            await asyncio.sleep(0.01)


def in_the_file_alone(file: Path) -> int:
    """Count what is kept in the file itself, without its log."""
    connection = sqlite3.connect(f"file:{file}?immutable=1", uri=True)
    try:
        return int(connection.execute("SELECT count(*) FROM kept").fetchone()[0])
    except sqlite3.OperationalError:  # not even the table is
        return 0
    finally:
        connection.close()
