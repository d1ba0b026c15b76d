"""Runs operations on PostgreSQL, each in a transaction of its own, in threads.

A transaction must not wait for the event loop between its statements: with hundreds of answers streaming, its locks
would last as long as the loop is busy.
"""

import asyncio
import random
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from sqlalchemy import URL, create_engine
from sqlalchemy.exc import SQLAlchemyError

from sim.store.databases.codec import from_json, to_json
from sim.store.databases.faults import for_people, may_help_to_repeat
from sim.store.databases.runners import Operation

T = TypeVar("T")

_REPEATS = 4
_CONNECTIONS = 16
"""Connections of one process, each with the thread that uses it; more operations wait for a free one."""


class PostgresRunner:
    """Runs each operation in a transaction of its own on a pooled connection.

    Deadlocks, serialization failures and lost connections are run again; operations find what an earlier run of
    theirs has committed, so that a commit whose answer was lost is no harm.
    """

    def __init__(self, url: URL) -> None:
        self._place = url.render_as_string(hide_password=True)
        self._threads = ThreadPoolExecutor(_CONNECTIONS, thread_name_prefix="store")
        self._engine = create_engine(
            url,
            pool_size=_CONNECTIONS,
            max_overflow=0,
            json_serializer=to_json,
            json_deserializer=from_json,
            hide_parameters=True,  # what people said belongs into no log
        )

    async def read(self, operation: Operation[T], *, brief: bool = False) -> T:
        """Run an operation that only reads, on one consistent view of the data; a ``brief`` one waits as well."""
        return await self._run(operation, {"isolation_level": "REPEATABLE READ"})

    async def write(self, operation: Operation[T], *, brief: bool = False) -> T:
        """Run an operation and return once what it wrote is committed; a ``brief`` one waits as well."""
        return await self._run(operation, {})

    async def close(self) -> None:
        """Close all connections."""
        await asyncio.to_thread(self._threads.shutdown)
        self._engine.dispose()

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
        return await asyncio.get_running_loop().run_in_executor(self._threads, self._in_thread, operation, options)

    def _in_thread(self, operation: Operation[T], options: dict[str, str]) -> T:
        with self._engine.connect() as connection:
            connection.execution_options(**options)
            with connection.begin():
                return operation(connection)
