"""Brings a database to the present schema. Safe with several processes starting at once, and with kill -9 in between.

The whole way up is one transaction that waits for its turn: the write lock of an SQLite file, an advisory lock in
PostgreSQL. Both databases take DDL back with the transaction.
"""

from pathlib import Path

from sqlalchemy import URL, Connection, Engine, NullPool, create_engine, inspect, text
from sqlalchemy.exc import SQLAlchemyError

from sim.domain.errors import StorageError
from sim.store.databases.address import place_of
from sim.store.databases.faults import for_people
from sim.store.databases.sqlite_engine import sqlite_engine
from sim.store.migrations import HEAD, REVISIONS
from sim.store.upkeep import job_schema

_ADVISORY_LOCK = 0x6475696C69616E  # "duilian"


def migrate(url: URL) -> None:
    """Bring the database to the present schema; does nothing, and writes nothing, where it is there already.

    Raises:
        StorageError: the database cannot be opened or written, or a newer version of the program has written it.
    """
    place = place_of(url)
    reading, writing = _engine(url, "BEGIN"), _engine(url, "BEGIN IMMEDIATE")
    try:
        with reading.connect() as connection:
            if _at_head(connection, place):
                return
        with writing.begin() as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ADVISORY_LOCK})
            if not _at_head(connection, place):
                _upgrade(connection)
    except SQLAlchemyError as error:
        raise for_people(error, place) from error
    finally:
        reading.dispose()
        writing.dispose()


def check_schema(url: URL) -> None:
    """Raise a StorageError unless the database is at the present schema."""
    place = place_of(url)
    engine = _engine(url, "BEGIN")
    try:
        with engine.connect() as connection:
            if not _at_head(connection, place):
                raise StorageError(
                    f"database {place} is not at schema {HEAD}: start the service once to bring it there"
                )
    except SQLAlchemyError as error:
        raise for_people(error, place) from error
    finally:
        engine.dispose()


def _engine(url: URL, begin: str) -> Engine:
    if url.get_backend_name() == "sqlite":
        return sqlite_engine(url, begin=begin, connections=1)
    return create_engine(url, poolclass=NullPool, hide_parameters=True)


def _at_head(connection: Connection, place: str) -> bool:
    if not inspect(connection).has_table("alembic_version"):
        return False
    revision = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()
    if revision is not None and revision not in REVISIONS:
        raise StorageError(f"database {place} has schema {revision}, made by a newer version: upgrade the program")
    return revision == HEAD and (connection.dialect.name != "postgresql" or job_schema.is_current(connection))


def _upgrade(connection: Connection) -> None:
    from alembic import command  # costs a fifth of a second, needed only where something is to be done
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parents[1] / "migrations"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    if connection.dialect.name == "postgresql":
        job_schema.bring_up(connection)
