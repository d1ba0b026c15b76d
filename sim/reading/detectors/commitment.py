"""What holds a promise: tickets, hand-over, written answers, follow-up."""

import re
from collections.abc import Iterable, Iterator, Sequence

from sim.domain.moves import MoveKind
from sim.reading.case import Case
from sim.reading.context import ReadingContext
from sim.reading.line import Found, Line

_NUMBER = re.compile("[a-z]{0,6}-?[0-9]{2,}(?:-[0-9a-z]+)*")


def detect(line: Line, case: Case, context: ReadingContext, found: Sequence[Found]) -> Iterable[Found]:
    """Yield tickets with their number, hand-overs, written answers and follow-ups."""
    for hit in line.find("ticket"):
        number = _NUMBER.search(line.text, hit.start, min(len(line.text), hit.end + 24))
        end = number.end() if number else hit.end
        yield Found(MoveKind.TICKET, hit.start, max(end, hit.end), {"number": number[0] if number else ""})
    for hit in line.find("hand-over"):
        yield Found(MoveKind.HAND_OVER, hit.start, hit.end, {"no-repeat": "yes" if line.has("no-repeat") else "no"})
    for hit in line.find("written"):
        start, end = line.sentence(hit.start)
        yield Found(
            MoveKind.WRITTEN, hit.start, hit.end, {"when": "yes" if line.has("time-point", start, end) else "no"}
        )
    yield from _follow_ups(line)


def _follow_ups(line: Line) -> Iterator[Found]:
    acceptance = line.find("acceptance-test")
    prevention = "yes" if line.has("prevention") else "no"
    reached = -1
    for hit in line.find("follow-up"):
        start, end = line.sentence(hit.start)
        if start < reached or line.text[start:end].endswith("?"):
            continue
        reached = end
        yield Found(
            MoveKind.FOLLOW_UP,
            *line.trimmed(line.clause(hit.start)[0], end),
            {
                "when": "yes" if line.has("time-point", start, end) else "no",
                "within-24h": "yes" if line.has("time-within-24h", start, end) else "no",
                "acceptance": "yes" if acceptance else "no",
                "prevention": prevention,
            },
        )
