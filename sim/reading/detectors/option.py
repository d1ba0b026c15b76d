"""Options: several ways out, how many, whether they differ, what they cost, whether the customer may choose."""

import re
from collections.abc import Iterable, Sequence

from sim.domain.moves import MoveKind
from sim.reading.case import Case, pairs_of
from sim.reading.context import ReadingContext
from sim.reading.line import Found, Line

_MARKS = (
    re.compile("(?:^|(?<=[,。!?;:\n、(]))(?:第[一二三四1-4]种?|其[一二三])[,:、是]?"),
    re.compile("(?:^|(?<=[,。!?;:\n、]))(?:[一二三四]|[1-4]|[abc])(?:[,、.:)]|是(?!不是|个|种|样))(?![0-9])"),
    re.compile("[①②③④]|方案[一二三abc1-3]"),
    re.compile("要么|或者(?!说)|要不(?!然|是|要)|也可以|也行|也能|还可以|不然就|另外一(?:个|种|条)"),
)
_CHOICE_BETWEEN = re.compile("[^。!?;\n]{2,30}(?:还是|或是)(?!得|要|会|不|没|很|能|应该|可以)[^。!?;\n]{2,30}")
_COUNT = {"两": 2, "2": 2, "俩": 2, "三": 3, "3": 3, "仨": 3, "四": 4, "4": 4}


def detect(line: Line, case: Case, context: ReadingContext, found: Sequence[Found]) -> Iterable[Found]:
    """Yield at most one move for all the options of a line."""
    starts = _starts(line)
    said = line.find("option-count")
    if len(starts) < 2 and not said:
        return
    if not starts:
        starts = [said[0].start]
    first, last = starts[0], line.sentence(starts[-1])[1]
    if not line.has("option-offer", first, last) or line.has("option-not", max(0, first - 16), last):
        return
    if said and said[0].start < first:
        first = line.clause(said[0].start)[0]
    count = len(starts) if len(starts) > 1 else _COUNT.get(line.text[said[0].start], 1)
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
    for mark in _MARKS[:3]:
        starts = [match.start() for match in mark.finditer(line.text)]
        if len(starts) >= 2:
            return starts
    ways = [match for match in _MARKS[3].finditer(line.text) if not line.quoted(*match.span())]
    if ways:
        starts = [match.start() for match in ways]
        if line.text.startswith("要么", starts[0]):
            return starts
        opening = line.clause(starts[0] - 1)[0] if starts[0] else 0
        return [opening, *starts] if opening < starts[0] else starts
    between = _CHOICE_BETWEEN.search(line.text)
    if between and line.has("option-choice", between.start(), between.end() + 1):
        split = line.text.find("是", between.start())
        return [between.start(), max(split, between.start() + 1)]
    return []


def _distinct(line: Line, starts: list[int], last: int) -> bool:
    ends = [*starts[1:], last]
    contents = [pairs_of(line.text[start:end]) for start, end in zip(starts, ends, strict=True)]
    pairs = [(left, right) for i, left in enumerate(contents) for right in contents[i + 1 :]]
    return all(len(left & right) * 2 <= min(len(left), len(right)) or not (left and right) for left, right in pairs)
