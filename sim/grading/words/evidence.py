"""Finds a proposed quote in the trainee turn it names: no span, no evidence. The model proposes, code decides."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from sim.domain.score import Evidence, Quote
from sim.grading.words.dialogue import Dialogue, ReadTurn
from sim.grading.words.skeleton import Skeleton

QUOTE_MIN = 3
"""Fewest letters, digits or Chinese characters a quote must have, unless it is the whole turn."""

EXACT = 8
"""From this length on a quote that stands in the turn to the letter, once, needs no comparing of spellings."""

_GAP = re.compile(r"…+|\.{3,}|⋯+")


class QuoteFate(StrEnum):
    """What became of a proposed quote."""

    FOUND = "found"
    TOO_SHORT = "too-short"
    INJECTED = "injected"
    MISPLACED = "misplaced"
    FABRICATED = "fabricated"


@dataclass(frozen=True, slots=True)
class Located:
    """The quotes of one or several proposals, looked up: evidence found and how the others failed."""

    evidence: tuple[Evidence, ...] = ()
    fates: tuple[QuoteFate, ...] = ()

    @property
    def found(self) -> int:
        """How many quotes were found in place."""
        return self.fates.count(QuoteFate.FOUND)

    @property
    def fabricated(self) -> int:
        """How many quotes no trainee turn holds."""
        return self.fates.count(QuoteFate.FABRICATED)

    @property
    def injected(self) -> int:
        """How many quotes were taken from injected or forged text."""
        return self.fates.count(QuoteFate.INJECTED)

    def __add__(self, other: "Located") -> "Located":
        """Add up what was looked up."""
        return Located(self.evidence + other.evidence, self.fates + other.fates)


def locate(dialogue: Dialogue, quotes: Iterable[Quote]) -> Located:
    """Look up quotes in the turns they name.

    A quote counts when its content characters stand in a row in that trainee turn; spelling (full-width, blanks,
    Traditional, punctuation) may differ, the span returned is of the original. A quote with an ellipsis counts when
    all its parts stand there in order; the evidence is then its longest part. A model quotes personal data as it was
    shown it, masked: such a quote counts, and the span is of the original. Quotes of the customer, of another
    turn, of injected or forged text, or too short to say anything do not count.
    """
    evidence: list[Evidence] = []
    fates: list[QuoteFate] = []
    for quote in quotes:
        found, fate = locate_one(dialogue, quote)
        fates.append(fate)
        if found is not None and found not in evidence:
            evidence.append(found)
    return Located(tuple(evidence), tuple(fates))


def locate_one(dialogue: Dialogue, quote: Quote, *, against: bool = False) -> tuple[Evidence | None, QuoteFate]:
    """Look up one quote; the evidence is None unless it was found.

    ``against`` says that the quote speaks against the trainee: then it counts in doubtful and in barred text too.
    """
    wanted = Skeleton.of(quote.text).text
    turn = dialogue.by_number.get(quote.turn)
    if turn is not None:
        spans = _spans(turn, quote.text)
        if spans:
            if len(wanted) < _shortest(turn):
                return None, QuoteFate.TOO_SHORT
            own = [span for span in spans if against or not turn.is_doubtful(*span)]
            if not own:
                return None, QuoteFate.INJECTED
            start, end = own[0]
            return Evidence(turn.number, start, end, turn.turn.text[start:end]), QuoteFate.FOUND
    if len(wanted) < QUOTE_MIN:
        return None, QuoteFate.TOO_SHORT
    elsewhere = any(_spans(other, quote.text) for other in dialogue.turns)
    return None, QuoteFate.MISPLACED if elsewhere else QuoteFate.FABRICATED


def _shortest(turn: ReadTurn) -> int:
    return min(QUOTE_MIN, max(1, len(turn.skeleton.text)))


def _spans(turn: ReadTurn, quote: str) -> list[tuple[int, int]]:
    """Return where a quote stands in a turn: all places of the whole, or the longest of its parts."""
    exact = turn.turn.text.find(quote) if len(quote) >= EXACT else -1
    if exact >= 0 and turn.turn.text.count(quote) == 1:
        return [(exact, exact + len(quote))]
    return _places(turn.skeleton, quote) or (_places(turn.masked_skeleton, quote) if turn.masked_skeleton else [])


def _places(skeleton: Skeleton, quote: str) -> list[tuple[int, int]]:
    places = list(skeleton.places(Skeleton.of(quote).text))
    if places:
        return places
    parts = [part for piece in _GAP.split(quote) if (part := Skeleton.of(piece).text)]
    if len(parts) < 2:
        return []
    position, spans = 0, []
    for part in parts:
        start = skeleton.text.find(part, position)
        if start < 0:
            return []
        position = start + len(part)
        spans.append((start, position))
    return [skeleton.span(*max(spans, key=lambda span: span[1] - span[0]))]
