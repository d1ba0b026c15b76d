"""Whose fault: admitting it, for which matter, and whether all of it."""

from collections.abc import Iterable, Sequence
from operator import itemgetter

from sim.domain.moves import MoveKind
from sim.reading.case import Case, pairs_of
from sim.reading.context import ReadingContext
from sim.reading.line import Found, Line


def detect(line: Line, case: Case, context: ReadingContext, found: Sequence[Found]) -> Iterable[Found]:
    """Yield admissions of fault; denial and shifting of blame need only their words."""
    reached = -1
    for first, last in sorted([*line.find("admit-fault"), *line.find("admit-all")], key=itemgetter(0)):
        if first < reached:
            continue
        start, end = line.sentence(first)
        reached = end
        here = pairs_of(line.text[start:end])
        best = max(case.matters, key=lambda matter: len(here & matter[1].pairs), default=None)
        yield Found(
            MoveKind.ADMIT,
            *line.trimmed(*_span(line, first, last)),
            {
                "matter": best[0] if best and here & best[1].pairs else "",
                "scope": "all" if line.has("admit-all", start, end) else "ours",
            },
        )


def _span(line: Line, start: int, end: int) -> tuple[int, int]:
    return line.clause(start)[0], max(end, line.clause(end - 1)[1])
