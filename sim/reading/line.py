"""One line made ready for the detectors: one spelling, clauses, sentences, quoted passages, lexicon hits."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from types import MappingProxyType
from typing import NamedTuple

from sim.domain.moves import Move, MoveKind
from sim.domain.spans import Span
from sim.reading.case import Content
from sim.reading.lexicon import Group, Lexicon, exceptions_to, partners_of, search
from sim.reading.normalise import normalise
from sim.reading.pattern import Pattern

_BOUNDARY = re.compile('[,。!?;:\n、…—]+[”’」』"]?')
_BOUNDARY_OR_DOT = re.compile('(?:[,。!?;:\n、…—]|(?<![0-9a-z])\\.|\\.(?![0-9a-z]))+[”’」』"]?')
_ENDS_CLAUSE_ONLY = frozenset(',:、—.”’」』"')
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
        self._clause_ends, self._sentence_ends = _ends(self.text)
        self._clauses = _passages(self._clause_ends)
        self._sentences = _passages(self._sentence_ends)
        self.sentences: Sequence[Span] = self._sentences[:-1] if self.text else ()
        self._lexicon = lexicon
        self._candidates = lexicon.candidates(self.text)
        self._found: dict[str, Sequence[Span]] = {}
        self.quotes = [match.span() for match in _QUOTED.finditer(self.text)]
        self._reported = [(end, self.clause(end - 1)[1]) for _, end in self.hits("reported-speech")]
        self._groups: Sequence[Group] | None = None
        self._contents: list[tuple[int, int, Content]] | None = None
        self._content: Content | None = None

    @property
    def contents(self) -> Sequence[tuple[int, int, Content]]:
        """Start, end and content of each sentence; worked out once, when first asked for."""
        if self._contents is None:
            self._contents = [(start, end, Content.of(self.text[start:end])) for start, end in self.sentences]
        return self._contents

    @property
    def content(self) -> Content:
        """The content of the whole line; worked out once, when first asked for."""
        if self._content is None:
            parts = [content for _, _, content in self.contents]
            self._content = parts[0] if len(parts) == 1 else Content.union(self.text, parts)
        return self._content

    def content_at(self, position: int) -> Content:
        """Return the content of the sentence around ``position``."""
        return self.contents[min(bisect_right(self._sentence_ends, position), len(self.contents) - 1)][2]

    def clause(self, position: int) -> Span:
        """Return start and end of the clause around ``position``, its punctuation included."""
        return self._clauses[bisect_right(self._clause_ends, position)]

    def sentence(self, position: int) -> Span:
        """Return start and end of the sentence around ``position``, its punctuation included."""
        return self._sentences[bisect_right(self._sentence_ends, position)]

    def quoted(self, start: int, end: int) -> bool:
        """Tell whether ``start:end`` stands inside quotation marks or in reported speech."""
        if not self.quotes and not self._reported:
            return False
        return any(a <= start and end <= b for a, b in self.quotes) or any(a <= start < b for a, b in self._reported)

    def hits(self, group: str) -> Sequence[Span]:
        """Return all hits of a lexicon group, ordered, whatever its exceptions say."""
        patterns = self._candidates.get(group)
        return search(patterns, self.text) if patterns else ()

    def find(self, group: str) -> Sequence[Span]:
        """Return the valid hits of a lexicon group, ordered: exceptions applied, quoted ones left out.

        Searched when first asked for: most groups only matter where another one was found.
        """
        if group not in self._candidates:
            return ()
        if group not in self._found:
            self._found[group] = self._valid(group)
        return self._found[group]

    def has(self, group: str, start: int = 0, end: int | None = None) -> bool:
        """Tell whether a valid hit of ``group`` lies within ``start:end``."""
        if group not in self._candidates:
            return False
        last = len(self.text) if end is None else end
        for first, past in self.find(group):  # noqa: SIM110 — asked some twenty times a line, a generator costs more
            if start <= first and past <= last:
                return True
        return False

    def groups(self) -> Sequence[Group]:
        """Return the groups that may have hits and name a kind of move, in the order of the lexicon; found out once."""
        if self._groups is None:
            naming = self._lexicon.naming
            self._groups = [naming[name] for name in self._candidates if name in naming]
        return self._groups

    def _valid(self, name: str) -> Sequence[Span]:
        group = self._lexicon.groups[name]
        partners: Sequence[Span] = ()
        if group.partners:
            partners = search(self._candidates.get(partners_of(name), ()), self.text)
            if not partners:
                return ()
        spans = search(self._candidates[name], self.text)
        if group.partners:
            spans = [span for span in spans if self._beside(group, partners, *span)]
        if spans and not group.quoted and (self.quotes or self._reported):
            spans = [span for span in spans if not self.quoted(*span)]
        exceptions = self._candidates.get(exceptions_to(name)) if spans and group.unless else None
        return [span for span in spans if not self._excepted(group, exceptions, *span)] if exceptions else spans

    def _excepted(self, group: Group, exceptions: Iterable[Pattern], start: int, end: int) -> bool:
        first, last = self._scope(group, start, end)
        for exception in exceptions:  # noqa: SIM110 — runs for many hits of a line, as above
            if exception.regex.search(self.text, first, last) is not None:
                return True
        return False

    def _beside(self, group: Group, partners: Sequence[Span], start: int, end: int) -> bool:
        first, last = self._scope(group, start, end)
        return any(first <= partner and past <= last for partner, past in partners)

    def _scope(self, group: Group, start: int, end: int) -> Span:
        """Return the passage around ``start:end`` in which the group's exceptions and partners are looked for."""
        if group.scope == "line":
            return 0, len(self.text)
        around = self.sentence if group.scope == "sentence" else self.clause
        return around(start)[0], around(end - 1)[1]

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
        mark, end = match[0], match.end()
        clauses.append(end)
        if mark[0] == "." or not _ENDS_CLAUSE_ONLY.issuperset(mark):
            sentences.append(end)
    for ends in (clauses, sentences):
        if not ends or ends[-1] < len(text):
            ends.append(len(text))
    return clauses, sentences


def _passages(ends: list[int]) -> list[Span]:
    """Return the passages between these ends, the last one twice: it also holds the position behind it."""
    passages = list(pairwise([0, *ends]))
    passages.append(passages[-1])
    return passages
