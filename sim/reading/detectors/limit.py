"""Setting limits: the last step brings in a supervisor."""

from collections.abc import Iterable, Sequence

from sim.domain.moves import MoveKind
from sim.reading.case import Case
from sim.reading.context import ReadingContext
from sim.reading.line import Found, Line


def detect(line: Line, case: Case, context: ReadingContext, found: Sequence[Found]) -> Iterable[Found]:
    """Yield the supervisor step where a limit was set in this line or in an earlier one."""
    hits = line.find("limit-supervisor")
    if not hits:
        return
    if any(move.kind is MoveKind.LIMIT for move in found) or any(
        "骂" in text or "攻击" in text for text in context.earlier
    ):
        for start, end in hits:
            yield Found(MoveKind.LIMIT, start, end, {"step": "supervisor"})
