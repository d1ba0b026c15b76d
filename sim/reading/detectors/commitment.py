"""What holds a promise: tickets, hand-over, written answers, follow-up."""

import re
from collections.abc import Iterable, Iterator, Sequence

from sim.domain.moves import MoveKind
from sim.domain.spans import Span
from sim.reading.case import Case
from sim.reading.context import ReadingContext
from sim.reading.line import Found, Line

_NUMBER = re.compile("[a-z]{0,6}-?[0-9]{2,}(?:-[0-9a-z]+)*")


def detect(line: Line, case: Case, context: ReadingContext, found: Sequence[Found]) -> Iterable[Found]:
    """Yield tickets with their number, hand-overs, written answers and follow-ups."""
    for start, end in line.find("ticket"):
        number = _NUMBER.search(line.text, start, min(len(line.text), end + 24))
        last = number.end() if number else end
        yield Found(MoveKind.TICKET, start, max(end, last), {"number": number[0] if number else ""})
    for start, end in line.find("hand-over"):
        yield Found(MoveKind.HAND_OVER, start, end, {"no-repeat": "yes" if line.has("no-repeat") else "no"})
    for start, end in line.find("written"):
        when = "yes" if line.has("time-point", *line.sentence(start)) else "no"
        yield Found(MoveKind.WRITTEN, start, end, {"when": when})
    follow_ups = line.find("follow-up")
    if follow_ups:
        yield from _follow_ups(line, follow_ups)


def _follow_ups(line: Line, follow_ups: Sequence[Span]) -> Iterator[Found]:
    acceptance = line.find("acceptance-test")
    prevention = "yes" if line.has("prevention") else "no"
    reached = -1
    for said, _ in follow_ups:
        start, end = line.sentence(said)
        if start < reached or line.text[start:end].endswith("?"):
            continue
        reached = end
        yield Found(
            MoveKind.FOLLOW_UP,
            *line.trimmed(line.clause(said)[0], end),
            {
                "when": "yes" if line.has("time-point", start, end) else "no",
                "within-24h": "yes" if line.has("time-within-24h", start, end) else "no",
                "acceptance": "yes" if acceptance else "no",
                "prevention": prevention,
            },
        )
