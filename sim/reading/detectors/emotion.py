"""Empathy: naming the emotion, tying it to its cause, saying the impact and the unspoken worry."""

from collections.abc import Iterable, Sequence

from sim.domain.moves import MoveKind
from sim.reading.case import Case, content_of, pairs_of
from sim.reading.context import ReadingContext
from sim.reading.line import Found, Line


def detect(line: Line, case: Case, context: ReadingContext, found: Sequence[Found]) -> Iterable[Found]:
    """Yield emotions, impacts and worries."""
    customer = content_of(context.customer_text)
    for first, last in line.find("emotion-named"):
        start, end = line.trimmed(*line.sentence(first))
        impact = line.has("empathy-impact", start, end)
        cause = impact or _tells_cause(line, case, context, start, end, first, last)
        words = pairs_of(line.text[first:last])
        yield Found(
            MoveKind.EMOTION,
            start,
            max(end, last),
            {
                "cause": "yes" if cause else "no",
                "impact": "yes" if impact else "no",
                "form": "own-terms" if words & customer.pairs else "named",
            },
        )
    for first, last in line.find("emotion-template"):
        sentence = line.sentence(first)
        if not any(each.kind is MoveKind.EMOTION and each.start >= sentence[0] for each in found):
            cause = _tells_cause(line, case, context, *sentence, first, last)
            detail = {"cause": "yes" if cause else "no", "impact": "no", "form": "template"}
            yield Found(MoveKind.EMOTION, first, last, detail)
    for first, last in line.find("empathy-impact"):
        yield Found(MoveKind.IMPACT, *line.trimmed(line.clause(first)[0], line.clause(last - 1)[1]))
    yield from _worries(line, case)


def _tells_cause(
    line: Line, case: Case, context: ReadingContext, start: int, end: int, word_start: int, word_end: int
) -> bool:
    """An emotion has a cause when the rest of its sentence speaks of the case."""
    rest = pairs_of(line.text[start:word_start]) | pairs_of(line.text[word_end:end])
    customer = content_of(context.customer_text).pairs
    if len(rest) >= 5 or not rest.isdisjoint(customer):
        return True
    return any(len(rest & fact.pairs) >= 2 for _, fact in case.facts)


def _worries(line: Line, case: Case) -> Iterable[Found]:
    for frame, _ in line.find("worry-frame"):
        start, end = line.sentence(frame)
        if not ("您" in line.text[start:end] or "你" in line.text[start:end] or "恁" in line.text[start:end]):
            continue
        near = pairs_of(line.text[start:end]) & case.hidden_need.pairs
        if end - frame < 4 and not near:
            continue
        yield Found(
            MoveKind.WORRY,
            *line.trimmed(start, end),
            {
                "tentative": "yes" if line.has("worry-tentative", start, end) else "no",
                "match": "yes" if near else "no",
            },
        )
