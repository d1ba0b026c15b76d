"""Questions: open, closed, mixed, leading or accusing, and what they are about."""

from collections.abc import Iterable, Sequence

from sim.domain.moves import MoveKind
from sim.reading.case import Case
from sim.reading.context import ReadingContext
from sim.reading.line import Found, Line

_ABOUT = ("extension", "outcome", "need", "impact", "hypothesis", "verify")
_CUES = (
    "question-open",
    "question-closed",
    "question-mark",
    "question-leading",
    "question-leading-strong",
    "question-accusing",
)


def detect(line: Line, case: Case, context: ReadingContext, found: Sequence[Found]) -> Iterable[Found]:
    """Yield one question for every sentence that asks."""
    for start, end in line.sentences:
        if _asks(line, start, end):
            begin, stop = line.trimmed(_first_clause(line, start, end), end)
            if begin < stop:
                yield Found(MoveKind.QUESTION, begin, stop, _detail(line, start, end))


def _asks(line: Line, start: int, end: int) -> bool:
    if line.has("question-mark", start, end):
        return True
    if line.has("question-closed", start, end):
        return True
    return line.has("question-request", start, end)


def _first_clause(line: Line, start: int, end: int) -> int:
    """Leave out the clauses before the asking one, but keep what it needs to be understood (one clause)."""
    cues = [first for cue in _CUES for first, _ in line.find(cue) if start <= first < end]
    first = line.clause(min(cues))[0] if cues else start
    if first <= start:
        return start
    return max(start, line.clause(first - 1)[0])


def _detail(line: Line, start: int, end: int) -> dict[str, str]:
    return {"form": _form(line, start, end), "about": _about(line, start, end)}


def _form(line: Line, start: int, end: int) -> str:
    confirming = line.has("question-verify", start, end)
    if line.has("question-accusing", start, end):
        return "accusing"
    if line.has("question-leading-strong", start, end) or (line.has("question-leading", start, end) and not confirming):
        return "leading"
    is_open = line.has("question-open", start, end) and not line.has("option-choice", start, end)
    is_closed = line.has("question-closed", start, end)
    if is_open and is_closed:
        return "mixed"
    return "open" if is_open else "closed"


def _about(line: Line, start: int, end: int) -> str:
    return next((about for about in _ABOUT if line.has(f"question-{about}", start, end)), "fact")
