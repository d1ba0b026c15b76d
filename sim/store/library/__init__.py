"""Content written at the desk: documents, their versions and what of them was published."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection

from sim.domain.audit import AuditNote
from sim.store.accounts.audit import noted, write
from sim.store.databases.codec import check_text
from sim.store.databases.runners import Runner
from sim.store.library import documents
from sim.store.library.records import (
    Author,
    LibraryDocument,
    LibraryKey,
    LibraryVersion,
    NewVersion,
    Publication,
    ShelfEntry,
    StaleVersionError,
    VersionNote,
)

__all__ = [
    "Author",
    "LibraryDocument",
    "LibraryKey",
    "LibraryStore",
    "LibraryVersion",
    "NewVersion",
    "Publication",
    "ShelfEntry",
    "StaleVersionError",
    "VersionNote",
]


class LibraryStore:
    """Documents of the library in the database. Every method is one transaction; all may raise StorageError.

    What changes a document takes the entry of the audit log with it: neither is ever there without the other.
    """

    def __init__(self, runner: Runner) -> None:
        self._runner = runner

    async def documents(self) -> tuple[LibraryDocument, ...]:
        """Return all documents the desk knows, those changed last first."""
        return await self._runner.read(documents.load_all)

    async def document(self, key: LibraryKey) -> LibraryDocument | None:
        """Return one document, None where the desk has none of this key."""
        return await self._runner.read(lambda connection: documents.load(connection, key))

    async def versions(self, key: LibraryKey) -> tuple[VersionNote, ...]:
        """Return a document's versions without their texts, newest first."""
        return await self._runner.read(lambda connection: documents.versions(connection, key))

    async def version(self, key: LibraryKey, number: int) -> LibraryVersion:
        """Return one version. Raises NotFoundError."""
        return await self._runner.read(lambda connection: documents.version(connection, key, number))

    async def add_version(self, new: NewVersion, *, base: int, note: AuditNote) -> int:
        """Add a version on top of version ``base`` (0: the first) and return its number.

        Raises StaleVersionError where ``base`` is not the newest, InvalidInputError for text no database can keep.
        """
        check_text(new.text, "text")
        check_text(new.note, "note")
        now = datetime.now(UTC)
        return await self._runner.write(noted(lambda connection: documents.add(connection, new, base, now), note))

    async def publish(
        self, key: LibraryKey, number: int, document: Mapping[str, Any], *, ground: str, author: Author, note: AuditNote
    ) -> None:
        """Put a version on the shelf. ``document`` is its whole content, its ``version`` the hash it is pinned by.

        The version in use put there once more is no new publication. Raises NotFoundError.
        """
        check_text(ground, "reason")
        told = Publication(number, str(document["version"]), ground, author, datetime.now(UTC))

        def operation(connection: Connection) -> None:
            if documents.publish(connection, key, told, document):
                write(connection, note)

        await self._runner.write(operation)

    async def archive(self, key: LibraryKey, title: str, author: Author, note: AuditNote) -> None:
        """Take a document, or the file of that id, off the shelf. Nothing of it is lost."""
        now = datetime.now(UTC)
        await self._runner.write(
            noted(lambda connection: documents.set_archived(connection, key, title, author, now, now), note)
        )

    async def unarchive(self, key: LibraryKey, title: str, author: Author, note: AuditNote) -> None:
        """Put an archived document back."""
        now = datetime.now(UTC)
        await self._runner.write(
            noted(lambda connection: documents.set_archived(connection, key, title, author, None, now), note)
        )

    async def publications(self, key: LibraryKey) -> tuple[Publication, ...]:
        """Return when, by whom and on what ground the document was published, newest first."""
        return await self._runner.read(lambda connection: documents.publications(connection, key))

    async def shelf(self) -> tuple[ShelfEntry, ...]:
        """Return what stands for every id the desk has a say about; equal answers mean that nothing has changed."""
        return await self._runner.read(documents.shelf)

    async def published_document(self, key: LibraryKey, hash_: str) -> Mapping[str, Any]:
        """Return a published document by its hash. Raises NotFoundError."""
        return await self._runner.read(lambda connection: documents.published_document(connection, key, hash_))
