"""Runs brief operations on an SQLite file at once, where their caller stands.

A brief operation takes a fraction of a millisecond, most of it in this process: what it commits goes to the operating
system's memory, not to the disk. To hand it to a thread costs more than it does itself, and makes its caller wait: the
driver gives the interpreter up at every statement, and a busy event loop gives it back late.
"""

import sqlite3
import threading
from collections.abc import Callable
from typing import TypeVar

from sqlalchemy import URL, Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from sim.store.databases.runners import Operation
from sim.store.databases.sqlite_engine import sqlite_engine

T = TypeVar("T")

_CHECKPOINT_EVERY = 250
"""Commits, each of a handful of pages of 4 KiB: the log stays at some megabytes."""


class BriefRunner:
    """Runs an operation if that can be done without waiting for anybody; else its caller does as with any other."""

    def __init__(self, url: URL, on_log_grown: Callable[[], None]) -> None:
        """``on_log_grown`` is called now and then: the log is to be brought into the file, which waits for the disk."""
        self._write_engine = sqlite_engine(url, begin="BEGIN IMMEDIATE", connections=1, patience=0, checkpoints=False)
        self._read_engine = sqlite_engine(url, begin="BEGIN", connections=1, patience=0)
        self._on_log_grown = on_log_grown
        self._connections: dict[Engine, Connection] = {}
        self._in_use = threading.Lock()
        self._commits = 0

    def read(self, operation: Operation[T]) -> tuple[T] | None:
        """Run an operation that only reads and return what it returned; None where that cannot be done now.

        An error of the operation itself passes.
        """
        return self._attempt(self._read_engine, operation)

    def write(self, operation: Operation[T]) -> tuple[T] | None:
        """Run an operation, commit what it wrote and return what it returned.

        Returns None, with nothing written, where somebody else is writing or the database is at fault: then it is the
        writer thread's, which waits, and explains. An error of the operation itself passes.
        """
        done = self._attempt(self._write_engine, operation)
        if done is not None:
            self._commits += 1
            if self._commits % _CHECKPOINT_EVERY == 0:
                self._on_log_grown()
        return done

    def let_go(self) -> None:
        """Close the connections until they are needed again: one to a read-only file keeps the file so for all."""
        with self._in_use:
            self._close()

    def _attempt(self, engine: Engine, operation: Operation[T]) -> tuple[T] | None:
        if not self._in_use.acquire(blocking=False):  # by another event loop
            return None
        try:
            connection = self._connections.get(engine)
            if connection is None:
                connection = self._connections[engine] = engine.connect()
            with connection.begin():
                return (operation(connection),)
        except (SQLAlchemyError, sqlite3.Error) as error:
            if not _is_busy(error):
                self._close()
            return None
        finally:
            self._in_use.release()

    def _close(self) -> None:
        while self._connections:
            self._connections.popitem()[1].close()
        self._write_engine.dispose()
        self._read_engine.dispose()


def _is_busy(error: Exception) -> bool:
    cause = getattr(error, "orig", error)
    return isinstance(cause, sqlite3.OperationalError) and cause.sqlite_errorname.startswith("SQLITE_BUSY")
