"""Writing down who did what, and reading it again."""

from collections.abc import Collection, Mapping
from datetime import UTC, datetime

from sim.domain.account import Viewer
from sim.domain.audit import AuditFilter, AuditNote
from sim.store import Store
from sim.store.accounts import AuditPage
from sim.store.accounts.subjects import Subjects

PAGE_SIZE = 50


class Audit:
    """The audit log. It only grows; the database refuses to change or remove an entry."""

    def __init__(self, store: Store) -> None:
        self._store = store.audit

    async def note(
        self, viewer: Viewer, action: str, subject: str = "", detail: Mapping[str, str] | None = None
    ) -> None:
        """Write down that ``viewer`` did ``action`` to ``subject``.

        Args:
            viewer: who did it.
            action: one of ``sim.domain.audit.Action``, or a short id of a room's own.
            subject: the id of what it was done to.
            detail: what else matters, short; never words of a transcript, never a secret.
        """
        await self._store.add(noted_by(viewer, action, subject, detail))

    async def page(self, wanted: AuditFilter, before: int | None = None) -> AuditPage:
        """Return a page of entries, newest first; ``before`` is the ``next`` of the page before."""
        return await self._store.page(wanted, limit=PAGE_SIZE, before=before)

    async def subjects(self, ids: Collection[str]) -> Subjects:
        """Return what the ids in entries stand for, as far as that is still there."""
        return await self._store.subjects(ids)


def noted_by(viewer: Viewer, action: str, subject: str = "", detail: Mapping[str, str] | None = None) -> AuditNote:
    """Return an entry of this moment."""
    return AuditNote(viewer.id, viewer.shown_name, action, subject, datetime.now(UTC), dict(detail or {}))
