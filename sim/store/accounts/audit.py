"""The audit log: entries are added and read; the database refuses all else (migration 0002)."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import Connection, RowMapping, Select, func, insert, or_, select

from sim.domain.audit import AuditEntry, AuditFilter, AuditNote
from sim.store.accounts import subjects
from sim.store.accounts.subjects import Subjects
from sim.store.databases.runners import Operation, Runner
from sim.store.schema import account, audit
from sim.store.statements import like

T = TypeVar("T")

_SUBJECT_LIMIT = 200
_NAME_LIMIT = 80


@dataclass(frozen=True, slots=True)
class AuditPage:
    """Entries, newest first. ``next`` is the number the next page comes before, None on the last."""

    entries: tuple[AuditEntry, ...]
    next: int | None


class AuditStore:
    """Adds to the audit log and reads it page by page."""

    def __init__(self, runner: Runner) -> None:
        self._runner = runner

    async def add(self, note: AuditNote) -> None:
        """Write one entry down."""
        await self._runner.write(lambda connection: write(connection, note))

    async def page(self, wanted: AuditFilter, *, limit: int, before: int | None = None) -> AuditPage:
        """Return up to ``limit`` entries, newest first; ``before`` is the ``next`` of the page before."""
        return await self._runner.read(lambda connection: _page(connection, wanted, limit, before))

    async def subjects(self, ids: Collection[str]) -> Subjects:
        """Return what ids in entries stand for."""
        return await self._runner.read(lambda connection: subjects.read(connection, ids))


def write(connection: Connection, note: AuditNote) -> None:
    """Write one entry in the caller's transaction; a subject or name too long for its column is cut."""
    values = {
        "at": note.at,
        "actor": note.actor,
        "actor_name": note.actor_name[:_NAME_LIMIT],
        "action": note.action,
        "subject": note.subject[:_SUBJECT_LIMIT],
        "detail": dict(note.detail),
    }
    connection.execute(insert(audit), values)


def noted(operation: Operation[T], note: AuditNote) -> Operation[T]:
    """Return the operation with an entry of the audit log after it, in the same transaction."""

    def run(connection: Connection) -> T:
        result = operation(connection)
        write(connection, note)
        return result

    return run


def page_query(wanted: AuditFilter, limit: int, before: int | None) -> Select[Any]:
    """Return the query of a page, found by key."""
    query = select(audit).order_by(audit.c.number.desc()).limit(limit + 1)
    if wanted.who:
        named = select(account.c.id).where(like(wanted.who, account.c.name_key, func.lower(account.c.shown_name)))
        query = query.where(or_(like(wanted.who, func.lower(audit.c.actor_name)), audit.c.actor.in_(named)))
    if wanted.actions:
        query = query.where(audit.c.action.in_(sorted(wanted.actions)))
    if wanted.subject:
        query = query.where(audit.c.subject == wanted.subject)
    if wanted.since is not None:
        query = query.where(audit.c.at >= wanted.since)
    if wanted.until is not None:
        query = query.where(audit.c.at < wanted.until)
    if before is not None:
        query = query.where(audit.c.number < before)
    return query


def _page(connection: Connection, wanted: AuditFilter, limit: int, before: int | None) -> AuditPage:
    found = [_entry(row) for row in connection.execute(page_query(wanted, limit, before)).mappings()]
    shown = tuple(found[:limit])
    return AuditPage(shown, shown[-1].number if len(found) > limit else None)


def _entry(row: RowMapping) -> AuditEntry:
    note = AuditNote(row["actor"], row["actor_name"], row["action"], row["subject"], row["at"], row["detail"])
    return AuditEntry(row["number"], note)
