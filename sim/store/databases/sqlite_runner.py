"""Runs operations on an SQLite file: one thread writes, a few read, and writes that wait together commit together.

Brief operations are run at once where nobody else is writing (``sim.store.databases.sqlite_brief``).

WAL with synchronous=NORMAL: what is committed has been handed to the operating system, so it survives the death of
the process at any moment (kill -9). Only a power cut may take the last commits; the file stays sound even then.
"""

import asyncio
import contextlib
import queue
import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from sqlalchemy import URL, Connection
from sqlalchemy.exc import SQLAlchemyError

from sim.domain.errors import StorageError
from sim.store.databases.faults import for_people
from sim.store.databases.runners import Operation
from sim.store.databases.sqlite_brief import BriefRunner
from sim.store.databases.sqlite_engine import sqlite_engine

T = TypeVar("T")

_READERS = 4
_BATCH = 256


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
        self._brief = BriefRunner(url, self._checkpoint_soon)
        self._readers = ThreadPoolExecutor(_READERS, thread_name_prefix="store-reader")
        self._jobs: queue.SimpleQueue[_Job[Any] | None] = queue.SimpleQueue()
        self._sick = False
        self._closed = False
        self._writer = threading.Thread(target=self._write_forever, name="store-writer", daemon=True)
        self._writer.start()

    async def read(self, operation: Operation[T], *, brief: bool = False) -> T:
        """Run an operation that only reads, on one consistent view of the data; a ``brief`` one at once."""
        self._check_open()
        done = self._brief.read(operation) if brief else None
        if done is not None:
            return done[0]
        return await asyncio.get_running_loop().run_in_executor(self._readers, self._read_once, operation)

    async def write(self, operation: Operation[T], *, brief: bool = False) -> T:
        """Run a ``brief`` operation at once; else, or where that cannot be, queue it for the writer and await it."""
        self._check_open()
        done = self._brief.write(operation) if brief and not self._sick else None
        return done[0] if done is not None else await self._queued(operation)

    async def _queued(self, operation: Operation[T]) -> T:
        """Return once the batch that the operation is part of is committed."""
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
        self._start_afresh()

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
        while (job := self._jobs.get()) is not None:
            batch, ending = self._gather(job)
            if self._sick:
                self._start_afresh()
            self._commit(batch)
            self._sick = any(isinstance(each.error, StorageError) for each in batch)
            _answer(batch)
            if ending:
                return

    def _start_afresh(self) -> None:
        """Let go of all connections: while one to a read-only file is open, the file stays read-only for all."""
        self._write_engine.dispose()
        self._read_engine.dispose()
        self._brief.let_go()

    def _checkpoint_soon(self) -> None:
        self._readers.submit(self._checkpoint)

    def _checkpoint(self) -> None:
        """Bring the log into the file, as far as that hinders nobody."""
        with contextlib.suppress(SQLAlchemyError, sqlite3.Error):  # the next write says what is wrong
            connection = self._read_engine.raw_connection()
            try:
                connection.cursor().execute("PRAGMA wal_checkpoint(PASSIVE)")
            finally:
                connection.close()

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
