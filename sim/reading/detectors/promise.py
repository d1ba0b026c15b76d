"""Promises: who does what by when, with which token and what if it fails; and those without a time."""

import re
from collections.abc import Iterable, Iterator, Sequence

from sim.domain.moves import MoveKind
from sim.domain.spans import Span
from sim.reading.case import Case
from sim.reading.context import ReadingContext
from sim.reading.line import Found, Line

_SUITS = re.compile(
    "(可以|行|好|成|中|合适|方便)(吗|么|不|吧)[?]*$|行不行|可不可以|好不好|成不成|合不合适|要不要[?]*$"
    "|(您|你|恁)(看|觉得)(行|成|好|可以|怎么样|怎样|如何|合适)?(吗|么|不|呢)?[?]*$"
)
"""Asks whether what was just said suits him: the offer stands, he need only say yes."""
_LATEST = re.compile("最晚|最迟|不晚于|不超过|截止|截至")


def detect(line: Line, case: Case, context: ReadingContext, found: Sequence[Found]) -> Iterable[Found]:
    """Yield one promise per committing sentence, and vague promises where no time stands by."""
    actors = line.find("commit-actor")
    times = [time for time in line.find("time-point") if not _is_past(line, time[0])]
    if actors or times:
        for start, end in line.sentences:
            yield from _promise(line, start, end, _within(actors, start, end), _within(times, start, end))
    for start, end in line.find("vague-promise"):
        if not _within(times, *line.sentence(start)):
            yield Found(MoveKind.VAGUE_PROMISE, *line.trimmed(start, end))


def _is_past(line: Line, start: int) -> bool:
    """Tell whether a time lies behind: by its own clause, or because what was agreed for it did not happen."""
    clause = line.clause(start)
    return line.has("past", *clause) or (line.has("agreed", *clause) and line.has("missed", *line.sentence(start)))


def _within(spans: Sequence[Span], start: int, end: int) -> list[Span]:
    return [span for span in spans if start <= span[0] < end]


def _promise(line: Line, start: int, end: int, actors: list[Span], times: list[Span]) -> Iterator[Found]:
    """A sentence commits when somebody of ours acts in it, or when something of ours is to be done by a time."""
    if (not actors and not times) or _only_asks(line, start, end):
        return
    first = min(span[0] for span in (*actors, *times))
    acts = line.has("action-verb", first, end)
    if not acts or (not actors and line.has("customer-duty", start, end)):
        return
    yield Found(
        MoveKind.PROMISE,
        *line.trimmed(line.clause(first)[0], end),
        {
            "who": "yes" if line.has("who-person", start, end) else "no",
            "what": "yes",
            "when": "yes" if times else "no",
            "deadline": _deadline(line, times),
            "token": "yes" if line.has("token") else "no",
            "fallback": "yes" if line.has("fallback") else "no",
        },
    )


def _only_asks(line: Line, start: int, end: int) -> bool:
    """Tell whether a sentence asks instead of offering: "when can I ring?" does, "I ring at six, all right?" not."""
    return line.text[end - 1] == "?" and not _SUITS.search(line.text, start, end)


def _deadline(line: Line, times: Sequence[Span]) -> str:
    """Return the time as it was said: "at the latest" belongs to the time behind it and is none alone."""
    if not times:
        return ""
    start, end = times[0]
    following = next((time for time in times[1:] if time[0] == end), None)
    if following and _LATEST.fullmatch(line.text, start, end):
        end = following[1]
    return "" if _LATEST.fullmatch(line.text, start, end) else line.text[start:end]
