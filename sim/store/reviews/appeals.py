"""Operations on appeals: opened by the trainee, closed once, by an answer or by himself."""

from datetime import datetime

from sqlalchemy import Connection, func, insert, select, true, update
from sqlalchemy.exc import IntegrityError

from sim.domain.errors import ConflictError, NotFoundError
from sim.domain.review import Appeal, AppealStatus, Author
from sim.store import schema
from sim.store.reviews import entries, rows
from sim.store.reviews.records import AppealCount
from sim.store.statements import lock_session

_table = schema.appeal


def open_appeal(connection: Connection, appeal: Appeal) -> bool:
    """Keep a new appeal; returns False for one that was kept before and is sent again.

    Raises ConflictError where one on the same subject waits for its answer.
    """
    lock_session(connection, appeal.session_id)
    if connection.execute(select(_table.c.id).where(_table.c.id == appeal.id)).first() is not None:
        return False
    try:
        with connection.begin_nested():
            connection.execute(insert(_table), rows.appeal_to_row(appeal))
    except IntegrityError as error:
        raise ConflictError(
            "这一条已经有一份申诉在等答复。 / An appeal on this part is waiting for its answer."
        ) from error
    entries.count_appeals(connection, appeal.session_id, 1)
    return True


def close(
    connection: Connection,
    appeal_id: str,
    status: AppealStatus,
    now: datetime,
    *,
    answer: str = "",
    answered_by: Author | None = None,
) -> Appeal:
    """Close an open appeal and return it. Raises NotFoundError, and ConflictError where it was closed before."""
    appeal = load(connection, appeal_id)
    lock_session(connection, appeal.session_id)
    values = {
        "status": status.value,
        "closed_at": now,
        "answer": answer,
        **rows.person_to_row("answerer", answered_by),
    }
    still_open = update(_table).where(_table.c.id == appeal_id, _table.c.status == AppealStatus.OPEN.value)
    if connection.execute(still_open.values(values)).rowcount == 0:
        raise ConflictError("这份申诉已经了结，刷新一次再看。 / This appeal is closed already; reload the page.")
    entries.count_appeals(connection, appeal.session_id, -1)
    return load(connection, appeal_id)


def load(connection: Connection, appeal_id: str) -> Appeal:
    """Return an appeal. Raises NotFoundError."""
    row = connection.execute(select(_table).where(_table.c.id == appeal_id)).mappings().one_or_none()
    if row is None:
        raise NotFoundError(f"there is no appeal {appeal_id!r}")
    return rows.appeal_from_row(row)


def of_session(connection: Connection, session_id: str) -> tuple[Appeal, ...]:
    """Return a session's appeals, the oldest first."""
    query = select(_table).where(_table.c.session_id == session_id).order_by(_table.c.created_at, _table.c.id)
    return tuple(rows.appeal_from_row(row) for row in connection.execute(query).mappings())


def counts(connection: Connection, owners: frozenset[str] | None) -> tuple[AppealCount, ...]:
    """Count appeals by subject and status, over the sessions of these owners (None: everybody's)."""
    session = schema.session
    query = (
        select(_table.c.subject, _table.c.status, func.count().label("count"))
        .join(session, session.c.id == _table.c.session_id)
        .where(true() if owners is None else session.c.owner.in_(sorted(owners)))
        .group_by(_table.c.subject, _table.c.status)
        .order_by(_table.c.subject, _table.c.status)
    )
    found = connection.execute(query)
    return tuple(AppealCount(subject, AppealStatus(status), count) for subject, status, count in found)
