"""What the library's store takes and gives."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sim.domain.errors import ConflictError


@dataclass(frozen=True, slots=True)
class Author:
    """Who wrote or published: an account's id ("" in single-user mode) and its name at that time."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class LibraryKey:
    """Which document: its kind (archetype, scenario, rubric) and id."""

    kind: str
    id: str


@dataclass(frozen=True, slots=True)
class LibraryDocument:
    """A document written or archived at the desk.

    ``newest`` is the number of its last version (0: none, it only stands for a file that was archived), ``published``
    that of the version in use (None: none; a file of the same id is in use instead), with its content hash.
    """

    key: LibraryKey
    title: str
    newest: int
    published: int | None
    published_hash: str | None
    archived_at: datetime | None
    changed_at: datetime
    author: Author


@dataclass(frozen=True, slots=True)
class VersionNote:
    """A version without its text. ``hash`` is the content version, "" where the draft is not sound yet."""

    number: int
    title: str
    hash: str
    note: str
    author: Author
    created_at: datetime


@dataclass(frozen=True, slots=True)
class LibraryVersion:
    """A version with its YAML text. ``extras`` is what an import brought along that no field of ours holds."""

    about: VersionNote
    text: str
    extras: Mapping[str, Any] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class NewVersion:
    """A version to be added. ``title`` and ``hash`` as in ``VersionNote``."""

    key: LibraryKey
    text: str
    title: str
    hash: str
    author: Author
    note: str = ""
    extras: Mapping[str, Any] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Publication:
    """One publishing: which version, by whom, on what ground (a passed rehearsal, or a stated reason)."""

    number: int
    hash: str
    ground: str
    author: Author
    created_at: datetime


@dataclass(frozen=True, slots=True)
class ShelfEntry:
    """What stands for an id: the hash in use (None: the file's), or nothing where it is archived."""

    key: LibraryKey
    hash: str | None
    archived: bool


class StaleVersionError(ConflictError):
    """Somebody else has saved in the meantime. ``newest`` is the number of the version that is there now."""

    def __init__(self, newest: int) -> None:
        super().__init__(
            f"已经有人先存了第 {newest} 版，你的改动还没有存。 / Version {newest} was saved in the meantime; "
            "your changes are not saved yet."
        )
        self.newest = newest
