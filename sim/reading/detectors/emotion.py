"""Empathy: naming the emotion, tying it to its cause, saying the impact and the unspoken worry."""

from collections.abc import Iterable, Sequence

from sim.domain.moves import MoveKind
from sim.reading.case import Case, content_of, pairs_of
from sim.reading.context import ReadingContext
from sim.reading.line import Found, Line


def detect(line: Line, case: Case, context: ReadingContext, found: Sequence[Found]) -> Iterable[Found]:
    """Yield emotions, impacts and worries."""
    customer = content_of(context.customer_text)
    for hit in line.find("emotion-named"):
        start, end = line.trimmed(*line.sentence(hit.start))
        impact = line.has("empathy-impact", start, end)
        cause = impact or _tells_cause(line, case, context, start, end, hit.start, hit.end)
        words = pairs_of(line.text[hit.start : hit.end])
        yield Found(
            MoveKind.EMOTION,
            start,
            max(end, hit.end),
            {
                "cause": "yes" if cause else "no",
                "impact": "yes" if impact else "no",
                "form": "own-terms" if words & customer.pairs else "named",
            },
        )
    for hit in line.find("emotion-template"):
        sentence = line.sentence(hit.start)
        if not any(each.kind is MoveKind.EMOTION and each.start >= sentence[0] for each in found):
            cause = _tells_cause(line, case, context, *sentence, hit.start, hit.end)
            yield Found(
                MoveKind.EMOTION,
                hit.start,
                hit.end,
                {"cause": "yes" if cause else "no", "impact": "no", "form": "template"},
            )
    for hit in line.find("empathy-impact"):
        yield Found(MoveKind.IMPACT, *line.trimmed(*_union(line.clause(hit.start), line.clause(hit.end - 1))))
    yield from _worries(line, case)


def _union(first: tuple[int, int], second: tuple[int, int]) -> tuple[int, int]:
    return min(first[0], second[0]), max(first[1], second[1])


def _tells_cause(
    line: Line, case: Case, context: ReadingContext, start: int, end: int, word_start: int, word_end: int
) -> bool:
    """An emotion has a cause when the rest of its sentence speaks of the case."""
    rest = pairs_of(line.text[start:word_start]) | pairs_of(line.text[word_end:end])
    customer = content_of(context.customer_text).pairs
    if len(rest & customer) >= 1 or any(len(rest & fact.pairs) >= 2 for _, fact in case.facts):
        return True
    return len(rest) >= 5


def _worries(line: Line, case: Case) -> Iterable[Found]:
    for hit in line.find("worry-frame"):
        start, end = line.sentence(hit.start)
        after = line.text[hit.start : end]
        if not ("您" in line.text[start:end] or "你" in line.text[start:end] or "恁" in line.text[start:end]):
            continue
        near = pairs_of(line.text[start:end]) & case.hidden_need.pairs
        if len(after) < 4 and not near:
            continue
        yield Found(
            MoveKind.WORRY,
            *line.trimmed(start, end),
            {
                "tentative": "yes" if line.has("worry-tentative", start, end) else "no",
                "match": "yes" if near else "no",
            },
        )
