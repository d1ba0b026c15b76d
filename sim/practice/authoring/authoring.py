"""The use cases of authors: read, save, copy, restore, archive and publish documents of the library."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sim.domain.account import Viewer
from sim.domain.audit import Action, AuditNote
from sim.domain.errors import ContentError, InvalidInputError, NotFoundError
from sim.library import Kind, document
from sim.library.edit import edited
from sim.practice.accounts.audit import noted_by
from sim.practice.authoring.drafts import Draft, UnreadableDraftError, check_readable, file_name, read_draft
from sim.practice.authoring.entries import Entry, check_new_id, is_known, listed, still_needed
from sim.practice.authoring.publishing import PublishGate, Standing
from sim.practice.authoring.shelf import Shelf
from sim.practice.authoring.translations import doubts
from sim.store.library import (
    Author,
    LibraryDocument,
    LibraryKey,
    LibraryStore,
    NewVersion,
    Publication,
    StaleVersionError,
    VersionNote,
)

NOTE_LIMIT = 200
"""Longest note on a version, in characters."""


@dataclass(frozen=True, slots=True)
class History:
    """All versions of a document, newest first. ``document`` is None for a file nobody has touched."""

    document: LibraryDocument | None
    versions: tuple[VersionNote, ...]
    publications: tuple[Publication, ...]
    has_file: bool


class Authoring:
    """Documents as authors work on them. Every saving is a version; none is ever overwritten."""

    def __init__(self, shelf: Shelf, store: LibraryStore, gate: PublishGate, *, default_rubric: str) -> None:
        """Set up the desk of authors.

        Args:
            shelf: is told of what is published here.
            store: keeps the versions, and notes every change.
            gate: says what may be published.
            default_rubric: id of the rubric that sessions are scored by unless told otherwise.
        """
        self._shelf = shelf
        self._store = store
        self._gate = gate
        self._default_rubric = default_rubric

    async def entries(self) -> tuple[Entry, ...]:
        """Return all documents there are, archived ones among them."""
        return listed(self._shelf.files, await self._store.documents())

    async def document(self, kind: Kind, document_id: str) -> LibraryDocument | None:
        """Return what the desk knows of a document; None for a file nobody has touched. Raises NotFoundError."""
        key = LibraryKey(kind.value, document_id)
        found = await self._store.document(key)
        if not is_known(key, found, self._shelf.files):
            raise NotFoundError(f"没有编号为“{document_id}”的内容。 / There is no {kind.value} {document_id!r}.")
        return found

    def read(
        self, kind: Kind, document_id: str, text: str, *, number: int = 0, extras: Mapping[str, Any] | None = None
    ) -> Draft:
        """Read a text beside what is on the shelf. Never raises: what is wrong with it stands in ``problems``."""
        archetypes = self._shelf.library.archetypes
        return read_draft(kind, document_id, text, archetypes=archetypes, number=number, extras=extras)

    async def draft(self, kind: Kind, document_id: str, number: int | None = None) -> Draft:
        """Return a version of a document, the newest by default; 0 is the file. Raises NotFoundError."""
        found = await self.document(kind, document_id)
        newest = found.newest if found is not None else 0
        return await self._version(kind, document_id, newest if number is None else number)

    async def history(self, kind: Kind, document_id: str) -> History:
        """Return what became of a document. Raises NotFoundError."""
        found = await self.document(kind, document_id)
        key = LibraryKey(kind.value, document_id)
        return History(
            found,
            await self._store.versions(key),
            await self._store.publications(key),
            document_id in self._shelf.files.of_kind(kind),
        )

    async def save(
        self, kind: Kind, document_id: str, text: str, *, base: int, viewer: Viewer, note: str = ""
    ) -> Draft:
        """Keep a text as the version after ``base``, sound or not; the newest text once more is no new version.

        Raises UnreadableDraftError, StaleVersionError (somebody saved in the meantime), NotFoundError.
        """
        check_readable(document_id, text)
        before = await self.draft(kind, document_id)
        if before.text == text:  # unchanged, or sent again because the first answer was lost
            return before
        return await self._add(kind, document_id, text, base, viewer, note, before.extras)

    async def create(
        self,
        kind: Kind,
        document_id: str,
        text: str,
        *,
        viewer: Viewer,
        note: str = "",
        extras: Mapping[str, Any] | None = None,
    ) -> Draft:
        """Add a document. Raises InvalidInputError for a bad or used id, UnreadableDraftError."""
        check_new_id(document_id)
        check_readable(document_id, text)
        key = LibraryKey(kind.value, document_id)
        if is_known(key, await self._store.document(key), self._shelf.files):
            raise InvalidInputError(
                f"编号“{document_id}”已经有了，请换一个。 / The id {document_id!r} is taken.", field="new_id"
            )
        return await self._add(kind, document_id, text, 0, viewer, note, extras or {})

    async def copy(self, kind: Kind, document_id: str, new_id: str, *, viewer: Viewer) -> Draft:
        """Add a copy under another id, comments and all. Raises as ``create`` does, and NotFoundError."""
        draft = await self.draft(kind, document_id)
        check_new_id(new_id)
        text = edited(draft.text, {"id": new_id}, file=file_name(document_id))
        note = f"复制自 {document_id}。 / Copied from {document_id}."
        return await self.create(kind, new_id, text, viewer=viewer, note=note, extras=draft.extras)

    async def restore(self, kind: Kind, document_id: str, number: int, *, base: int, viewer: Viewer) -> Draft:
        """Make an old version (0: the file) the newest again, on top of all others. Raises as ``save`` does."""
        old = await self._version(kind, document_id, number)
        note = f"恢复第 {number} 版。 / Restored version {number}."
        return await self.save(kind, document_id, old.text, base=base, viewer=viewer, note=note)

    async def archive(self, kind: Kind, document_id: str, *, viewer: Viewer) -> None:
        """Take a document off the shelf. Raises InvalidInputError where it is still needed, NotFoundError."""
        draft = await self.draft(kind, document_id)
        reason = still_needed(kind, document_id, self._shelf.library, self._default_rubric)
        if reason:
            raise InvalidInputError(reason)
        key, note = LibraryKey(kind.value, document_id), _changed(viewer, kind, document_id, what="archived")
        await self._store.archive(key, draft.title.zh, author_of(viewer), note)
        await self._shelf.refresh()

    async def unarchive(self, kind: Kind, document_id: str, *, viewer: Viewer) -> None:
        """Put an archived document back. Raises NotFoundError."""
        draft = await self.draft(kind, document_id)
        key, note = LibraryKey(kind.value, document_id), _changed(viewer, kind, document_id, what="unarchived")
        await self._store.unarchive(key, draft.title.zh, author_of(viewer), note)
        await self._shelf.refresh()

    async def standing(self, draft: Draft) -> Standing:
        """Return whether a draft may be published without a reason."""
        return await self._gate.standing(draft.kind.value, draft.hash)

    async def doubts(self, draft: Draft) -> tuple[ContentError, ...]:
        """Return where the two languages of a draft may say different things; that keeps nobody from publishing.

        It is held against the version in use; before there is one, against the version the document began with.
        """
        found = await self.document(draft.kind, draft.id)
        has_file = draft.id in self._shelf.files.of_kind(draft.kind)
        in_use = found.published if found is not None else None
        beside = in_use if in_use is not None else 0 if has_file else 1
        return doubts(draft, await self._version(draft.kind, draft.id, beside))

    async def publish(self, kind: Kind, document_id: str, *, base: int, viewer: Viewer, reason: str = "") -> Draft:
        """Put the newest version on the shelf; new sessions use it at once, running ones keep what they have.

        Raises:
            StaleVersionError: ``base`` is not the newest version any more.
            UnreadableDraftError: the draft is not sound; its ``problems`` say why.
            ReasonNeededError: it has not passed a rehearsal, and no reason was given.
        """
        draft = await self.draft(kind, document_id)
        if draft.number != base:
            raise StaleVersionError(draft.number)
        if draft.content is None:
            raise UnreadableDraftError(draft.problems)
        ground = await self._gate.ground(kind.value, draft.hash, reason)
        key = LibraryKey(kind.value, document_id)
        if draft.number == 0:
            raise InvalidInputError("文件里的内容本来就在用。 / The content of the file is in use already.")
        author = author_of(viewer)
        detail = {"version": str(draft.number), "hash": draft.hash, "ground": ground}
        note = noted_by(viewer, Action.CONTENT_PUBLISHED, f"{kind.value}/{document_id}", detail)
        await self._store.publish(key, draft.number, document(draft.content), ground=ground, author=author, note=note)
        await self._shelf.refresh()
        return draft

    async def _add(
        self,
        kind: Kind,
        document_id: str,
        text: str,
        base: int,
        viewer: Viewer,
        note: str,
        extras: Mapping[str, Any],
    ) -> Draft:
        draft = self.read(kind, document_id, text, extras=extras)
        new = NewVersion(
            LibraryKey(kind.value, document_id),
            text,
            draft.title.zh,
            draft.hash,
            author_of(viewer),
            note.strip()[:NOTE_LIMIT],
            extras,
        )
        audited = _changed(viewer, kind, document_id, what="saved", version=str(base + 1))
        number = await self._store.add_version(new, base=base, note=audited)
        return self.read(kind, document_id, text, number=number, extras=extras)

    async def _version(self, kind: Kind, document_id: str, number: int) -> Draft:
        if number == 0:
            return self.read(kind, document_id, self._shelf.files.text(kind, document_id))
        kept = await self._store.version(LibraryKey(kind.value, document_id), number)
        return self.read(kind, document_id, kept.text, number=number, extras=kept.extras)


def _changed(viewer: Viewer, kind: Kind, document_id: str, **detail: str) -> AuditNote:
    return noted_by(viewer, Action.CONTENT_CHANGED, f"{kind.value}/{document_id}", detail)


def author_of(viewer: Viewer) -> Author:
    """Return a viewer as the author of a version."""
    return Author(viewer.id, viewer.shown_name)
