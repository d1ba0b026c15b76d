"""Promises: who does what by when, with which token and what if it fails; and those without a time."""

from collections.abc import Iterable, Iterator, Sequence

from sim.domain.moves import MoveKind
from sim.reading.case import Case
from sim.reading.context import ReadingContext
from sim.reading.lexicon import Span
from sim.reading.line import Found, Line


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
    if (not actors and not times) or line.text[end - 1] == "?":
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
            "deadline": line.text[slice(*times[0])] if times else "",
            "token": "yes" if line.has("token") else "no",
            "fallback": "yes" if line.has("fallback") else "no",
        },
    )
