"""Connections to an SQLite file, set up alike for all that use them."""

import sqlite3
import time
from typing import Any

from sqlalchemy import URL, Engine, create_engine, event

from sim.store.databases.codec import from_json, to_json

LOCK_SECONDS = 10.0
"""How long a connection waits for another one that writes, unless it is told otherwise."""


def sqlite_engine(
    url: URL, *, begin: str, connections: int, patience: float | None = None, checkpoints: bool = True
) -> Engine:
    """Return an engine whose transactions start with ``begin`` and hold DDL and savepoints alike.

    A transaction waits ``patience`` seconds for another one that writes (None: ``LOCK_SECONDS``). Without
    ``checkpoints`` a commit never brings the log into the file, which waits for the disk.

    The driver's own transaction control is off (it knows neither); pragmas are set on every new connection. The dialect
    is told how to begin, not a listener: where an engine has one, SQLAlchemy looks for others at every statement, which
    is a third of what a statement costs.
    """
    engine = create_engine(
        url.set(drivername="sqlite+pysqlite"),
        pool_size=connections,
        max_overflow=0,
        connect_args={"timeout": LOCK_SECONDS if patience is None else patience, "check_same_thread": False},
        json_serializer=to_json,
        json_deserializer=from_json,
        hide_parameters=True,  # what people said belongs into no log
    )

    def prepare(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA cache_size = -4000")
        if not checkpoints:
            connection.execute("PRAGMA wal_autocheckpoint = 0")
        _enter_wal(connection)

    def start(connection: Any) -> None:
        connection.execute(begin)

    event.listen(engine, "connect", prepare)
    engine.dialect.do_begin = start  # type: ignore[assignment]  # a dialect of our own for one method says no more
    return engine


def _enter_wal(connection: sqlite3.Connection) -> None:
    """Switch to WAL; SQLite does not wait for a process that is switching at this moment, so wait here."""
    deadline = time.monotonic() + LOCK_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if not error.sqlite_errorname.startswith("SQLITE_BUSY") or time.monotonic() > deadline:
                raise
            time.sleep(0.02)
        else:
            return
