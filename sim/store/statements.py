"""Small SQL helpers both databases share."""

from typing import Any

from sqlalchemy import Connection, RowMapping, Table, select
from sqlalchemy.dialects import postgresql, sqlite

from sim.domain.errors import NotFoundError
from sim.store import schema


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


def lock_session(connection: Connection, session_id: str) -> RowMapping:
    """Return the session's row and keep other writers off it until the transaction ends. Raises NotFoundError."""
    query = select(schema.session).where(schema.session.c.id == session_id).with_for_update()
    row = connection.execute(query).mappings().one_or_none()
    if row is None:
        raise no_session(session_id)
    return row


def no_session(session_id: str) -> NotFoundError:
    """Return the error for an unknown session."""
    return NotFoundError(f"there is no session {session_id!r}")
