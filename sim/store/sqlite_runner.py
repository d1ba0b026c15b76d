"""Runs operations on an SQLite file: one thread writes, a few read, and writes that wait together commit together.

WAL with synchronous=NORMAL: what is committed has been handed to the operating system, so it survives the death of
the process at any moment (kill -9). Only a power cut may take the last commits; the file stays sound even then.
"""

import asyncio
import contextlib
import queue
import sqlite3
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.exc import SQLAlchemyError

from sim.domain.errors import StorageError
from sim.store.codec import from_json, to_json
from sim.store.faults import for_people
from sim.store.runners import Operation

T = TypeVar("T")

_READERS = 4
_BATCH = 256
_LOCK_SECONDS = 10.0


def sqlite_engine(url: URL, *, begin: str, connections: int) -> Engine:
    """Return an engine whose transactions start with ``begin`` and hold DDL and savepoints alike.

    The driver's own transaction control is off (it knows neither); pragmas are set on every new connection. The dialect
    is told how to begin, not a listener: where an engine has one, SQLAlchemy looks for others at every statement, which
    is a third of what a statement costs.
    """
    engine = create_engine(
        url.set(drivername="sqlite+pysqlite"),
        pool_size=connections,
        max_overflow=0,
        connect_args={"timeout": _LOCK_SECONDS, "check_same_thread": False},
        json_serializer=to_json,
        json_deserializer=from_json,
        hide_parameters=True,  # what people said belongs into no log
    )

    def prepare(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA cache_size = -4000")
        _enter_wal(connection)

    def start(connection: Any) -> None:
        connection.execute(begin)

    event.listen(engine, "connect", prepare)
    engine.dialect.do_begin = start  # type: ignore[assignment]  # a dialect of our own for one method says no more
    return engine


def _enter_wal(connection: sqlite3.Connection) -> None:
    """Switch to WAL; SQLite does not wait for a process that is switching at this moment, so wait here."""
    deadline = time.monotonic() + _LOCK_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if not error.sqlite_errorname.startswith("SQLITE_BUSY") or time.monotonic() > deadline:
                raise
            time.sleep(0.02)
        else:
            return


@dataclass(slots=True)
class _Job(Generic[T]):
    operation: Operation[T]
    future: asyncio.Future[T]
    result: T | None = None
    error: BaseException | None = field(default=None)

    def settle(self) -> None:
        """Answer the caller; runs in his event loop."""
        if self.future.done():  # he has stopped waiting
            return
        if self.error is not None:
            self.future.set_exception(self.error)
        else:
            self.future.set_result(self.result)  # type: ignore[arg-type]  # T may itself be None


class SqliteRunner:
    """One writer thread with group commit and a pool of reader threads on one SQLite file."""

    def __init__(self, url: URL) -> None:
        self._place = str(url.database)
        self._write_engine = sqlite_engine(url, begin="BEGIN IMMEDIATE", connections=1)
        self._read_engine = sqlite_engine(url, begin="BEGIN", connections=_READERS)
        self._readers = ThreadPoolExecutor(_READERS, thread_name_prefix="store-reader")
        self._jobs: queue.SimpleQueue[_Job[Any] | None] = queue.SimpleQueue()
        self._closed = False
        self._writer = threading.Thread(target=self._write_forever, name="store-writer", daemon=True)
        self._writer.start()

    async def read(self, operation: Operation[T]) -> T:
        """Run an operation that only reads, on one consistent view of the data."""
        self._check_open()
        return await asyncio.get_running_loop().run_in_executor(self._readers, self._read_once, operation)

    async def write(self, operation: Operation[T]) -> T:
        """Queue an operation for the writer and return once the batch it is part of is committed."""
        self._check_open()
        future: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._jobs.put(_Job(operation, future))
        return await future

    async def close(self) -> None:
        """Commit what is queued, end the threads and close all connections."""
        if self._closed:
            return
        self._closed = True
        self._jobs.put(None)
        await asyncio.to_thread(self._writer.join)
        await asyncio.to_thread(self._readers.shutdown)
        self._read_engine.dispose()
        self._write_engine.dispose()

    def _check_open(self) -> None:
        if self._closed:
            raise StorageError(f"database {self._place} is closed")

    def _read_once(self, operation: Operation[T]) -> T:
        try:
            with self._read_engine.begin() as connection:
                return operation(connection)
        except SQLAlchemyError as error:
            raise for_people(error, self._place) from error

    def _write_forever(self) -> None:
        sick = False
        while (job := self._jobs.get()) is not None:
            batch, ending = self._gather(job)
            if sick:
                self._start_afresh()
            self._commit(batch)
            sick = any(isinstance(each.error, StorageError) for each in batch)
            _answer(batch)
            if ending:
                return

    def _start_afresh(self) -> None:
        """Let go of all connections: while one to a read-only file is open, the file stays read-only for all."""
        self._write_engine.dispose()
        self._read_engine.dispose()

    def _gather(self, first: _Job[Any]) -> tuple[list[_Job[Any]], bool]:
        """Return the first job with all that wait behind it, and whether the end of work was among them."""
        batch = [first]
        with contextlib.suppress(queue.Empty):
            while len(batch) < _BATCH:
                job = self._jobs.get_nowait()
                if job is None:
                    return batch, True
                batch.append(job)
        return batch, False

    def _commit(self, batch: list[_Job[Any]], *, apart: bool = False) -> None:
        """Run a batch in one transaction, so that none suffers for another.

        Where a job fails, the batch is run again with each job in a savepoint of its own (``apart``); where that fails
        as a whole, each job is run alone. Jobs hardly ever fail and may be run again: savepoints from the start would
        cost each of them two statements more.
        """
        try:
            with self._write_engine.begin() as connection:
                for job in batch:
                    if apart:
                        self._run_apart(job, connection)
                    else:
                        job.result = job.operation(connection)
        except Exception as error:  # handed to the callers who wait, whatever it is; the writer must live on
            if len(batch) == 1:
                batch[0].error = self._explained(error)
                return
            for job in batch:
                job.result = job.error = None
            for part in [[job] for job in batch] if apart else [batch]:
                self._commit(part, apart=not apart)

    def _run_apart(self, job: _Job[Any], connection: Connection) -> None:
        """Run one job inside the batch's transaction, in a savepoint of its own.

        The savepoint is set on the driver: through SQLAlchemy it would cost as much as a statement of the job.
        """
        driver: Any = connection.connection.dbapi_connection
        driver.execute("SAVEPOINT job")
        try:
            job.result = job.operation(connection)
        except Exception as error:  # handed to the caller who waits, whatever it is; his neighbours go on
            if not driver.in_transaction:  # SQLite has rolled back the whole transaction (disk full, fault)
                raise
            driver.execute("ROLLBACK TO job")
            job.error = self._explained(error)
        driver.execute("RELEASE job")

    def _explained(self, error: Exception) -> Exception:
        return for_people(error, self._place) if isinstance(error, SQLAlchemyError | sqlite3.Error) else error


def _answer(batch: list[_Job[Any]]) -> None:
    """Answer every caller, with one wake-up for each event loop."""
    for loop in {job.future.get_loop() for job in batch}:
        jobs = [job for job in batch if job.future.get_loop() is loop]
        with contextlib.suppress(RuntimeError):  # the loop has been closed: nobody waits any more
            loop.call_soon_threadsafe(_settle_all, jobs)


def _settle_all(jobs: list[_Job[Any]]) -> None:
    for job in jobs:
        job.settle()
