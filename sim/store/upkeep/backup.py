"""Backups of an SQLite database: one file, made while the service runs, that proves itself when it is restored.

A backup is a database with one table more, which tells when it was made, from which schema, and the number of rows and
the hash of each table. For PostgreSQL its own tools are the right ones; this says which command.
"""

import hashlib
import os
import shlex
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import orjson
from sqlalchemy import URL

from sim.domain.errors import ConflictError, InvalidInputError, StorageError
from sim.store import processes
from sim.store.databases.address import parsed
from sim.store.databases.faults import for_people
from sim.store.databases.sqlite_engine import sqlite_engine
from sim.store.migrations import REVISIONS
from sim.store.upkeep.migrate import check_schema, migrate

_NOTE = "backup_note"
_MODULUS = 2**256
_WAIT_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Contents:
    """How many rows a table has, and a hash of them that does not depend on their order (64 hexadecimal digits)."""

    rows: int
    hash: str


@dataclass(frozen=True, slots=True)
class Backup:
    """What a backup holds: when it was made, the schema it is of, and each table's contents."""

    made_at: datetime
    schema: str
    tables: Mapping[str, Contents]

    @property
    def rows(self) -> int:
        """The rows of all tables."""
        return sum(table.rows for table in self.tables.values())


def back_up(url: str, file: Path) -> Backup:
    """Write a backup of the database at ``url`` to ``file``, which must not exist, and check it.

    The database may be in use: the backup is its state at one moment.

    Raises:
        InvalidInputError: the address is not understood, the file exists, or the database is PostgreSQL (the message
            then is the command to use).
        StorageError: the database cannot be read, the file cannot be written, or it is not what was read.
    """
    source = _sqlite_file(parsed(url), f"pg_dump --format=custom --file={shlex.quote(str(file))}")
    if file.exists():
        raise InvalidInputError(f"{file}: exists already; name a new file", field="file")
    check_schema(parsed(url))
    made = _beside(file)
    with _cleared(made), _guarded(made):
        made.touch(mode=0o600)  # it holds what people said
        with closing(_opened(source, write=False)) as reading, closing(sqlite3.connect(made)) as writing:
            reading.execute("BEGIN")
            found = Backup(datetime.now(UTC), _schema_of(reading), _contents(reading))
            reading.backup(writing)
            writing.execute("PRAGMA journal_mode = DELETE")
            writing.execute(f"CREATE TABLE {_NOTE} (note TEXT NOT NULL)")
            writing.execute(f"INSERT INTO {_NOTE} VALUES (?)", (orjson.dumps(found).decode(),))  # noqa: S608  our own name
            writing.commit()
        if verify(made) != found:
            raise StorageError(f"{file}: what was written is not what was read; check the disk")
        _make_lasting(made, file)
    return found


def verify(file: Path) -> Backup:
    """Read a whole backup and return what it holds.

    Raises:
        InvalidInputError: the file is not there or is no backup.
        StorageError: it is damaged, or a newer version of the program has made it.
    """
    if not file.is_file():
        raise InvalidInputError(f"{file}: there is no such file", field="file")
    with _guarded(file), closing(_opened(file, write=False)) as connection:
        noted = _noted(connection, file)
        said = connection.execute("PRAGMA integrity_check").fetchone()[0]
        if said != "ok":
            raise StorageError(f"{file}: damaged: {said}; take another backup")
        if noted.schema not in REVISIONS:
            raise StorageError(f"{file}: has schema {noted.schema}, made by a newer version: upgrade the program")
        for name, contents in _contents(connection).items():
            if contents != noted.tables.get(name):
                raise StorageError(f"{file}: damaged: table {name} is not as it was backed up; take another backup")
    return noted


def restore(file: Path, url: str, *, replace: bool) -> Backup:
    """Put a checked backup in the place of the database at ``url`` and bring it to the present schema.

    A database that is there is kept beside it with the time in its name, where ``replace`` allows it.

    Raises:
        InvalidInputError: as ``verify``, or the address is not understood or is PostgreSQL's.
        ConflictError: there is a database and ``replace`` is false, or a process is at work on it.
        StorageError: the backup is damaged, or the database cannot be written.
    """
    address = parsed(url)
    place = _sqlite_file(address, f"pg_restore --clean --if-exists --no-owner {shlex.quote(str(file))} --dbname")
    noted = verify(file)
    _require_free(address, place, replace)
    made = _beside(place)
    with _cleared(made), _guarded(made):
        with closing(_opened(file, write=False)) as reading, closing(sqlite3.connect(made)) as writing:
            reading.backup(writing)
        if verify(made) != noted:
            raise StorageError(f"{place}: what was written is not what was read; check the disk")
        with closing(_opened(made, write=True)) as writing:
            writing.execute(f"DROP TABLE {_NOTE}")
        _set_aside(place)
        _make_lasting(made, place)
    migrate(address)
    return noted


