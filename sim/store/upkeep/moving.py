"""Copies everything from one database to another of either kind, and proves that it is the same there.

What is copied is read in one transaction, so it is one consistent state even while the source is in use. Rows that
are there already are left, so a copy that was broken off goes on where it stopped; rows that the source does not have
are a sign that the target is somebody else's, and nothing is touched.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import URL, Connection, Engine, NullPool, Table, create_engine, func, literal, select, text, tuple_
from sqlalchemy.exc import SQLAlchemyError

from sim.domain.errors import ConflictError, InvalidInputError, StorageError
from sim.store import processes, schema
from sim.store.databases.address import parsed, place_of
from sim.store.databases.codec import from_json, to_json
from sim.store.databases.faults import for_people
from sim.store.databases.sqlite_engine import sqlite_engine
from sim.store.statements import insert_or_skip
from sim.store.upkeep.migrate import check_schema, migrate

_CHUNK = 500
_NOT_MOVED = frozenset({"process", "sign_in_failure"})
_MODULUS = 2**256

Progress = Callable[[str, int, int], None]
"""Called with a table's name, the rows handled so far, and how many there are."""


@dataclass(frozen=True, slots=True)
class Moved:
    """One table after a move: how many rows it has on both sides, and their common hash (64 hexadecimal digits)."""

    table: str
    rows: int
    hash: str


def move(from_url: str, to_url: str, progress: Progress) -> tuple[Moved, ...]:
    """Copy every table from one database to the other and compare counts and hashes.

    The target is brought to the present schema; the source must be there. Doing it twice changes nothing.

    Raises:
        InvalidInputError: an address is not understood, or both are the same.
        ConflictError: a process is at work on the target or, which would leave its latest words behind, on the
            source; or the target holds rows the source does not have.
        StorageError: a database cannot be read or written, or what was written is not what was read.
    """
    source, target = parsed(from_url), parsed(to_url)
    if source == target:
        raise InvalidInputError("--to: names the database that is to be moved", field="to")
    check_schema(source)
    migrate(target)
    reading, writing = _engine(source, "BEGIN"), _engine(target, "BEGIN IMMEDIATE")
    try:
        with _guarded(source), reading.connect() as connection:
            _require_idle(connection, place_of(source))
            with _guarded(target):
                _require_target(connection, writing, place_of(target))
                return tuple(_move_table(connection, writing, table, progress) for table in _tables())
    finally:
        reading.dispose()
        writing.dispose()


def _tables() -> Iterator[Table]:
    """Yield the tables in an order in which what is referred to comes first."""
    return (table for table in schema.metadata.sorted_tables if table.name not in _NOT_MOVED)


def _require_idle(connection: Connection, place: str) -> None:
    living = processes.living(connection)
    if living:
        raise ConflictError(
            f"database {place} is in use by process {living[0].pid} ({living[0].kind.value}): stop it before moving"
        )


def _require_target(reading: Connection, writing: Engine, place: str) -> None:
    """Refuse a target with rows that the source does not have, or has otherwise."""
    with writing.connect() as connection:
        _require_idle(connection, place)
        for table in _tables():
            for chunk in _chunks(connection, table):
                known = _by_key(reading, table, [_key(table, row) for row in chunk])
                for row in chunk:
                    if known.get(_key(table, row)) != _canonical(row):
                        raise ConflictError(
                            f"database {place} is not empty: table {table.name} holds a row {_key(table, row)!r} "
                            "that the source does not hold so; name an empty database"
                        )


def _move_table(reading: Connection, writing: Engine, table: Table, progress: Progress) -> Moved:
    expected = reading.execute(select(func.count()).select_from(table)).scalar_one()
    done, digest = 0, 0
    progress(table.name, done, expected)
    for chunk in _chunks(reading, table):
        with writing.begin() as connection:
            insert_or_skip(connection, table, [dict(row) for row in chunk])
        done += len(chunk)
        digest = _added(digest, chunk)
        progress(table.name, done, expected)
    with writing.begin() as connection:
        _advance_sequences(connection, table)
        count, found = 0, 0
        for chunk in _chunks(connection, table):
            count += len(chunk)
            found = _added(found, chunk)
    if (count, found) != (done, digest):
        raise StorageError(
            f"table {table.name} is not the same on both sides ({done} rows read, {count} found): "
            "something wrote to the target meanwhile; name an empty database and move again"
        )
    return Moved(table.name, count, f"{digest:064x}")


def _chunks(connection: Connection, table: Table) -> Iterator[list[Mapping[str, Any]]]:
    """Yield the rows in the order of the primary key, a few at a time, from where the last chunk ended."""
    key = tuple_(*table.primary_key)
    query = select(table).order_by(*table.primary_key).limit(_CHUNK)
    last: tuple[Any, ...] | None = None
    while True:
        page = query if last is None else query.where(key > tuple_(*_bound(table, last)))
        rows: list[Mapping[str, Any]] = [dict(row) for row in connection.execute(page).mappings()]
        if rows:
            yield rows
        if len(rows) < _CHUNK:
            return
        last = _key(table, rows[-1])


def _by_key(connection: Connection, table: Table, keys: Sequence[tuple[Any, ...]]) -> dict[tuple[Any, ...], bytes]:
    """Return the rows with these keys, in the form in which rows are compared."""
    wanted = tuple_(*table.primary_key).in_([tuple_(*_bound(table, key)) for key in keys])
    found = connection.execute(select(table).where(wanted)).mappings()
    return {_key(table, row): _canonical(row) for row in map(dict, found)}


def _bound(table: Table, key: tuple[Any, ...]) -> list[Any]:
    return [literal(value, column.type) for value, column in zip(key, table.primary_key, strict=True)]


def _key(table: Table, row: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(row[column.name] for column in table.primary_key)


def _added(digest: int, rows: Sequence[Mapping[str, Any]]) -> int:
    """Add the rows' hashes to ``digest``; a sum, because two databases may sort texts differently."""
    for row in rows:
        digest += int.from_bytes(hashlib.sha256(_canonical(row)).digest())
    return digest % _MODULUS


def _canonical(row: Mapping[str, Any]) -> bytes:
    """Return the row, its columns by name, as the same bytes whichever database it came from."""
    return orjson.dumps([row[name] for name in sorted(row)], default=_plain, option=orjson.OPT_SORT_KEYS)


def _plain(value: Any) -> str:
    if isinstance(value, bytes | bytearray | memoryview):
        return bytes(value).hex()
    raise TypeError(f"a column holds a {type(value).__name__}")


def _advance_sequences(connection: Connection, table: Table) -> None:
    """Let PostgreSQL count on from the highest number that was copied."""
    column = table.autoincrement_column
    if column is None or connection.dialect.name != "postgresql":
        return
    name = {"table": table.name, "column": column.name}
    sequence = connection.execute(text("SELECT pg_get_serial_sequence(:table, :column)"), name).scalar_one()
    highest = connection.execute(select(func.max(column))).scalar_one()
    if sequence is not None and highest is not None:
        connection.execute(text("SELECT setval(:sequence, :highest)"), {"sequence": sequence, "highest": highest})


@contextmanager
def _guarded(url: URL) -> Iterator[None]:
    try:
        yield
    except SQLAlchemyError as error:
        raise for_people(error, place_of(url)) from error


def _engine(url: URL, begin: str) -> Engine:
    if url.get_backend_name() == "sqlite":
        return sqlite_engine(url, begin=begin, connections=1)
    return create_engine(
        url,
        poolclass=NullPool,
        isolation_level="REPEATABLE READ",
        json_serializer=to_json,
        json_deserializer=from_json,
        hide_parameters=True,
    )
