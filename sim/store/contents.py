"""Pinned content: each version of a document is kept once, and stays."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, bindparam, select

from sim.domain.errors import ConflictError, NotFoundError
from sim.store.records import PinnedContent
from sim.store.schema import content_version
from sim.store.statements import insert_or_skip

_ID = select(content_version.c.id).where(
    content_version.c.kind == bindparam("of_kind"), content_version.c.version == bindparam("at")
)


def pin(connection: Connection, contents: Sequence[PinnedContent], now: datetime) -> None:
    """Keep these versions, where they are not kept yet. Raises ConflictError where a version names another document."""
    for content in contents:
        kept = _id_of(connection, content)
        if kept is None:
            row = {
                "kind": content.kind,
                "version": content.version,
                "id": content.id,
                "document": content.document,
                "created_at": now,
            }
            insert_or_skip(connection, content_version, [row])  # another process may just have kept it
            kept = _id_of(connection, content)
        if kept != content.id:
            raise ConflictError(
                f"{content.kind} version {content.version} is kept for {kept!r} and cannot stand for {content.id!r}"
            )


def _id_of(connection: Connection, content: PinnedContent) -> str | None:
    """Return the id a version is kept for, without reading its document; None where it is not kept."""
    found: str | None = connection.execute(_ID, {"of_kind": content.kind, "at": content.version}).scalar_one_or_none()
    return found


def load(connection: Connection, kind: str, version: str) -> PinnedContent:
    """Return a kept version. Raises NotFoundError."""
    query = select(content_version).where(content_version.c.kind == kind, content_version.c.version == version)
    row = connection.execute(query).mappings().one_or_none()
    if row is None:
        raise NotFoundError(f"there is no {kind} of version {version!r}")
    return PinnedContent(kind=row["kind"], id=row["id"], version=row["version"], document=row["document"])
