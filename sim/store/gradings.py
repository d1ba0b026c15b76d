"""Operations on gradings. The row is the truth about a grading; whatever runs it only carries the session's id."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, insert, or_, select, update

from sim.domain.errors import NotFoundError
from sim.domain.session import GradingStatus
from sim.store import rows, schema
from sim.store.records import Claim, GradingState
from sim.store.statements import insert_or_replace, no_session

_table = schema.grading


def queue(connection: Connection, session_id: str, now: datetime) -> None:
    """Queue the grading of a session that has none or whose grading failed. The caller holds the session's lock."""
    status = connection.execute(select(_table.c.status).where(_table.c.session_id == session_id)).scalar_one_or_none()
    fresh = {"status": GradingStatus.QUEUED.value, "queued_at": now, "touched_at": now}
    if status is None:
        connection.execute(insert(_table), {"session_id": session_id, "attempts": 0, "error": "", **fresh})
    elif status == GradingStatus.FAILED.value:
        connection.execute(update(_table).where(_table.c.session_id == session_id).values(fresh))


def claim(connection: Connection, session_id: str | None, now: datetime, stale_before: datetime | None) -> Claim | None:
    """Take a grading that waits (this one, or the oldest), or one running untouched since before ``stale_before``."""
    query = (
        select(_table.c.session_id, _table.c.attempts)
        .where(_waiting(stale_before))
        .order_by(_table.c.queued_at, _table.c.session_id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    if session_id is not None:
        query = query.where(_table.c.session_id == session_id)
    row = connection.execute(query).one_or_none()
    if row is None:
        return None
    values = {"status": GradingStatus.RUNNING.value, "attempts": row.attempts + 1, "error": "", "touched_at": now}
    connection.execute(update(_table).where(_table.c.session_id == row.session_id).values(values))
    return Claim(row.session_id, row.attempts + 1)


def waiting(connection: Connection, stale_before: datetime | None) -> tuple[str, ...]:
    """Return the sessions whose grading can be claimed, longest waiting first."""
    query = select(_table.c.session_id).where(_waiting(stale_before)).order_by(_table.c.queued_at, _table.c.session_id)
    return tuple(connection.execute(query).scalars())


def save_judgement(
    connection: Connection, session_id: str, dimension: str, document: Mapping[str, Any], now: datetime
) -> None:
    """Keep one dimension's judgement and note that the grading is alive."""
    _touch(connection, session_id, {"touched_at": now})
    row = {"session_id": session_id, "dimension": dimension, "document": dict(document), "created_at": now}
    insert_or_replace(connection, schema.judgement, row)


def judgements(connection: Connection, session_id: str) -> dict[str, Mapping[str, Any]]:
    """Return the judgements kept so far, by dimension."""
    table = schema.judgement
    query = select(table.c.dimension, table.c.document).where(table.c.session_id == session_id)
    return {row.dimension: row.document for row in connection.execute(query.order_by(table.c.dimension))}


def finish(connection: Connection, session_id: str, document: Mapping[str, Any], now: datetime) -> None:
    """Keep the scorecard and close the grading."""
    values = {"status": GradingStatus.DONE.value, "error": "", "touched_at": now, "finished_at": now}
    _touch(connection, session_id, values)
    row = {"session_id": session_id, "total": document.get("total"), "document": dict(document), "created_at": now}
    insert_or_replace(connection, schema.scorecard, row)


def fail(connection: Connection, session_id: str, error: str, now: datetime) -> None:
    """Note why a grading failed; one that another worker has finished meanwhile stays done."""
    if state(connection, session_id).status is not GradingStatus.DONE:
        _touch(connection, session_id, {"status": GradingStatus.FAILED.value, "error": error, "touched_at": now})


def state(connection: Connection, session_id: str) -> GradingState:
    """Return where the grading stands; NONE where nothing was queued. Raises NotFoundError without such a session."""
    columns = (schema.session.c.id, _table.c.status, _table.c.attempts, _table.c.error)
    query = select(*columns).outerjoin(_table, _table.c.session_id == schema.session.c.id)
    row = connection.execute(query.where(schema.session.c.id == session_id)).one_or_none()
    if row is None:
        raise no_session(session_id)
    return GradingState(rows.grading_status(row.status), row.attempts or 0, row.error or "")


def load_scorecard(connection: Connection, session_id: str) -> Mapping[str, Any] | None:
    """Return the scorecard's document, None while there is none."""
    query = select(schema.scorecard.c.document).where(schema.scorecard.c.session_id == session_id)
    found: Mapping[str, Any] | None = connection.execute(query).scalar_one_or_none()
    return found


def _waiting(stale_before: datetime | None) -> ColumnElement[bool]:
    queued = _table.c.status == GradingStatus.QUEUED.value
    if stale_before is None:
        return queued
    return or_(queued, and_(_table.c.status == GradingStatus.RUNNING.value, _table.c.touched_at < stale_before))


def _touch(connection: Connection, session_id: str, values: Mapping[str, Any]) -> None:
    found = connection.execute(update(_table).where(_table.c.session_id == session_id).values(values))
    if found.rowcount == 0:
        raise NotFoundError(f"no grading was queued for session {session_id!r}")
