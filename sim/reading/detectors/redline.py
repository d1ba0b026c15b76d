"""The five red lines, with the exceptions the canon knows: a way out, quoting, taking one's words back."""

from collections.abc import Iterable, Sequence

from sim.domain.moves import MoveKind
from sim.reading.case import Case
from sim.reading.context import ReadingContext
from sim.reading.detectors.refusal import offers_way_out
from sim.reading.lexicon import Group
from sim.reading.line import Found, Line

_CUES = {
    "cue-contempt": "蔑视",
    "cue-impatient": "烦躁",
    "cue-refuse": "拒绝",
    "cue-doubt": "质疑",
    "cue-careless": "随意",
}
"""Groups of weak signs and the red line they point to, the gravest first."""
_CUES_NEEDED = 2
_EXONERABLE = frozenset({"蔑视", "质疑", "随意"})
"""Kinds whose words turn into their contrary in a clause that clears the customer: 不是您没看手机."""
_CONSTRUCTIVE = frozenset(
    {
        MoveKind.ACT_NOW,
        MoveKind.ADMIT,
        MoveKind.EASER,
        MoveKind.FINDING,
        MoveKind.GRANT,
        MoveKind.HAND_OVER,
        MoveKind.IMPACT,
        MoveKind.INJECTION,
        MoveKind.FORGED,
        MoveKind.LIMIT,
        MoveKind.OPTIONS,
        MoveKind.PROOF,
        MoveKind.SAFETY,
        MoveKind.SINGLE_CONTACT,
        MoveKind.STOCK,
        MoveKind.OUT_OF_ROLE,
        MoveKind.TICKET,
        MoveKind.WORRY,
        MoveKind.WRITTEN,
        MoveKind.KNOWN_UNKNOWN,
    }
)


def detect(line: Line, case: Case, context: ReadingContext, found: Sequence[Found]) -> Iterable[Found]:
    """Yield red lines. A refusal with a way out is none; words the trainee takes back in the same breath are none."""
    crossed = [
        (group, start, end)
        for group in line.groups()
        if group.kind is MoveKind.RED_LINE
        for start, end in line.find(group.id)
        if not _taken_back(line, start) and not _exonerates(line, group, start, end)
    ]
    way_out = bool(crossed) and offers_way_out(line, found, [(start, end) for _, start, end in crossed])
    for group, start, end in crossed:
        if not (way_out and group.detail.get("kind") == "拒绝"):
            yield Found(MoveKind.RED_LINE, *line.trimmed(start, end), {**group.detail, "basis": "words"})
    if not crossed:
        yield from _by_cues(line, found)


def _by_cues(line: Line, found: Sequence[Found]) -> Iterable[Found]:
    """Several weak signs in a line that does nothing for the customer make one light red line."""
    cues = [group for group in _CUES if line.find(group)]
    if len(cues) < _CUES_NEEDED or line.has("exonerating"):
        return
    if any(map(_constructive, found)) or offers_way_out(line, found):
        return
    strongest = cues[0]
    first, last = line.find(strongest)[0]
    start, end = line.sentence(first)
    detail = {"kind": _CUES[strongest], "severity": "light", "basis": "signs"}
    yield Found(MoveKind.RED_LINE, *line.trimmed(start, max(end, last)), detail)


def _constructive(move: Found) -> bool:
    if move.kind is MoveKind.PROMISE:
        return move.detail["when"] == "yes"
    if move.kind is MoveKind.QUESTION:
        return move.detail["form"] in ("open", "mixed") or move.detail["about"] in ("verify", "hypothesis", "need")
    if move.kind is MoveKind.EMOTION:
        return move.detail["form"] != "template"
    if move.kind is MoveKind.APOLOGY:
        return move.detail["use"] in ("apology", "regret")
    return move.kind in _CONSTRUCTIVE


def _exonerates(line: Line, group: Group, start: int, end: int) -> bool:
    if group.detail.get("kind") not in _EXONERABLE:
        return False
    return line.has("exonerating", line.clause(start)[0], line.clause(end - 1)[1])


def _taken_back(line: Line, position: int) -> bool:
    start, end = line.sentence(position)
    follows = line.sentence(end)[1] if end < len(line.text) else end
    return line.has("self-correction", start, follows)
