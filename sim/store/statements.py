"""Small SQL helpers both databases share."""

from datetime import datetime
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Connection, Select, String, Table, bindparam, literal, or_, select, tuple_
from sqlalchemy.dialects import postgresql, sqlite

from sim.domain.errors import NotFoundError
from sim.store import schema
from sim.store.records import PageKey

_Insert = TypeVar("_Insert", postgresql.Insert, sqlite.Insert)
_LOCK = select(schema.session.c.ended_at).where(schema.session.c.id == bindparam("of_session")).with_for_update()


def insert_or_skip(connection: Connection, table: Table, values: list[dict[str, Any]]) -> None:
    """Insert rows; those whose primary key is taken are left out."""
    if connection.dialect.name == "postgresql":
        connection.execute(postgresql.insert(table).on_conflict_do_nothing(), values)
    else:
        connection.execute(sqlite.insert(table).on_conflict_do_nothing(), values)


def insert_or_replace(connection: Connection, table: Table, values: dict[str, Any]) -> None:
    """Insert a row; where its primary key is taken, the other columns are overwritten."""
    others = {name: value for name, value in values.items() if name not in table.primary_key.columns}
    if connection.dialect.name == "postgresql":
        connection.execute(
            postgresql.insert(table).values(values).on_conflict_do_update(table.primary_key, set_=others)
        )
    else:
        connection.execute(sqlite.insert(table).values(values).on_conflict_do_update(table.primary_key, set_=others))


def paged(query: Select[Any], table: Table, limit: int, before: PageKey | None) -> Select[Any]:
    """Return the query of a page of ``table``, newest first: up to ``limit`` rows older than ``before``.

    It goes along an index of both columns, so the last page costs no more than the first.
    """
    page = query.order_by(table.c.created_at.desc(), table.c.id.desc()).limit(limit)
    if before is None:
        return page
    key = tuple_(literal(before.created_at, schema.UtcDateTime()), literal(before.id, String()))
    return page.where(tuple_(table.c.created_at, table.c.id) < key)


def like(text: str, *columns: ColumnElement[str]) -> ColumnElement[bool]:
    """Return the condition that a text stands within any of these columns, which hold lower case."""
    plain = text.lower()
    for special in ("\\", "%", "_"):
        plain = plain.replace(special, f"\\{special}")
    return or_(*(column.like(f"%{plain}%", escape="\\") for column in columns))


def lock_session(connection: Connection, session_id: str) -> datetime | None:
    """Keep other writers off a session until the transaction ends; return when it ended, None while it is open.

    Raises NotFoundError.
    """
    row = connection.execute(_LOCK, {"of_session": session_id}).one_or_none()
    if row is None:
        raise no_session(session_id)
    ended_at: datetime | None = row.ended_at
    return ended_at


def no_session(session_id: str) -> NotFoundError:
    """Return the error for an unknown session."""
    return NotFoundError(f"there is no session {session_id!r}")


@cache
def adding(dialect: str, table: Table, columns: tuple[str, ...]) -> postgresql.Insert | sqlite.Insert:
    """Return an insert that adds to ``columns`` where the primary key is taken; made once for each database."""
    if dialect == "postgresql":
        return add_on_conflict(postgresql.insert(table), table, columns)
    return add_on_conflict(sqlite.insert(table), table, columns)


def add_on_conflict(statement: _Insert, table: Table, columns: tuple[str, ...]) -> _Insert:
    """Return an insert (of values or of a query) that adds to ``columns`` where the primary key is taken."""
    return statement.on_conflict_do_update(
        index_elements=list(table.primary_key),
        set_={name: table.c[name] + statement.excluded[name] for name in columns},
    )
