"""Turns what a database driver says into errors for people: which database, what is wrong, what to do."""

import sqlite3

from sqlalchemy.exc import DataError, SQLAlchemyError

from sim.domain.errors import DuilianError, InvalidInputError, StorageError

_SQLITE_ADVICE = (
    ("SQLITE_READONLY", "cannot be written: make the file, its -wal and -shm and its folder writable for this user"),
    ("SQLITE_FULL", "cannot grow, the disk is full: free some space, nothing stored is lost"),
    ("SQLITE_BUSY", "is locked by another process: end that process or wait until it is done"),
    ("SQLITE_LOCKED", "is locked by another process: end that process or wait until it is done"),
    ("SQLITE_CANTOPEN", "cannot be opened: it must be a file, and its folder must exist and be writable for this user"),
    ("SQLITE_NOTADB", "is not a database: name another file, or move this one away and a new one is made"),
    ("SQLITE_CORRUPT", "is damaged: restore a backup"),
    ("SQLITE_IOERR", "cannot be read or written, the disk reports a fault: check the disk and its free space"),
    ("SQLITE_PERM", "is not open to this user: grant access to the file"),
)


def for_people(error: SQLAlchemyError | sqlite3.Error, place: str) -> DuilianError:
    """Return the StorageError for a driver's error; ``place`` names the file or the server, without any password.

    An error of our own that SQLAlchemy has wrapped (a value that cannot be stored) is taken out of its wrapping.
    """
    cause = getattr(error, "orig", None) or error
    if isinstance(cause, DuilianError):
        return cause
    if isinstance(error, DataError):
        return InvalidInputError(f"a value cannot be stored: {_said(cause)}")
    name = getattr(cause, "sqlite_errorname", "") if isinstance(cause, sqlite3.Error) else ""
    for prefix, advice in _SQLITE_ADVICE:
        if name.startswith(prefix):
            return StorageError(f"database {place} {advice} ({name})")
    return StorageError(f"database {place} failed: {_said(cause)}")


def may_help_to_repeat(error: SQLAlchemyError) -> bool:
    """Tell whether a transaction that failed like this may pass when run again: lost connection, deadlock, clash."""
    if getattr(error, "connection_invalidated", False):
        return True
    return getattr(getattr(error, "orig", None), "sqlstate", None) in {"40001", "40P01"}


def _said(cause: BaseException) -> str:
    return " ".join(str(cause).split()) or type(cause).__name__
