"""Causes, with the ground they stand on."""

from collections.abc import Iterable, Sequence

from sim.domain.moves import MoveKind
from sim.reading.case import Case
from sim.reading.context import ReadingContext
from sim.reading.line import Found, Line


def detect(line: Line, case: Case, context: ReadingContext, found: Sequence[Found]) -> Iterable[Found]:
    """Yield one cause per sentence that gives one."""
    reached = -1
    for frame, _ in line.find("cause-frame"):
        start, end = line.sentence(frame)
        if start < reached or line.text[start:end].rstrip().endswith("?"):
            continue
        reached = end
        before = line.sentence(start - 1)[0] if start else start
        ground = line.has("cause-ground", before, end)
        yield Found(MoveKind.CAUSE, *line.trimmed(start, end), {"ground": "yes" if ground else "no"})
