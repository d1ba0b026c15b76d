"""Promises: who does what by when, with which token and what if it fails; and those without a time."""

from collections.abc import Iterable, Iterator, Sequence

from sim.domain.moves import MoveKind
from sim.reading.case import Case
from sim.reading.context import ReadingContext
from sim.reading.line import Found, Line


def detect(line: Line, case: Case, context: ReadingContext, found: Sequence[Found]) -> Iterable[Found]:
    """Yield one promise per sentence with a commissive frame, and vague promises where no time stands by."""
    if "commissive-frame" in line.hits:
        yield from _promises(line)
    for hit in line.find("vague-promise"):
        start, end = line.sentence(hit.start)
        if not line.has("time-point", start, end):
            yield Found(MoveKind.VAGUE_PROMISE, *line.trimmed(hit.start, hit.end))


def _promises(line: Line) -> Iterator[Found]:
    token = "yes" if line.has("token") else "no"
    fallback = "yes" if line.has("fallback") else "no"
    reached = -1
    for hit in line.find("commissive-frame"):
        start, end = line.sentence(hit.start)
        if start < reached or line.text[start:end].endswith("?"):
            continue
        reached = end
        times = [time for time in line.find("time-point") if start <= time.start < end and not _past(line, time.start)]
        yield Found(
            MoveKind.PROMISE,
            *line.trimmed(line.clause(min([hit.start, *(time.start for time in times)]))[0], end),
            {
                "who": "yes" if line.has("who-person", start, end) else "no",
                "what": "yes" if line.has("action-verb", start, end) else "no",
                "when": "yes" if times else "no",
                "deadline": times[-1].text_in(line.text) if times else "",
                "token": token,
                "fallback": fallback,
            },
        )


def _past(line: Line, position: int) -> bool:
    return line.has("past", *line.clause(position))
