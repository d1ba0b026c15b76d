"""Writes that wait together are committed together, and none suffers for another."""

import asyncio
from pathlib import Path

import pytest
from sqlalchemy import Connection, make_url, text

from sim.domain.errors import ConflictError
from sim.store.runners import Operation
from sim.store.sqlite_runner import SqliteRunner


async def test_a_write_that_fails_takes_back_what_it_wrote_and_no_more(tmp_path: Path) -> None:
    runner = SqliteRunner(make_url(f"sqlite:///{tmp_path}/duilian.db"))
    await runner.write(lambda connection: connection.execute(text("CREATE TABLE kept (number INTEGER)")))

    def keeps(number: int) -> Operation[int]:
        def operation(connection: Connection) -> int:
            connection.execute(text("INSERT INTO kept VALUES (:number)"), {"number": number})
            if number % 3 == 0:
                raise ConflictError(f"{number} is refused")
            return number

        return operation

    answers = await asyncio.gather(*(runner.write(keeps(number)) for number in range(12)), return_exceptions=True)
    with pytest.raises(ConflictError, match="9 is refused"):
        await runner.write(keeps(9))
    kept = await runner.read(lambda connection: connection.execute(text("SELECT number FROM kept")).scalars().all())
    await runner.close()
    assert [str(answer) for answer in answers] == [f"{n} is refused" if n % 3 == 0 else str(n) for n in range(12)]
    assert sorted(kept) == [1, 2, 4, 5, 7, 8, 10, 11]
