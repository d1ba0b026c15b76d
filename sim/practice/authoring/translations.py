"""Texts in two languages that may have come apart: other figures in one than in the other, one changed alone.

These are doubts and no flaws: figures can be told in other words, and an author may have meant it so. They stand beside
what is wrong with a draft and keep nobody from publishing.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sim.domain.errors import ContentError
from sim.library.source import Data, FieldPath, Flaw, parse
from sim.practice.authoring.drafts import Draft, file_name
from sim.practice.authoring.figures import figures_apart

_ENGLISH = "_en"
_CHINESE_TEXT = re.compile(r"[\u4e00-\u9fff]")


@dataclass(frozen=True, slots=True)
class Pair:
    """One text in both languages, and the way to it. ``shape`` is the way without the places in lists."""

    path: FieldPath
    zh: str
    en: str

    @property
    def shape(self) -> tuple[str, ...]:
        """The field it belongs to, the same for all items of a list."""
        return tuple(part for part in self.path if isinstance(part, str))


def doubts(draft: Draft, beside: Draft) -> tuple[ContentError, ...]:
    """Return where the two languages of a draft may say different things, each at its field and line.

    Args:
        draft: The draft, sound or not.
        beside: The version in use, or the one the document began with.
    """
    source = parse(draft.text)
    changed = draft.text != beside.text
    left_behind = _left_behind(source.data, parse(beside.text).data) if changed else ()
    found = [source.error(flaw, file_name(draft.id)) for flaw in (*_other_figures(source.data), *left_behind)]
    return tuple(sorted(found, key=lambda doubt: doubt.line))


def pairs_of(data: Data, path: FieldPath = ()) -> Iterator[Pair]:
    """Yield every text that a document has in both languages.

    They stand under ``zh`` and ``en``, or under a name and the same name with ``_en``, item by item in lists.
    """
    if isinstance(data, list):
        for index, item in enumerate(data):
            yield from pairs_of(item, (*path, index))
    if not isinstance(data, Mapping):
        return
    yield from _pair(path, data.get("zh"), data.get("en"))
    for name, value in data.items():
        english = data.get(f"{name}{_ENGLISH}")
        if isinstance(value, list) and isinstance(english, list):
            for index, (zh, en) in enumerate(zip(value, english, strict=False)):
                yield from _pair((*path, name, index), zh, en)
        else:
            yield from _pair((*path, name), value, english)
        yield from pairs_of(value, (*path, name))


def _pair(path: FieldPath, zh: Data, en: Data) -> Iterator[Pair]:
    if isinstance(zh, str) and isinstance(en, str) and zh.strip() and en.strip() and not _CHINESE_TEXT.search(en):
        yield Pair(path, zh, en)


def _other_figures(data: Data) -> Iterator[Flaw]:
    for pair in pairs_of(data):
        chinese, english = figures_apart(pair.zh, pair.en)
        if chinese or english:
            here, there = (", ".join(f"{value:g}" for value in sorted(found)) for found in (chinese, english))
            told = [f"只有中文说 {here}" if here else "", f"只有英文说 {there}" if there else ""]
            said = [f"only the Chinese says {here}" if here else "", f"only the English says {there}" if there else ""]
            yield Flaw(pair.path, "; ".join(filter(None, said)), zh="，".join(filter(None, told)))


def _left_behind(data: Data, old: Data) -> Iterator[Flaw]:
    """Yield the Chinese texts that were changed while their English stayed as it was."""
    known: dict[tuple[tuple[str, ...], str], set[str]] = {}
    for pair in pairs_of(old):
        known.setdefault((pair.shape, pair.en), set()).add(pair.zh)
    for pair in pairs_of(data):
        before = known.get((pair.shape, pair.en))
        if before is not None and pair.zh not in before:
            yield Flaw(pair.path, "the Chinese was changed, its English was not", zh="中文改过，英文还是原来的")
