"""The job of a grading, put into Procrastinate's queue (PostgreSQL) in the transaction that queues the grading.

The job carries the session's id and nothing else; the grading's row is the truth. A file of SQLite has no such queue:
there each process looks for rows that wait.
"""

from functools import cache
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, Connection, String, cast, column, exists, not_, table
from sqlalchemy.dialects.postgresql import JSONB

if TYPE_CHECKING:
    from procrastinate import App

QUEUE = "gradings"
TASK = "grade"

_jobs = table("procrastinate_jobs", column("queue_name"), column("status"), column("args", JSONB))


def defer(connection: Connection, session_id: str) -> None:
    """Put a grading's job into the queue, on the caller's own connection; does nothing on SQLite.

    Two jobs of one session never run at once: they share a lock.
    """
    if connection.dialect.name == "postgresql":
        job = _app().configure_task(TASK, queue=QUEUE, lock=session_id, connection=connection)
        job.defer(session_id=session_id)


def lacks_job(session_id: ColumnElement[str]) -> ColumnElement[bool]:
    """Return the condition that no job of this session's grading waits or runs (PostgreSQL)."""
    its_own = _jobs.c.args["session_id"].as_string() == session_id
    open_jobs = cast(_jobs.c.status, String).in_(("todo", "doing"))
    return not_(exists().where(_jobs.c.queue_name == QUEUE, open_jobs, its_own))


@cache
def _app() -> "App":
    """Return a Procrastinate that only defers; importing it costs what users of SQLite need not pay."""
    from procrastinate import App

    from sim.store.databases.callers_connector import CallersConnector

    return App(connector=CallersConnector())
