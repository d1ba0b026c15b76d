"""Options: several ways out, how many, whether they differ, what they cost, whether the customer may choose."""

import re
from collections.abc import Iterable, Sequence

from sim.domain.moves import MoveKind
from sim.reading.case import Case, pairs_of
from sim.reading.context import ReadingContext
from sim.reading.line import Found, Line

_MARKS = ("option-ordinal", "option-number", "option-circle")
_CHOICE_BETWEEN = re.compile("[^。!?;\n]{2,30}(?:还是|或是)(?!得|要|会|不|没|很|能|应该|可以)[^。!?;\n]{2,30}")
_COUNT = {"两": 2, "2": 2, "俩": 2, "三": 3, "3": 3, "仨": 3, "四": 4, "4": 4}


def detect(line: Line, case: Case, context: ReadingContext, found: Sequence[Found]) -> Iterable[Found]:
    """Yield at most one move for all the options of a line."""
    starts = _starts(line)
    said = line.find("option-count")
    if len(starts) < 2 and not said:
        return
    if not starts:
        starts = [said[0][0]]
    first, last = starts[0], line.sentence(starts[-1])[1]
    if not line.has("option-offer", first, last) or line.has("option-not", max(0, first - 16), last):
        return
    if said and said[0][0] < first:
        first = line.clause(said[0][0])[0]
    count = len(starts) if len(starts) > 1 else _COUNT.get(line.text[said[0][0]], 1)
    yield Found(
        MoveKind.OPTIONS,
        *line.trimmed(first, last),
        {
            "count": str(count),
            "distinct": "yes" if count > 1 and _distinct(line, starts, last) else "no",
            "price": "yes" if line.has("option-price", first, last) else "no",
            "choice": "yes" if line.has("option-choice") else "no",
        },
    )


def _starts(line: Line) -> list[int]:
    """Return where each option begins."""
    for mark in _MARKS:
        starts = [start for start, _ in line.find(mark)]
        if len(starts) >= 2:
            return starts
    starts = [start for start, _ in line.find("option-way")]
    if starts:
        if line.text.startswith("要么", starts[0]):
            return starts
        opening = line.clause(starts[0] - 1)[0] if starts[0] else 0
        return [opening, *starts] if opening < starts[0] else starts
    between = _CHOICE_BETWEEN.search(line.text) if line.has("option-or") else None
    if between and line.has("option-choice", between.start(), between.end() + 1):
        split = line.text.find("是", between.start())
        return [between.start(), max(split, between.start() + 1)]
    return []


def _distinct(line: Line, starts: list[int], last: int) -> bool:
    ends = [*starts[1:], last]
    contents = [pairs_of(line.text[start:end]) for start, end in zip(starts, ends, strict=True)]
    pairs = [(left, right) for i, left in enumerate(contents) for right in contents[i + 1 :]]
    return all(len(left & right) * 2 <= min(len(left), len(right)) or not (left and right) for left, right in pairs)
