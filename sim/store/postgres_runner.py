"""Runs operations on PostgreSQL, each in a transaction of its own."""

import asyncio
import random
from typing import TypeVar

from sqlalchemy import URL
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import create_async_engine

from sim.store.codec import from_json, to_json
from sim.store.faults import for_people, may_help_to_repeat
from sim.store.runners import Operation

T = TypeVar("T")

_REPEATS = 4
_POOL = 10
_OVERFLOW = 20


class PostgresRunner:
    """Runs each operation in a transaction of its own on a pooled connection.

    Deadlocks, serialization failures and lost connections are run again; operations find what an earlier run of
    theirs has committed, so that a commit whose answer was lost is no harm.
    """

    def __init__(self, url: URL) -> None:
        self._place = url.render_as_string(hide_password=True)
        self._engine = create_async_engine(
            url,
            pool_size=_POOL,
            max_overflow=_OVERFLOW,
            json_serializer=to_json,
            json_deserializer=from_json,
            hide_parameters=True,  # what people said belongs into no log
        )

    async def read(self, operation: Operation[T]) -> T:
        """Run an operation that only reads, on one consistent view of the data."""
        return await self._run(operation, {"isolation_level": "REPEATABLE READ"})

    async def write(self, operation: Operation[T]) -> T:
        """Run an operation and return once what it wrote is committed."""
        return await self._run(operation, {})

    async def close(self) -> None:
        """Close all connections."""
        await self._engine.dispose()

    async def _run(self, operation: Operation[T], options: dict[str, str]) -> T:
        for repeat in range(_REPEATS):
            try:
                return await self._once(operation, options)
            except SQLAlchemyError as error:
                if repeat + 1 == _REPEATS or not may_help_to_repeat(error):
                    raise for_people(error, self._place) from error
            await asyncio.sleep(random.uniform(0.005, 0.05) * (repeat + 1))  # noqa: S311  spreads repeats, guards no secret
        raise AssertionError("unreachable: the last repeat returns or raises")

    async def _once(self, operation: Operation[T], options: dict[str, str]) -> T:
        async with self._engine.connect() as connection:
            await connection.execution_options(**options)
            async with connection.begin():
                return await connection.run_sync(operation)
