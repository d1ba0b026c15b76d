"""Documents, versions and publications as statements: plain functions of a connection."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, RowMapping, Table, func, select, update

from sim.domain.errors import NotFoundError
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
from sim.store.schema.library import library_document, library_publication, library_version
from sim.store.statements import insert_or_skip

_ABOUT = [column for column in library_version.c if column.name not in ("text", "extras")]
_TOLD = [column for column in library_publication.c if column.name != "document"]


def load_all(connection: Connection) -> tuple[LibraryDocument, ...]:
    """Return all documents, those changed last first."""
    query = select(library_document).order_by(library_document.c.changed_at.desc(), library_document.c.id)
    return tuple(_document(row) for row in connection.execute(query).mappings())


def load(connection: Connection, key: LibraryKey) -> LibraryDocument | None:
    """Return a document, None where the desk has none of this key."""
    query = select(library_document).where(_is(library_document, key))
    row = connection.execute(query).mappings().one_or_none()
    return None if row is None else _document(row)


def versions(connection: Connection, key: LibraryKey) -> tuple[VersionNote, ...]:
    """Return the versions of a document without their texts, newest first."""
    query = select(*_ABOUT).where(_is(library_version, key)).order_by(library_version.c.number.desc())
    return tuple(_about(row) for row in connection.execute(query).mappings())


def version(connection: Connection, key: LibraryKey, number: int) -> LibraryVersion:
    """Return one version. Raises NotFoundError."""
    query = select(library_version).where(_is(library_version, key), library_version.c.number == number)
    row = connection.execute(query).mappings().one_or_none()
    if row is None:
        raise NotFoundError(f"{key.id} 没有第 {number} 版。 / There is no version {number} of {key.kind} {key.id!r}.")
    return LibraryVersion(_about(row), row["text"], row["extras"])


def publications(connection: Connection, key: LibraryKey) -> tuple[Publication, ...]:
    """Return when the document was published, newest first."""
    query = select(*_TOLD).where(_is(library_publication, key)).order_by(library_publication.c.serial.desc())
    return tuple(
        Publication(row["number"], row["hash"], row["ground"], _author(row), row["created_at"])
        for row in connection.execute(query).mappings()
    )


def add(connection: Connection, new: NewVersion, base: int, now: datetime) -> int:
    """Add a version on top of version ``base`` and return its number. Raises StaleVersionError."""
    newest = _locked(connection, new.key, new.title, new.author, now)
    if newest != base:
        raise StaleVersionError(newest)
    number = newest + 1
    by = {"author": new.author.id, "author_name": new.author.name}
    connection.execute(
        library_version.insert().values(
            kind=new.key.kind,
            id=new.key.id,
            number=number,
            text=new.text,
            title=new.title,
            hash=new.hash,
            note=new.note,
            extras=dict(new.extras),
            created_at=now,
            **by,
        )
    )
    _change(connection, new.key, newest=number, title=new.title, changed_at=now, **by)
    return number


def publish(
    connection: Connection,
    key: LibraryKey,
    told: Publication,
    document: Mapping[str, Any],
) -> bool:
    """Put a version on the shelf and note why; an archived document comes back with it.

    False, and nothing is changed, where that version is in use already. Raises NotFoundError.
    """
    version(connection, key, told.number)
    _locked(connection, key, "", told.author, told.created_at)
    if _in_use(connection, key) == (told.number, told.hash):
        return False
    count = select(func.count()).select_from(library_publication).where(_is(library_publication, key))
    by = {"author": told.author.id, "author_name": told.author.name}
    connection.execute(
        library_publication.insert().values(
            kind=key.kind,
            id=key.id,
            serial=connection.execute(count).scalar_one() + 1,
            number=told.number,
            hash=told.hash,
            document=dict(document),
            ground=told.ground,
            created_at=told.created_at,
            **by,
        )
    )
    _change(
        connection,
        key,
        published=told.number,
        published_hash=told.hash,
        archived_at=None,
        changed_at=told.created_at,
        **by,
    )
    return True


def set_archived(
    connection: Connection, key: LibraryKey, title: str, author: Author, archived_at: datetime | None, now: datetime
) -> None:
    """Take a document (one of the desk, or the file of that id) off the shelf, or put it back."""
    _locked(connection, key, title, author, now)
    _change(connection, key, archived_at=archived_at, changed_at=now, author=author.id, author_name=author.name)


def shelf(connection: Connection) -> tuple[ShelfEntry, ...]:
    """Return what stands for every id the desk has a say about, in a fixed order."""
    query = select(
        library_document.c.kind,
        library_document.c.id,
        library_document.c.published_hash,
        library_document.c.archived_at,
    ).order_by(library_document.c.kind, library_document.c.id)
    return tuple(
        ShelfEntry(LibraryKey(row.kind, row.id), row.published_hash, row.archived_at is not None)
        for row in connection.execute(query)
    )


def published_document(connection: Connection, key: LibraryKey, hash_: str) -> Mapping[str, Any]:
    """Return the document that was published under this hash. Raises NotFoundError."""
    query = (
        select(library_publication.c.document)
        .where(_is(library_publication, key), library_publication.c.hash == hash_)
        .order_by(library_publication.c.serial.desc())
        .limit(1)
    )
    found: Mapping[str, Any] | None = connection.execute(query).scalar_one_or_none()
    if found is None:
        raise NotFoundError(
            f"{key.id} 没有发布过版本 {hash_}。 / Version {hash_} of {key.kind} {key.id!r} was never published."
        )
    return found


def _locked(connection: Connection, key: LibraryKey, title: str, author: Author, now: datetime) -> int:
    """Keep other writers off a document until the transaction ends; return the number of its newest version, 0: none.

    A document the desk has not seen yet is entered.
    """
    row = {
        "kind": key.kind,
        "id": key.id,
        "title": title,
        "newest": 0,
        "changed_at": now,
        "author": author.id,
        "author_name": author.name,
    }
    insert_or_skip(connection, library_document, [row])
    query = select(library_document.c.newest).where(_is(library_document, key)).with_for_update()
    newest: int = connection.execute(query).scalar_one()
    return newest


def _in_use(connection: Connection, key: LibraryKey) -> tuple[int | None, str | None] | None:
    """Return number and hash of the version that is published; None for an archived document."""
    query = select(library_document.c.published, library_document.c.published_hash)
    row = connection.execute(query.where(_is(library_document, key), library_document.c.archived_at.is_(None))).first()
    return None if row is None else (row.published, row.published_hash)


def _change(connection: Connection, key: LibraryKey, **values: Any) -> None:
    connection.execute(update(library_document).where(_is(library_document, key)).values(**values))


def _is(table: Table, key: LibraryKey) -> ColumnElement[bool]:
    return (table.c.kind == key.kind) & (table.c.id == key.id)


def _author(row: RowMapping) -> Author:
    return Author(row["author"], row["author_name"])


def _document(row: RowMapping) -> LibraryDocument:
    return LibraryDocument(
        key=LibraryKey(row["kind"], row["id"]),
        title=row["title"],
        newest=row["newest"],
        published=row["published"],
        published_hash=row["published_hash"],
        archived_at=row["archived_at"],
        changed_at=row["changed_at"],
        author=_author(row),
    )


def _about(row: RowMapping) -> VersionNote:
    return VersionNote(row["number"], row["title"], row["hash"], row["note"], _author(row), row["created_at"])
