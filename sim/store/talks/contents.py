"""Pinned content: each version of a document is kept once, and stays."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, select

from sim.domain.errors import ConflictError, NotFoundError
from sim.store.records import PinnedContent
from sim.store.schema import content_version
from sim.store.statements import insert_or_skip

_IDS = select(content_version.c.kind, content_version.c.version, content_version.c.id).where(
    content_version.c.version.in_(bindparam("versions", expanding=True))
)


def pin(connection: Connection, contents: Sequence[PinnedContent], now: datetime) -> None:
    """Keep these versions, where they are not kept yet. Raises ConflictError where a version names another document."""
    kept = _ids_of(connection, contents)
    missing = [content for content in contents if (content.kind, content.version) not in kept]
    if missing:
        insert_or_skip(connection, content_version, [_row(content, now) for content in missing])
        kept = _ids_of(connection, contents)  # another process may just have kept one
    for content in contents:
        kept_for = kept[content.kind, content.version]
        if kept_for != content.id:
            raise ConflictError(
                f"{content.kind} version {content.version} is kept for {kept_for!r} and cannot stand for {content.id!r}"
            )


def _ids_of(connection: Connection, contents: Sequence[PinnedContent]) -> dict[tuple[str, str], str]:
    """Return the ids that versions are kept for by kind and version, without reading their documents."""
    found = connection.execute(_IDS, {"versions": [content.version for content in contents]})
    return {(kind, version): id_ for kind, version, id_ in found}


def _row(content: PinnedContent, now: datetime) -> dict[str, Any]:
    return {
        "kind": content.kind,
        "version": content.version,
        "id": content.id,
        "document": content.document,
        "created_at": now,
    }


def load(connection: Connection, kind: str, version: str) -> PinnedContent:
    """Return a kept version. Raises NotFoundError."""
    query = select(content_version).where(content_version.c.kind == kind, content_version.c.version == version)
    row = connection.execute(query).mappings().one_or_none()
    if row is None:
        raise NotFoundError(f"there is no {kind} of version {version!r}")
    return PinnedContent(kind=row["kind"], id=row["id"], version=row["version"], document=row["document"])
