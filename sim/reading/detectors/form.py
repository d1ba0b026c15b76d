"""The form of the line: minimal, said before, past the point."""

from collections.abc import Iterable, Sequence

from sim.domain.moves import MoveKind
from sim.reading.case import Case, pairs_in
from sim.reading.context import ReadingContext
from sim.reading.line import Found, Line

_MINIMAL = 3
_SHORT = 40
"""Nobody strings nods together for longer; the search for them is dear on a long line."""
_REPEAT_SHARE = 0.7
_REPEAT_PAIRS = 4
_TALKS = 12
_SAYS_NOTHING = frozenset(
    {MoveKind.EASER, MoveKind.FLATTERY, MoveKind.JARGON, MoveKind.POSITIVE, MoveKind.STOCK, MoveKind.RULE}
)
"""Kinds that can be found in a line which talks past the customer all the same."""


def detect(line: Line, case: Case, context: ReadingContext, found: Sequence[Found]) -> Iterable[Found]:
    """Yield MINIMAL, REPEAT and OFF_TOPIC for the whole line."""
    end = len(line.text)
    if not end:
        return
    words = sum(map(str.isalnum, line.text))
    if words <= _MINIMAL or (end <= _SHORT and sum(past - start for start, past in line.find("minimal")) >= end - 1):
        yield Found(MoveKind.MINIMAL, 0, end)
    here = line.content.pairs
    if len(here) >= _REPEAT_PAIRS and any(
        len(here & pairs_in(text)) >= _REPEAT_SHARE * len(here) for text in context.earlier
    ):
        yield Found(MoveKind.REPEAT, 0, end)
    if words >= _TALKS and context.customer_text and _SAYS_NOTHING.issuperset(move.kind for move in found):
        known = pairs_in(context.customer_text) | case.authority.pairs
        if here.isdisjoint(known) and here.isdisjoint(case.pairs):
            yield Found(MoveKind.OFF_TOPIC, 0, end)
