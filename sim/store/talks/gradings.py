"""Operations on gradings. The row is the truth about a grading; whatever runs it only carries the session's id.

Who runs a grading has claimed it, and its claim carries the attempt: what comes from an attempt that another process
has taken over is refused, so a worker that was only slow spoils nothing.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, insert, or_, select, update

from sim.domain.errors import ClaimLostError
from sim.domain.session import GradingStatus
from sim.store import processes, rows, schema
from sim.store.overview import results, spending
from sim.store.records import Claim, GradingState
from sim.store.reviews import entries
from sim.store.statements import insert_or_replace, no_session
from sim.store.talks import grading_jobs

_table = schema.grading


def queue(connection: Connection, session_id: str, now: datetime) -> None:
    """Queue the grading of a session that has none or whose grading failed. The caller holds the session's lock."""
    status = connection.execute(select(_table.c.status).where(_table.c.session_id == session_id)).scalar_one_or_none()
    fresh = {"status": GradingStatus.QUEUED.value, "queued_at": now, "touched_at": now}
    if status is None:
        connection.execute(insert(_table), {"session_id": session_id, "attempts": 0, "error": "", **fresh})
    elif status == GradingStatus.FAILED.value:
        connection.execute(update(_table).where(_table.c.session_id == session_id).values(fresh))
    else:
        return
    grading_jobs.defer(connection, session_id)


def claim(connection: Connection, session_id: str | None, now: datetime, holder: str) -> Claim | None:
    """Take a grading that waits (this one, or the oldest), or one whose process is dead, for ``holder``."""
    query = _waiting(connection, _table.c.session_id, _table.c.attempts).limit(1).with_for_update(skip_locked=True)
    if session_id is not None:
        query = query.where(_table.c.session_id == session_id)
    row = connection.execute(query).one_or_none()
    if row is None:
        return None
    running = {"status": GradingStatus.RUNNING.value, "error": "", "error_code": "", "touched_at": now}
    values = {**running, "attempts": row.attempts + 1, "holder": holder}
    connection.execute(update(_table).where(_table.c.session_id == row.session_id).values(values))
    return Claim(row.session_id, row.attempts + 1)


def waiting(connection: Connection) -> tuple[str, ...]:
    """Return the sessions whose grading can be claimed, longest waiting first."""
    return tuple(connection.execute(_waiting(connection, _table.c.session_id)).scalars())


def defer_lacking(connection: Connection) -> int:
    """Put a job into the queue for each grading that waits without one (it came from another database); PostgreSQL."""
    if connection.dialect.name != "postgresql":
        return 0
    lacking = _waiting(connection, _table.c.session_id).where(grading_jobs.lacks_job(_table.c.session_id))
    found = connection.execute(lacking.with_for_update(skip_locked=True)).scalars().all()
    for session_id in found:
        grading_jobs.defer(connection, session_id)
    return len(found)


def hand_back(connection: Connection, claimed: Claim, now: datetime) -> None:
    """Queue a claimed grading again, at its old place, with the dimensions it has. Raises ClaimLostError."""
    _touch(connection, claimed, {"status": GradingStatus.QUEUED.value, "holder": None, "touched_at": now})
    grading_jobs.defer(connection, claimed.session_id)


def save_judgement(
    connection: Connection, claimed: Claim, dimension: str, document: Mapping[str, Any], now: datetime
) -> None:
    """Keep one dimension's judgement and note that the grading is alive. Raises ClaimLostError."""
    _touch(connection, claimed, {"touched_at": now})
    row = {"session_id": claimed.session_id, "dimension": dimension, "document": dict(document), "created_at": now}
    insert_or_replace(connection, schema.judgement, row)
    spending.spend_judgement(connection, claimed.session_id, document, now)


def judgements(connection: Connection, session_id: str) -> dict[str, Mapping[str, Any]]:
    """Return the judgements kept so far, by dimension."""
    table = schema.judgement
    query = select(table.c.dimension, table.c.document).where(table.c.session_id == session_id)
    return {row.dimension: row.document for row in connection.execute(query.order_by(table.c.dimension))}


def finish(connection: Connection, claimed: Claim, document: Mapping[str, Any], now: datetime) -> None:
    """Keep scorecard, result and entry in the review queue, and close the grading. Raises ClaimLostError."""
    closed = {"status": GradingStatus.DONE.value, "holder": None, "touched_at": now, "finished_at": now}
    _touch(connection, claimed, closed)
    session_id, total = claimed.session_id, document.get("total")
    row = {"session_id": session_id, "total": total, "document": dict(document), "created_at": now}
    insert_or_replace(connection, schema.scorecard, row)
    results.put(connection, session_id, document)
    entries.enter(connection, session_id, document, now)


def fail(connection: Connection, claimed: Claim, code: str, error: str, now: datetime) -> None:
    """Note why a grading failed. Raises ClaimLostError."""
    failed = {"status": GradingStatus.FAILED.value, "holder": None, "error": error, "error_code": code}
    _touch(connection, claimed, {**failed, "touched_at": now})


def state(connection: Connection, session_id: str) -> GradingState:
    """Return where the grading stands; NONE where nothing was queued. Raises NotFoundError without such a session."""
    columns = ("status", "attempts", "error", "error_code", "by_rules")
    query = select(schema.session.c.id, *(_table.c[name] for name in columns))
    query = query.outerjoin(_table, _table.c.session_id == schema.session.c.id)
    row = connection.execute(query.where(schema.session.c.id == session_id)).one_or_none()
    if row is None:
        raise no_session(session_id)
    status, error, code = rows.grading_status(row.status), row.error or "", row.error_code or ""
    return GradingState(status, row.attempts or 0, error, code, bool(row.by_rules))


def load_scorecard(connection: Connection, session_id: str) -> Mapping[str, Any] | None:
    """Return the scorecard's document, None while there is none."""
    query = select(schema.scorecard.c.document).where(schema.scorecard.c.session_id == session_id)
    found: Mapping[str, Any] | None = connection.execute(query).scalar_one_or_none()
    return found


def _waiting(connection: Connection, *columns: ColumnElement[Any]) -> Select[Any]:
    """Return the query of what can be claimed: queued, or running in a process that no longer lives."""
    living = [process.id for process in processes.living(connection)]
    given_up = or_(_table.c.holder.is_(None), _table.c.holder.not_in(living))
    running = _table.c.status == GradingStatus.RUNNING.value
    queued = _table.c.status == GradingStatus.QUEUED.value
    return (
        select(*columns).where(or_(queued, and_(running, given_up))).order_by(_table.c.queued_at, _table.c.session_id)
    )


def _touch(connection: Connection, claimed: Claim, values: Mapping[str, Any]) -> None:
    held = and_(
        _table.c.session_id == claimed.session_id,
        _table.c.attempts == claimed.attempt,
        _table.c.status == GradingStatus.RUNNING.value,
    )
    if connection.execute(update(_table).where(held).values(values)).rowcount == 0:
        raise ClaimLostError(
            f"the grading of session {claimed.session_id!r} is not held by attempt {claimed.attempt} any more"
        )
