"""The five red lines, with the exceptions the canon knows: a way out, quoting, taking one's words back."""

from collections.abc import Iterable, Sequence

from sim.domain.moves import MoveKind
from sim.reading.case import Case
from sim.reading.context import ReadingContext
from sim.reading.detectors.refusal import offers_way_out
from sim.reading.lexicon import Hit
from sim.reading.line import Found, Line


def detect(line: Line, case: Case, context: ReadingContext, found: Sequence[Found]) -> Iterable[Found]:
    """Yield red lines. A refusal with a way out is none; words the trainee takes back in the same breath are none."""
    hits = [
        hit for group in line.groups(MoveKind.RED_LINE) for hit in line.find(group.id) if not _taken_back(line, hit)
    ]
    if not hits:
        return
    way_out = offers_way_out(line, found)
    for hit in hits:
        if hit.group.detail.get("kind") == "拒绝" and way_out:
            continue
        yield Found(MoveKind.RED_LINE, *line.trimmed(hit.start, hit.end), hit.group.detail)


def _taken_back(line: Line, hit: Hit) -> bool:
    start, end = line.sentence(hit.start)
    follows = line.sentence(end)[1] if end < len(line.text) else end
    return line.has("self-correction", start, follows)
