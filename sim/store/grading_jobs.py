"""The job of a grading, put into Procrastinate's queue (PostgreSQL) in the transaction that queues the grading.

The job carries the session's id and nothing else; the grading's row is the truth. A file of SQLite has no such queue:
there each process looks for rows that wait.
"""

from functools import cache
from typing import TYPE_CHECKING

from sqlalchemy import Connection, text

if TYPE_CHECKING:
    from procrastinate import App

QUEUE = "gradings"
TASK = "grade"

_WITH_JOB = text(
    "SELECT args ->> 'session_id' FROM procrastinate_jobs"
    " WHERE queue_name = :queue AND status IN ('todo', 'doing') AND args ->> 'session_id' = ANY(:sessions)"
)


def defer(connection: Connection, session_id: str) -> None:
    """Put a grading's job into the queue, on the caller's own connection; does nothing on SQLite.

    Two jobs of one session never run at once: they share a lock.
    """
    if connection.dialect.name == "postgresql":
        job = _app().configure_task(TASK, queue=QUEUE, lock=session_id, connection=connection)
        job.defer(session_id=session_id)


def with_job(connection: Connection, sessions: tuple[str, ...]) -> frozenset[str]:
    """Return those of these sessions whose grading has a job that waits or runs (PostgreSQL)."""
    found = connection.execute(_WITH_JOB, {"queue": QUEUE, "sessions": list(sessions)})
    return frozenset(found.scalars())


@cache
def _app() -> "App":
    """Return a Procrastinate that only defers; importing it costs what users of SQLite need not pay."""
    from procrastinate import App

    from sim.store.callers_connector import CallersConnector

    return App(connector=CallersConnector())
