"""One line made ready for the detectors: one spelling, clauses, sentences, quoted passages, lexicon hits."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from types import MappingProxyType
from typing import NamedTuple

from sim.domain.moves import Move, MoveKind
from sim.reading.case import Content
from sim.reading.lexicon import Group, Hit, Lexicon
from sim.reading.normalise import normalise

_BOUNDARY = re.compile('[,。!?;:\n、…—]+[”’」』"]?')
_BOUNDARY_OR_DOT = re.compile('(?:[,。!?;:\n、…—]|(?<![0-9a-z])\\.|\\.(?![0-9a-z]))+[”’」』"]?')
_ENDS_SENTENCE = re.compile("[。!?;\n…]|^\\.")
_QUOTED = re.compile('“[^”]{0,120}[”“]|「[^」]{0,120}」|『[^』]{0,120}』|‘[^’]{0,120}’|"[^"]{1,120}"|《[^》]{0,60}》')


_NO_DETAIL: Mapping[str, str] = MappingProxyType({})


class Found(NamedTuple):
    """A move found in the normalised text, not yet traced back to the original."""

    kind: MoveKind
    start: int
    end: int
    detail: Mapping[str, str] = _NO_DETAIL


class Line:
    """A trainee line as detectors see it. All positions are those of ``text``, the normalised text.

    Line breaks (and blanks used as commas) stand in ``text`` as newlines.
    """

    def __init__(self, original: str, lexicon: Lexicon) -> None:
        self.original = original
        self.text, self._offsets = _with_breaks(original)
        self._lexicon = lexicon
        self._candidates = lexicon.candidates(self.text)
        self._hits: dict[str, list[Hit]] = {}
        self._valid: dict[str, list[Hit]] = {}
        self._clauses, self._sentences = _ends(self.text)
        self.quotes = tuple(match.span() for match in _QUOTED.finditer(self.text))
        self._reported = tuple((hit.end, self.clause(hit.end - 1)[1]) for hit in self.hits("reported-speech"))

    @cached_property
    def contents(self) -> tuple[tuple[int, int, Content], ...]:
        """Start, end and content of each sentence."""
        return tuple((start, end, Content.of(self.text[start:end])) for start, end in self.sentences())

    @cached_property
    def content(self) -> Content:
        """The content of the whole line."""
        parts = [content for _, _, content in self.contents]
        return parts[0] if len(parts) == 1 else Content.union(self.text, parts)

    def clause(self, position: int) -> tuple[int, int]:
        """Return start and end of the clause around ``position``, its punctuation included."""
        return _around(self._clauses, position)

    def sentence(self, position: int) -> tuple[int, int]:
        """Return start and end of the sentence around ``position``, its punctuation included."""
        return _around(self._sentences, position)

    def sentences(self) -> Iterator[tuple[int, int]]:
        """Yield start and end of each sentence."""
        start = 0
        for end in self._sentences:
            if start < end:
                yield start, end
            start = end

    def clauses(self) -> Iterator[tuple[int, int]]:
        """Yield start and end of each clause."""
        start = 0
        for end in self._clauses:
            if start < end:
                yield start, end
            start = end

    def quoted(self, start: int, end: int) -> bool:
        """Tell whether ``start:end`` stands inside quotation marks or in reported speech."""
        if not self.quotes and not self._reported:
            return False
        return any(a <= start and end <= b for a, b in self.quotes) or any(a <= start < b for a, b in self._reported)

    def groups(self, *kinds: MoveKind) -> list[Group]:
        """Return the groups that may have hits and name one of ``kinds`` (any kind where none is given)."""
        known = self._lexicon.groups
        possible = [known[group_id] for group_id in self._candidates]
        return [group for group in possible if group.kind is not None and (not kinds or group.kind in kinds)]

    def hits(self, group: str) -> list[Hit]:
        """Return all hits of a lexicon group, whatever its exceptions say; searched once, when first asked for."""
        known = self._hits.get(group)
        if known is None:
            patterns = self._candidates.get(group, ())
            known = self._lexicon.search(group, patterns, self.text) if patterns else []
            self._hits[group] = known
        return known

    def find(self, group: str) -> list[Hit]:
        """Return the valid hits of a lexicon group, ordered: exceptions applied, quoted ones left out."""
        known = self._valid.get(group)
        if known is None:
            if group not in self._candidates:
                return []
            known = [hit for hit in self.hits(group) if self._is_valid(hit)]
            self._valid[group] = known
        return known

    def has(self, group: str, start: int = 0, end: int | None = None) -> bool:
        """Tell whether a valid hit of ``group`` lies within ``start:end``."""
        if group not in self._candidates:
            return False
        last = len(self.text) if end is None else end
        for hit in self.find(group):  # noqa: SIM110 — asked some twenty times a line, a generator costs more than it asks
            if start <= hit.start and hit.end <= last:
                return True
        return False

    def _is_valid(self, hit: Hit) -> bool:
        if not hit.group.quoted and self.quoted(hit.start, hit.end):
            return False
        if not hit.group.unless:
            return True
        start, end = self._scope(hit)
        for exception in hit.group.unless:  # noqa: SIM110 — runs for most hits of a line, as above
            if exception.regex.search(self.text, start, end) is not None:
                return False
        return True

    def _scope(self, hit: Hit) -> tuple[int, int]:
        if hit.group.scope == "line":
            return 0, len(self.text)
        around = self.sentence if hit.group.scope == "sentence" else self.clause
        return around(hit.start)[0], around(hit.end - 1)[1]

    def move(self, found: Found) -> Move:
        """Trace a finding back to the original line."""
        start, end = self._offsets[found.start], self._offsets[found.end - 1] + 1
        return Move(found.kind, start, end, self.original[start:end], dict(found.detail))

    def original_of(self, start: int, end: int) -> str:
        """Return the original words at ``start:end``."""
        return self.original[self._offsets[start] : self._offsets[end - 1] + 1]

    def trimmed(self, start: int, end: int) -> tuple[int, int]:
        """Return the span without punctuation and breaks at its ends."""
        while start < end and self.text[start] in ",。!?;:\n、… ":
            start += 1
        while start < end and self.text[end - 1] in ",。;:\n、… ":
            end -= 1
        return start, end


def _with_breaks(original: str) -> tuple[str, Sequence[int]]:
    plain = normalise(original)
    if not plain.breaks:
        return plain.text, plain.offsets
    pieces: list[str] = []
    offsets: list[int] = []
    position = 0
    for cut in plain.breaks:
        pieces.append(plain.text[position:cut])
        offsets.extend(plain.offsets[position:cut])
        offsets.append(plain.offsets[cut - 1] + 1)
        position = cut
    pieces.append(plain.text[position:])
    offsets.extend(plain.offsets[position:])
    return "\n".join(pieces), offsets


def _ends(text: str) -> tuple[list[int], list[int]]:
    """Return where the clauses and where the sentences of ``text`` end."""
    clauses: list[int] = []
    sentences: list[int] = []
    for match in (_BOUNDARY_OR_DOT if "." in text else _BOUNDARY).finditer(text):
        clauses.append(match.end())
        if _ENDS_SENTENCE.search(match[0]):
            sentences.append(match.end())
    for ends in (clauses, sentences):
        if not ends or ends[-1] < len(text):
            ends.append(len(text))
    return clauses, sentences


def _around(ends: list[int], position: int) -> tuple[int, int]:
    index = min(bisect_right(ends, position), len(ends) - 1)
    return (ends[index - 1] if index else 0), ends[index]
