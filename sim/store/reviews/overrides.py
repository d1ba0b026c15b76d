"""Operations on overrides and comments. They are added, never changed; the effective scorecard follows with each."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from sim.domain.errors import NotFoundError
from sim.domain.review import Author, Override, TurnComment
from sim.store import schema
from sim.store.overview import results
from sim.store.reviews import entries, rows
from sim.store.statements import lock_session

Recompute = Callable[[Sequence[Override]], Mapping[str, Any]]
"""Makes the effective scorecard's document of all overrides of a session. Pure: it runs inside the transaction."""

_overrides, _comments = schema.override, schema.turn_comment


def append(connection: Connection, session_id: str, override: Override, recompute: Recompute) -> bool:
    """Add an override and bring the effective scorecard up to date. Takes a review that nobody has in hand.

    Returns False for one that was kept before and is sent again.

    Raises NotFoundError without a scorecard, ConflictError where another has the review in hand.
    """
    lock_session(connection, session_id)
    entries.take(connection, session_id, override.author, override.created_at, over=False)
    is_new = not _is_kept(connection, session_id, override)
    if is_new:
        connection.execute(insert(_overrides), rows.override_to_row(session_id, override))
    document = recompute(load(connection, session_id))
    values = {"effective": dict(document), "total": document["total"]}
    table = schema.scorecard
    if connection.execute(update(table).where(table.c.session_id == session_id).values(values)).rowcount == 0:
        raise NotFoundError(f"session {session_id!r} has no scorecard")
    if entries.load(connection, session_id) is not None:  # labelled sessions count in no sum
        results.put(connection, session_id, document)
    return is_new


def load(connection: Connection, session_id: str) -> tuple[Override, ...]:
    """Return a session's overrides in the order in which they were given."""
    query = select(_overrides).where(_overrides.c.session_id == session_id).order_by(_overrides.c.number)
    return tuple(rows.override_from_row(row) for row in connection.execute(query).mappings())


def comment(connection: Connection, session_id: str, given: TurnComment) -> None:
    """Add a comment on a turn; the same one sent twice is kept once."""
    lock_session(connection, session_id)
    if given not in _without_numbers(comments(connection, session_id)):
        connection.execute(insert(_comments), rows.comment_to_row(session_id, given))


def comments(connection: Connection, session_id: str) -> tuple[TurnComment, ...]:
    """Return a session's comments in the order in which they were written."""
    query = select(_comments).where(_comments.c.session_id == session_id).order_by(_comments.c.number)
    return tuple(rows.comment_from_row(row) for row in connection.execute(query).mappings())


def _without_numbers(kept: Sequence[TurnComment]) -> list[TurnComment]:
    return [TurnComment(item.turn, item.text, item.author, item.created_at) for item in kept]


def _is_kept(connection: Connection, session_id: str, override: Override) -> bool:
    """Tell whether this very override is stored: PostgreSQL may run an operation again whose commit came through."""
    query = select(_overrides.c.number).where(
        _overrides.c.session_id == session_id,
        _overrides.c.subject == override.subject,
        _overrides.c.author_id == override.author.id,
        _overrides.c.created_at == override.created_at,
    )
    return connection.execute(query).first() is not None


def hand_over(connection: Connection, session_id: str, reviewer: Author, now: datetime) -> None:
    """Give a review to somebody, out of another's hand too."""
    lock_session(connection, session_id)
    entries.take(connection, session_id, reviewer, now, over=True)
