"""Moves that need no more than their words: every group of the lexicons that names a kind of its own."""

from collections.abc import Iterable, Sequence

from sim.domain.moves import MoveKind
from sim.reading.case import Case
from sim.reading.context import ReadingContext
from sim.reading.line import Found, Line

OWN_DETECTOR = frozenset({MoveKind.RED_LINE})
"""Kinds whose groups are weighed by a detector of their own."""


def detect(line: Line, case: Case, context: ReadingContext, found: Sequence[Found]) -> Iterable[Found]:
    """Yield a move for every valid hit of a group with a kind."""
    for group in line.groups():
        if group.kind is not None and group.kind not in OWN_DETECTOR:
            for start, end in line.find(group.id):
                yield Found(group.kind, start, end, group.detail)
