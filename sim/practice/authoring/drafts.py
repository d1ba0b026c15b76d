"""A draft: the YAML of one document as it stands, what it would become, and what is still wrong with it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sim.domain.errors import ContentError, InvalidInputError
from sim.domain.text import Bilingual
from sim.library import Content, Kind, parse_content
from sim.library.forms import expand
from sim.library.source import parse

TEXT_LIMIT = 256 * 1024
"""Largest document written at the desk, in bytes: ten times the largest that comes with the program."""


@dataclass(frozen=True, slots=True)
class Draft:
    """One version of a document.

    ``number`` is the version's (0: the file). ``content`` is None and ``problems`` says why where it is not sound yet.
    ``extras`` is what an import brought along that no field of ours holds.
    """

    kind: Kind
    id: str
    number: int
    text: str
    content: Content | None
    problems: tuple[ContentError, ...]
    extras: Mapping[str, Any] = field(default_factory=dict, hash=False)

    @property
    def hash(self) -> str:
        """The content version a session would pin, "" while the draft is not sound."""
        return self.content.version if self.content is not None else ""

    @property
    def data(self) -> dict[str, Any]:
        """The document as plain data, as ``data_of`` reads it."""
        return data_of(self.kind, self.text)

    @property
    def title(self) -> Bilingual:
        """What the document is called, its id while it has no title."""
        name = self.data.get("title" if self.kind is Kind.SCENARIO else "name")
        chinese = name.get("zh") if isinstance(name, Mapping) else name
        english = name.get("en") if isinstance(name, Mapping) else ""
        shown = chinese if isinstance(chinese, str) and chinese.strip() else self.id
        return Bilingual(shown, english if isinstance(english, str) else "")


class UnreadableDraftError(InvalidInputError):
    """A text cannot be used as is asked; ``problems`` says why and where.

    It is too large or no YAML document, so that it cannot be kept; or it is a draft that is not sound yet, and is to be
    published or handed out as a character card.
    """

    def __init__(self, problems: tuple[ContentError, ...]) -> None:
        super().__init__("\n".join(problem.message for problem in problems), field="text")
        self.problems = problems


def read_draft(
    kind: Kind,
    document_id: str,
    text: str,
    *,
    archetypes: Iterable[str],
    number: int = 0,
    extras: Mapping[str, Any] | None = None,
) -> Draft:
    """Read a text as a draft. Never raises: what is wrong with it stands in ``problems``."""
    parsed = parse_content(kind, text, file=file_name(document_id), name=document_id, archetypes=tuple(archetypes))
    return Draft(kind, document_id, number, text, parsed.content, parsed.problems, extras or {})


def data_of(kind: Kind, text: str) -> dict[str, Any]:
    """Read a text as plain data, shorthands written out; parts may be of any shape while it is not sound."""
    data = expand(parse(text).data, kind.type)
    return data if isinstance(data, dict) else {}


def check_readable(document_id: str, text: str) -> None:
    """Refuse what cannot be kept as a draft: too large, or no YAML document. Raises UnreadableDraftError."""
    size = len(text.encode(errors="replace"))
    name = file_name(document_id)
    if size > TEXT_LIMIT:
        message = f"has {size} bytes; at most {TEXT_LIMIT} are allowed"
        zh = f"内容有 {size} 字节，太大了：最多 {TEXT_LIMIT} 字节"
        raise UnreadableDraftError((ContentError(message, file=name, zh=zh),))
    source = parse(text)
    if source.flaws:
        raise UnreadableDraftError(tuple(source.error(flaw, name) for flaw in source.flaws))


def file_name(document_id: str) -> str:
    """Return the name a document goes by in messages and exports."""
    return f"{document_id}.yaml"
