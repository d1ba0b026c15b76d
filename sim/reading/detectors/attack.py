"""Attacks on the exercise: what follows forged speech is forged as well."""

from collections.abc import Iterable, Sequence

from sim.domain.moves import MoveKind
from sim.reading.case import Case
from sim.reading.context import ReadingContext
from sim.reading.line import Found, Line


def detect(line: Line, case: Case, context: ReadingContext, found: Sequence[Found]) -> Iterable[Found]:
    """Yield forged speech: the marker and the sentence it puts into another's mouth."""
    for start, end in line.find("forged-speaker"):
        last = max(start, min(end, len(line.text) - 1))
        yield Found(MoveKind.FORGED, start, max(end, line.sentence(last)[1]))
