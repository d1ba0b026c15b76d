"""The list of all content: files of the program, documents of the desk, what of both is archived."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sim.domain.errors import InvalidInputError
from sim.domain.scenario import Scenario
from sim.domain.text import Bilingual
from sim.library import Content, Kind, Library
from sim.library.checks import ID, ID_LENGTH
from sim.store.library import Author, LibraryDocument, LibraryKey

RESERVED_IDS = frozenset({"new", "new-from-complaint", "new-step-by-step", "keep-draft", "import"})
"""Ids no new document may have: the authors' pages go by them in addresses."""


class Origin(StrEnum):
    """Where a document comes from."""

    SHIPPED = "shipped"
    CHANGED = "changed"  # a file, with versions of the desk over it
    OWN = "own"


class State(StrEnum):
    """What of a document is in use."""

    PUBLISHED = "published"
    PENDING = "pending"  # published, and a newer draft waits
    DRAFT = "draft"  # never published
    ARCHIVED = "archived"


@dataclass(frozen=True, slots=True)
class Entry:
    """One document in the list. ``changed_at`` and ``author`` are None for a file nobody has touched."""

    kind: Kind
    id: str
    title: Bilingual
    origin: Origin
    state: State
    changed_at: datetime | None = None
    author: Author | None = None


def listed(files: Library, documents: tuple[LibraryDocument, ...]) -> tuple[Entry, ...]:
    """Return all documents: those changed last first, then the untouched files by id."""
    touched = [_of_document(document, files) for document in documents if is_known(document.key, document, files)]
    known = {(entry.kind, entry.id) for entry in touched}
    untouched = [
        Entry(kind, content.id, title_of(content), Origin.SHIPPED, State.PUBLISHED)
        for kind in Kind
        for content in files.of_kind(kind).values()
        if (kind, content.id) not in known
    ]
    return (*touched, *untouched)


def is_known(key: LibraryKey, document: LibraryDocument | None, files: Library) -> bool:
    """Tell whether there is anything behind a key: a version of the desk, or a file."""
    return (document is not None and document.newest > 0) or key.id in files.of_kind(Kind(key.kind))


def title_of(content: Content) -> Bilingual:
    """Return what a document is called."""
    return content.title if isinstance(content, Scenario) else content.name


def check_new_id(document_id: str) -> None:
    """Refuse what is no id, and ids that pages of the desk go by. Raises InvalidInputError."""
    if not ID.fullmatch(document_id) or len(document_id) > ID_LENGTH:
        raise InvalidInputError(
            f"“{document_id[:ID_LENGTH]}”不能作编号：只用小写字母、数字和单个短横，最多 {ID_LENGTH} 个字符。 / "
            f"An id has lower-case letters, digits and single dashes, up to {ID_LENGTH}.",
            field="new_id",
        )
    if document_id in RESERVED_IDS:
        raise InvalidInputError(
            f"“{document_id}”是页面自己的地址，请换一个编号。 / A page goes by {document_id}; choose another id.",
            field="new_id",
        )


def still_needed(kind: Kind, document_id: str, library: Library, default_rubric: str) -> str:
    """Say why a document cannot be archived, "" where it can: nobody could practise without it."""
    shelf = library.of_kind(kind)
    if kind is Kind.RUBRIC and document_id == default_rubric and document_id in shelf:
        return "练习默认用这份量规评分，不能归档。 / Sessions are scored by this rubric unless told otherwise; keep it."
    if document_id in shelf and len(shelf) == 1:
        return "同类内容只剩这一份，归档了就没法对练。 / It is the last of its kind; nobody could practise without it."
    if kind is Kind.ARCHETYPE:
        users = [case.id for case in library.scenarios.values() if case.typical_archetype == document_id]
        if users:
            return (
                f"这些案例以它为典型客户，请先改好：{'、'.join(users)}。 / "
                f"It is the typical customer of these cases; change them first: {', '.join(users)}."
            )
    return ""


def _of_document(document: LibraryDocument, files: Library) -> Entry:
    kind, name = Kind(document.key.kind), document.key.id
    file = files.of_kind(kind).get(name)
    over = Origin.CHANGED if document.newest else Origin.SHIPPED
    origin = Origin.OWN if file is None else over
    title = Bilingual(document.title) if document.newest or file is None else title_of(file)
    return Entry(kind, name, title, origin, _state(document, file), document.changed_at, document.author)


def _state(document: LibraryDocument, file: Content | None) -> State:
    if document.archived_at is not None:
        return State.ARCHIVED
    if document.published is None and file is None:
        return State.DRAFT
    return State.PUBLISHED if (document.published or 0) == document.newest else State.PENDING
