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

PRACTICE = (
    (schema.practised, "owner"),
    (schema.tally, "owner"),
    (schema.tally_part, "owner"),
    (schema.assignment, "account_id"),
    (schema.score_seen, "account_id"),
)
"""Rows about one person's practice alone, beside his sessions and what hangs on these."""

ACCOUNT = ((schema.invitation, "used_by"), (schema.account, "id"))
"""Rows about a person as an account, which takes along what hangs on it; this machine's own user has none."""

CREDENTIALS = frozenset({"password_hash", "secret_hash"})
"""Columns never handed out."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A column that names somebody in a row about something else, and the column with his name of that time, if any."""

    table: Table
    id_column: str
    name_column: str = ""


MENTIONS = (
    Mention(schema.assignment, "author"),
    Mention(schema.invitation, "created_by"),
    Mention(schema.library_document, "author", "author_name"),
    Mention(schema.library_version, "author", "author_name"),
    Mention(schema.library_publication, "author", "author_name"),
    Mention(schema.trial, "author"),
    Mention(schema.review_entry, "reviewer_id", "reviewer_name"),
    Mention(schema.review_entry, "finisher_id", "finisher_name"),
    Mention(schema.override, "author_id", "author_name"),
    Mention(schema.turn_comment, "author_id", "author_name"),
    Mention(schema.rating, "author_id", "author_name"),
    Mention(schema.appeal, "author_id", "author_name"),
    Mention(schema.appeal, "answerer_id", "answerer_name"),
)
"""Rows that stay when the person goes; then they name nobody."""

LASTING = ((schema.audit, "actor"),)
"""Rows that are never changed, not even for this: that something was done, and by whom, is evidence."""


def sessions_of(connection: Connection, owner: str, after: str = "", limit: int = _BATCH) -> tuple[str, ...]:
    """Return some of a person's sessions, try-outs of drafts too, by id from behind ``after``."""
    query = select(schema.session.c.id).where(schema.session.c.owner == owner, schema.session.c.id > after)
    return tuple(connection.execute(query.order_by(schema.session.c.id).limit(limit)).scalars())


def purge(connection: Connection, session_ids: Sequence[str]) -> int:
    """Delete sessions with everything that hangs on them: turns, gradings, results, reviews. Returns how many."""
    if not session_ids:
        return 0
    results.drop(connection, session_ids)
    return connection.execute(delete(schema.session).where(schema.session.c.id.in_(session_ids))).rowcount


def forget(connection: Connection, owner: str, stand_in: str) -> None:
    """Delete what is left of a person after his sessions; where others' rows name him they name ``stand_in``.

    Of this machine's own user ("") the practice goes, and what was written at the desk stays: "" names nobody.
    """
    spending.make_anonymous(connection, owner)
    for table, column in PRACTICE if not owner else (*PRACTICE, *ACCOUNT):
        connection.execute(delete(table).where(table.c[column] == owner))
    if not owner:
        return
    for mention in MENTIONS:
        values = {mention.id_column: stand_in} | ({mention.name_column: ""} if mention.name_column else {})
        connection.execute(update(mention.table).where(mention.table.c[mention.id_column] == owner).values(values))


def rows_of(connection: Connection, owner: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield every row about a person but those of his sessions, as (table, row), without credentials."""
    for table, column in ((schema.usage_month, "owner"), *PRACTICE):
        yield from _rows(connection, table, table.c[column] == owner)
    if not owner:
        return
    for table, column in (*ACCOUNT, *LASTING):
        yield from _rows(connection, table, table.c[column] == owner)
    for table, names_account in hanging_on(schema.account):
        yield from _rows(connection, table, names_account == owner)
    for mention in MENTIONS:
        yield from _rows(connection, mention.table, mention.table.c[mention.id_column] == owner)


def rows_of_session(connection: Connection, session_id: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield the row of a session and every row that hangs on it."""
    yield from _rows(connection, schema.session, schema.session.c.id == session_id)
    for table, names_session in hanging_on(schema.session):
        yield from _rows(connection, table, names_session == session_id)


def hanging_on(parent: Table) -> tuple[tuple[Table, Column[Any]], ...]:
    """Return the tables whose rows go with a row of ``parent``, each with the column that names it."""
    return tuple(
        (table, column)
        for table in metadata.sorted_tables
        for column in table.columns
        if any(key.column is parent.c.id and key.ondelete == "CASCADE" for key in column.foreign_keys)
    )


def _rows(connection: Connection, table: Table, which: ColumnElement[bool]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    columns = [column for column in table.columns if column.name not in CREDENTIALS]
    for row in connection.execute(select(*columns).where(which)).mappings():
        yield str(table.name), {str(name): value for name, value in row.items()}
