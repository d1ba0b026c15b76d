"""Quotes in a transcript: cuts a line into pieces so that every quoted span can be underlined and found again."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from sim.domain.score import Evidence


@dataclass(frozen=True, slots=True)
class Citation:
    """A span of one line that a part of the scorecard quotes.

    ``code`` is the short name of that part ("L1", "G1"), ``tone`` how it is underlined (a dimension's id or "gate"),
    ``target`` the id of its place on the page.
    """

    start: int
    end: int
    code: str
    tone: str
    target: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a line. ``tones`` are the underlines it carries; ``ends`` the citations that end with it.

    ``anchor`` is the id by which links to a quote find this piece, set where at least one quote begins.
    """

    text: str
    tones: tuple[str, ...] = ()
    ends: tuple[Citation, ...] = ()
    anchor: str = ""

    @property
    def ways_back(self) -> tuple[Citation, ...]:
        """Return the citations shown behind the piece: one for each tone, or a weak line drowns in its codes."""
        return tuple({item.tone: item for item in reversed(self.ends)}.values())[::-1]

    @property
    def untold(self) -> int:
        """Return how many parts of the scorecard quote these words beyond those shown."""
        return len({item.code for item in self.ends}) - len(self.ways_back)


def quote_anchor(evidence: Evidence) -> str:
    """Return the id of the piece where this quote begins."""
    return f"q-{evidence.turn}-{evidence.start}"


def cut(turn: int, text: str, citations: Iterable[Citation]) -> tuple[Piece, ...]:
    """Cut ``text`` at every start and end of a citation. The pieces put together are the text, nothing lost."""
    wanted = [item for item in citations if 0 <= item.start < item.end <= len(text)]
    borders = sorted({0, len(text), *(item.start for item in wanted), *(item.end for item in wanted)})
    return tuple(_piece(turn, text, start, end, wanted) for start, end in pairwise(borders))


def _piece(turn: int, text: str, start: int, end: int, citations: list[Citation]) -> Piece:
    over = [item for item in citations if item.start <= start and end <= item.end]
    begins = any(item.start == start for item in citations)
    return Piece(
        text=text[start:end],
        tones=tuple(dict.fromkeys(item.tone for item in over)),
        ends=tuple(item for item in dict.fromkeys(over) if item.end == end),
        anchor=f"q-{turn}-{start}" if begins else "",
    )
