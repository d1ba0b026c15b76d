"""Apologies: the word, what it is for, whether it is a real one, conditional, or taken back by a but."""

from collections.abc import Iterable, Sequence

from sim.domain.moves import MoveKind
from sim.reading.case import Case, pairs_of
from sim.reading.context import ReadingContext
from sim.reading.line import Found, Line

_BASES = {"apology-fault": "对不起", "apology-regret": "很抱歉", "apology-minor": "不好意思"}
_TARGETS = ("mood", "fault", "hardship", "inconvenience", "event")
_GROUPS = {
    "mood": "apology-mood",
    "fault": "apology-fault-words",
    "hardship": "apology-hardship",
    "inconvenience": "apology-inconvenience",
    "event": "apology-event",
}
_BUT_REACH = 24


def detect(line: Line, case: Case, context: ReadingContext, found: Sequence[Found]) -> Iterable[Found]:
    """Yield every apology word with its base form, use, target and matter."""
    mentions = line.hits("apology-mention")
    for group, base in _BASES.items():
        for start, end in line.find(group):
            mentioned = any(first <= start and end <= last for first, last in mentions)
            yield Found(MoveKind.APOLOGY, start, end, _detail(line, case, base, start, end, mentioned))


def _detail(line: Line, case: Case, base: str, start: int, end: int, mentioned: bool) -> dict[str, str]:
    first, last = _reach(line, start, end)
    target = _target(line, first, last)
    return {
        "word": line.original_of(start, end),
        "base": base,
        "use": _use(line, start, end, first, last, mentioned),
        "target": target,
        "matter": _matter(line, case, first, last),
        "conditional": "yes" if line.has("apology-if", first, last) else "no",
        "but": "yes" if _but(line, end, last) else "no",
    }


def _reach(line: Line, start: int, end: int) -> tuple[int, int]:
    """Return the words an apology is about: its sentence, and the one before where it stands alone."""
    first, last = line.sentence(start)
    last = max(last, line.sentence(end - 1)[1])
    if end + 2 >= last and start - first < 4:
        first = line.sentence(first - 1)[0] if first else first
        last = line.sentence(last)[1] if last < len(line.text) else last
    return first, last


def _use(line: Line, start: int, end: int, first: int, last: int, mentioned: bool) -> str:
    if mentioned or line.quoted(start, end):
        return "quoted"
    near = min(last, end + _BUT_REACH)
    about = _target(line, first, last)
    if about in ("none", "event") and line.has("apology-request", end, near):
        return "courtesy"
    if about in ("none", "event") and line.has("apology-cannot", end, near):
        return "regret"
    return "apology"


def _target(line: Line, first: int, last: int) -> str:
    """Return what the words ``first:last`` apologise for; taking one's own words back is owning a fault."""
    named = (target for target in _TARGETS if line.has(_GROUPS[target], first, last))
    return next(named, "fault" if line.has("taking-back", first, last) else "none")


def _matter(line: Line, case: Case, first: int, last: int) -> str:
    here = pairs_of(line.text[first:last])
    best = max(case.matters, key=lambda matter: len(here & matter[1].pairs), default=None)
    return best[0] if best and here & best[1].pairs else ""


def _but(line: Line, end: int, last: int) -> bool:
    return line.has("apology-but", end, min(len(line.text), max(last, end) + 3))