def _sqlite_file(address: URL, command: str) -> Path:
    """Return the database's file. Raises InvalidInputError with PostgreSQL's own command for anything else."""
    if address.get_backend_name() == "sqlite":
        return Path(str(address.database))
    server = address.set(drivername="postgresql").render_as_string(hide_password=True)
    raise InvalidInputError(f"the database is PostgreSQL, which brings its own tools; run: {command} {server}")


def _require_free(address: URL, place: Path, replace: bool) -> None:
    if not place.parent.is_dir():
        raise StorageError(f"database {place} cannot be made, there is no folder {place.parent}: create it first")
    if not place.exists():
        return
    if not replace:
        raise ConflictError(f"database {place} exists; --replace keeps it beside the restored one")
    engine = sqlite_engine(address, begin="BEGIN", connections=1)
    try:
        with engine.connect() as connection:
            living = processes.living(connection) if engine.dialect.has_table(connection, "process") else ()
    finally:
        engine.dispose()
    if living:
        raise ConflictError(f"database {place} is in use by process {living[0].pid}: stop it before restoring")


def _set_aside(place: Path) -> None:
    """Rename the database that is there, with all that belongs to it, e.g. to ``duilian-20260301T083000.db``."""
    if not place.exists():
        return
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S")
    aside = place.with_name(f"{place.stem}-{stamp}{place.suffix}")
    for ending in ("-wal", "-shm", ""):  # the database last: while it stands, nothing has been taken away
        part = place.with_name(place.name + ending)
        if part.exists():
            part.rename(aside.with_name(aside.name + ending))


def _noted(connection: sqlite3.Connection, file: Path) -> Backup:
    found = connection.execute("SELECT count(*) FROM sqlite_master WHERE name = ?", (_NOTE,)).fetchone()[0]
    if not found:
        raise InvalidInputError(f"{file}: is no backup made by `duilian backup`", field="file")
    note = orjson.loads(connection.execute(f"SELECT note FROM {_NOTE}").fetchone()[0])  # noqa: S608  our own name
    tables = {name: Contents(**contents) for name, contents in note["tables"].items()}
    return Backup(datetime.fromisoformat(note["made_at"]), note["schema"], tables)


def _schema_of(connection: sqlite3.Connection) -> str:
    return str(connection.execute("SELECT version_num FROM alembic_version").fetchone()[0])


def _contents(connection: sqlite3.Connection) -> dict[str, Contents]:
    """Return the contents of all tables but the note and what SQLite keeps for itself."""
    names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").fetchall()
    return {
        name: _contents_of(connection, name) for (name,) in names if name != _NOTE and not name.startswith("sqlite_")
    }


def _contents_of(connection: sqlite3.Connection, table: str) -> Contents:
    rows, digest = 0, 0
    for row in connection.execute(f'SELECT * FROM "{table}"'):  # noqa: S608  a name from the database itself
        rows += 1
        digest += int.from_bytes(hashlib.sha256(repr(row).encode("utf-8", "surrogatepass")).digest())
    return Contents(rows, f"{digest % _MODULUS:064x}")


def _opened(file: Path, *, write: bool) -> sqlite3.Connection:
    mode = "rw" if write else "ro"
    return sqlite3.connect(
        f"{file.absolute().as_uri()}?mode={mode}", uri=True, timeout=_WAIT_SECONDS, isolation_level=None
    )


def _beside(file: Path) -> Path:
    return file.with_name(f".{file.name}.{os.getpid()}.part")


@contextmanager
def _cleared(part: Path) -> Iterator[None]:
    """Leave nothing half done behind."""
    try:
        yield
    finally:
        for ending in ("", "-journal", "-wal", "-shm"):
            part.with_name(part.name + ending).unlink(missing_ok=True)


@contextmanager
def _guarded(file: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise for_people(error, str(file)) from error
    except OSError as error:
        raise StorageError(f"{error.filename or file}: {error.strerror}") from error


def _make_lasting(part: Path, file: Path) -> None:
    """Put the finished part in its place so that also a power cut leaves it whole."""
    with part.open("rb") as written:
        os.fsync(written.fileno())
    part.replace(file)
    folder = os.open(file.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
