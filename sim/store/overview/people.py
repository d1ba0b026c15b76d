"""Where a person stands in the tables: the one list by which his data is handed out and by which it is deleted.

A column that names an account and is missing here would keep a person who was deleted; a test looks for such columns.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, Table, delete, select, update

from sim.store import schema
from sim.store.overview import results, spending
from sim.store.schema import metadata

_BATCH = 100

OWNED = (
    (schema.practised, "owner"),
    (schema.tally, "owner"),
    (schema.tally_part, "owner"),
    (schema.assignment, "account_id"),
)
"""Rows about one person alone, beside his sessions and what hangs on these."""

CREDENTIALS = frozenset({"password_hash", "secret_hash"})
"""Columns never handed out."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A column that names somebody in a row about something else, and the column with his name of that time, if any."""

    table: Table
    id_column: str
    name_column: str = ""


MENTIONS = (Mention(schema.assignment, "author"),)
"""Rows that stay when the person goes; then they name nobody."""


def sessions_of(connection: Connection, owner: str, limit: int = _BATCH) -> tuple[str, ...]:
    """Return some of a person's sessions."""
    query = select(schema.session.c.id).where(schema.session.c.owner == owner).limit(limit)
    return tuple(connection.execute(query).scalars())


def purge(connection: Connection, session_ids: Sequence[str]) -> int:
    """Delete sessions with everything that hangs on them: turns, gradings, results, reviews. Returns how many."""
    if not session_ids:
        return 0
    results.drop(connection, session_ids)
    return connection.execute(delete(schema.session).where(schema.session.c.id.in_(session_ids))).rowcount


def forget(connection: Connection, owner: str, stand_in: str) -> None:
    """Delete what is left of a person after his sessions; where others' rows name him they name ``stand_in``."""
    for table, column in OWNED:
        connection.execute(delete(table).where(table.c[column] == owner))
    spending.make_anonymous(connection, owner)
    for mention in MENTIONS:
        values = {mention.id_column: stand_in} | ({mention.name_column: ""} if mention.name_column else {})
        connection.execute(update(mention.table).where(mention.table.c[mention.id_column] == owner).values(values))


def rows_of(connection: Connection, owner: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield every row about a person but those of his sessions, as (table, row), without credentials."""
    for table, column in ((schema.usage_month, "owner"), *OWNED):
        yield from _rows(connection, table, table.c[column] == owner)
    for mention in MENTIONS:
        yield from _rows(connection, mention.table, mention.table.c[mention.id_column] == owner)


def rows_of_session(connection: Connection, session_id: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield the row of a session and every row that hangs on it."""
    yield from _rows(connection, schema.session, schema.session.c.id == session_id)
    for table, column in hanging_on_sessions():
        yield from _rows(connection, table, column == session_id)


def hanging_on_sessions() -> tuple[tuple[Table, Column[Any]], ...]:
    """Return the tables whose rows belong to a session and go with it, each with the column that names the session."""
    return tuple(
        (table, column)
        for table in metadata.sorted_tables
        for column in table.columns
        if any(key.column is schema.session.c.id and key.ondelete == "CASCADE" for key in column.foreign_keys)
    )


def _rows(connection: Connection, table: Table, which: ColumnElement[bool]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    columns = [column for column in table.columns if column.name not in CREDENTIALS]
    for row in connection.execute(select(*columns).where(which)).mappings():
        yield table.name, dict(row)
