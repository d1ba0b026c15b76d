"""Refusals, by a rule or not, with an alternative or not; and rules that are cited."""

from collections.abc import Iterable, Sequence

from sim.domain.moves import MoveKind
from sim.domain.spans import Span
from sim.reading.case import Case, pairs_in
from sim.reading.context import ReadingContext
from sim.reading.line import Found, Line

_WAYS_OUT = frozenset({MoveKind.OPTIONS, MoveKind.ACT_NOW, MoveKind.TICKET})


def detect(line: Line, case: Case, context: ReadingContext, found: Sequence[Found]) -> Iterable[Found]:
    """Yield refusals and rules."""
    reached = -1
    for first, last in line.find("refuse"):
        start, end = line.sentence(first)
        if start < reached or line.text[end - 1] == "?":
            continue
        reached = end
        yield Found(
            MoveKind.REFUSE,
            *line.trimmed(line.clause(first)[0], line.clause(last - 1)[1]),
            {
                "rule": "yes" if line.has("rule") else "no",
                "alternative": "yes" if offers_way_out(line, found) else "no",
            },
        )
    for start, end in line.find("rule"):
        yield Found(MoveKind.RULE, start, end, {"repeated": "yes" if _repeated(line, context) else "no"})


def offers_way_out(line: Line, found: Sequence[Found], shut: Sequence[Span] = ()) -> bool:
    """Tell whether the line opens a way out: options, a step done now, or an offer to do something else.

    An offer that begins within ``shut``, the words that shut the door, is part of them: 他来了也只能陪您叹气.
    """
    for start, _ in line.find("alternative"):
        if not any(first <= start < last for first, last in shut):
            return True
    return any(
        move.kind in _WAYS_OUT or (move.kind is MoveKind.PROMISE and move.detail.get("when") == "yes") for move in found
    )


def _repeated(line: Line, context: ReadingContext) -> bool:
    here = line.content.pairs
    return any(
        len(here & pairs_in(text)) >= 3 and any(word in text for word in ("规", "政策", "制度", "条"))
        for text in context.earlier
    )
