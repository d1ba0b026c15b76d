"""Operations on whole sessions: create, load, end, list."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, bindparam, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from sim.domain.errors import ConflictError
from sim.domain.mood import Outcome
from sim.domain.session import Session
from sim.store import rows, schema
from sim.store.records import PageKey, PinnedContent, SessionPage, cut_page
from sim.store.statements import lock_session, no_session, paged
from sim.store.talks import contents, gradings

PAGE_LIMIT = 200
"""Most sessions on one page."""

_INSERT, _INSERT_TURN = insert(schema.session), insert(schema.turn)
_LOAD = (
    select(schema.session, schema.grading.c.status.label("grading"))
    .outerjoin(schema.grading, schema.grading.c.session_id == schema.session.c.id)
    .where(schema.session.c.id == bindparam("of_session"))
)
_TURNS = select(schema.turn).where(schema.turn.c.session_id == bindparam("of_session")).order_by(schema.turn.c.turn)


def create(connection: Connection, session: Session, pinned: Sequence[PinnedContent]) -> None:
    """Store a new session with its opening and the content it is pinned to. Raises ConflictError on a known id."""
    contents.pin(connection, pinned, session.created_at)
    try:
        connection.execute(_INSERT, rows.session_to_row(session))
    except IntegrityError as error:
        raise ConflictError(f"there is a session {session.id!r} already") from error
    if session.turns:
        connection.execute(_INSERT_TURN, [rows.turn_to_row(session.id, turn) for turn in session.turns])


def load(connection: Connection, session_id: str) -> Session:
    """Return a session with all its turns, in order. Raises NotFoundError."""
    row = connection.execute(_LOAD, {"of_session": session_id}).mappings().one_or_none()
    if row is None:
        raise no_session(session_id)
    turns = connection.execute(_TURNS, {"of_session": session_id}).mappings()
    records = [rows.turn_from_row(turn) for turn in turns]
    return rows.session_from_row(row, records, rows.grading_status(row["grading"]))


def end(connection: Connection, session_id: str, now: datetime, outcome: Outcome | None, grade: bool) -> Session:
    """Close a session, once, and queue its grading, once; a grading that has failed is queued again."""
    if lock_session(connection, session_id) is None:
        values = {"ended_at": now, "outcome": outcome.value if outcome else None}
        connection.execute(update(schema.session).where(schema.session.c.id == session_id).values(values))
    if grade:
        gradings.queue(connection, session_id, now)
    return load(connection, session_id)


def page(connection: Connection, owner: str | None, limit: int, before: PageKey | None) -> SessionPage:
    """Return up to ``limit`` sessions older than ``before``, newest first."""
    found = connection.execute(page_query(owner, limit, before)).mappings()
    return SessionPage(*cut_page([rows.summary_from_row(row) for row in found], limit))


def page_query(owner: str | None, limit: int, before: PageKey | None) -> Select[Any]:
    """Return the query of a page: found by key along an index, so the last page costs no more than the first.

    Authors' talks with drafts are no practice and in no list.
    """
    table = schema.session
    query = (
        select(
            *(table.c[name] for name in rows.SUMMARY),
            schema.grading.c.status.label("grading"),
            schema.scorecard.c.total,
            func.coalesce(schema.scorecard.c.effective, schema.scorecard.c.document)["passed"]
            .as_boolean()
            .label("passed"),
        )
        .outerjoin(schema.grading, schema.grading.c.session_id == table.c.id)
        .outerjoin(schema.scorecard, schema.scorecard.c.session_id == table.c.id)
        .where(table.c.tryout.is_(False))
    )
    if owner is not None:
        query = query.where(table.c.owner == owner)
    return paged(query, table, limit + 1, before)
