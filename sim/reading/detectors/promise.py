"""Promises: who does what by when, with which token and what if it fails; and those without a time."""

from collections.abc import Iterable, Iterator, Sequence

from sim.domain.moves import MoveKind
from sim.reading.case import Case
from sim.reading.context import ReadingContext
from sim.reading.lexicon import Hit
from sim.reading.line import Found, Line


def detect(line: Line, case: Case, context: ReadingContext, found: Sequence[Found]) -> Iterable[Found]:
    """Yield one promise per committing sentence, and vague promises where no time stands by."""
    actors = line.find("commit-actor")
    times = [time for time in line.find("time-point") if not _is_past(line, time)]
    if actors or times:
        for start, end in line.sentences():
            yield from _promise(line, start, end, _within(actors, start, end), _within(times, start, end))
    for hit in line.find("vague-promise"):
        start, end = line.sentence(hit.start)
        if not _within(times, start, end):
            yield Found(MoveKind.VAGUE_PROMISE, *line.trimmed(hit.start, hit.end))


def _is_past(line: Line, time: Hit) -> bool:
    """Tell whether the time lies behind: by its own clause, or because what was agreed for it did not happen."""
    clause = line.clause(time.start)
    return line.has("past", *clause) or (line.has("agreed", *clause) and line.has("missed", *line.sentence(time.start)))


def _within(hits: list[Hit], start: int, end: int) -> list[Hit]:
    return [hit for hit in hits if start <= hit.start < end]


def _promise(line: Line, start: int, end: int, actors: list[Hit], times: list[Hit]) -> Iterator[Found]:
    """A sentence commits when somebody of ours acts in it, or when something of ours is to be done by a time."""
    if (not actors and not times) or line.text[start:end].endswith("?"):
        return
    first = min(hit.start for hit in (*actors, *times))
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
            "deadline": times[0].text_in(line.text) if times else "",
            "token": "yes" if line.has("token") else "no",
            "fallback": "yes" if line.has("fallback") else "no",
        },
    )
