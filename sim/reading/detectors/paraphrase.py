"""Paraphrase: facts of the case and words of the customer given back, rightly or wrongly."""

from collections.abc import Iterable, Iterator, Sequence

from sim.domain.moves import MoveKind
from sim.reading.case import Case, Content, content_of, surroundings_in, surroundings_of
from sim.reading.context import ReadingContext
from sim.reading.line import Found, Line

_CUSTOMER = "customer"
_MEASURES = frozenset({"元", "度", "天", "小时", "次", "吨", "个月", "岁", "公里", "斤", "%", "年"})
_TELLING_TOGETHER = 2
"""So many measured values of the case in one sentence give facts back even where no word of the case stands by."""


def detect(line: Line, case: Case, context: ReadingContext, found: Sequence[Found]) -> Iterable[Found]:
    """Yield one paraphrase per fact (or per passage of the customer's last line) that a sentence gives back."""
    said = content_of(context.customer_text)
    whole = line.content
    facts = _facts_near(whole, case)
    if not facts and not _near(whole.pairs, whole.values, said):
        return
    seen: set[str] = set()
    for start, end, here in line.contents:
        if len(here.pairs) + len(here.values) < 2 or _only_shows(line, start, end, here, found):
            continue
        if line.has("guarantee", start, end):
            continue
        for fact, value in _facts_in(here, facts, case, said):
            if fact in seen or (value == "wrong" and _promises(line, start, end)):
                continue
            seen.add(fact)
            confirm = "yes" if _confirms(line, start, end) else "no"
            detail = {"fact": fact, "value": value, "confirm": confirm}
            yield Found(MoveKind.PARAPHRASE, *line.trimmed(start, end), detail)


def _facts_near(here: Content, case: Case) -> list[tuple[str, Content]]:
    pairs, values = here.pairs & case.pairs, here.values & case.values
    if not values and len(pairs) < 2:
        return []
    return [(fact, content) for fact, content in case.facts if _near(pairs, values, content)]


def _near(pairs: frozenset[str], values: frozenset[tuple[str, str]], there: Content) -> bool:
    """Tell whether a text shares enough of these to be worth a closer look."""
    shared = len(pairs & there.pairs)
    return shared >= 2 or bool((shared or len(there.values) > 1) and values & there.values)


def _only_shows(line: Line, start: int, end: int, here: Content, found: Sequence[Found]) -> bool:
    """Tell whether the sentence brings out evidence and says nothing of what stands in it."""
    shows = line.has("evidence-fetched", start, end) or any(
        move.kind is MoveKind.PROOF and start <= move.start < end for move in found
    )
    return shows and not _measured(here) and not _confirms(line, start, end)


def _measured(content: Content) -> set[tuple[str, str]]:
    return {value for value in content.values if value[1] in _MEASURES} if content.units else set()


def _promises(line: Line, start: int, end: int) -> bool:
    return line.has("commit-actor", start, end) or line.has("money-offer", start, end)


def _confirms(line: Line, start: int, end: int) -> bool:
    follows = line.sentence(end)[1] if end < len(line.text) and end - start > 6 else end
    return line.has("question-verify", start, min(follows, end + 16))


def _facts_in(
    here: Content, facts: Sequence[tuple[str, Content]], case: Case, said: Content
) -> Iterator[tuple[str, str]]:
    matched = False
    measured = _measured(here)
    several = len({value for value in measured if any(value in each.values for _, each in facts)}) >= _TELLING_TOGETHER
    for fact, content in facts:
        shared = here.pairs & content.pairs
        equal = here.values & content.values
        if (len(shared) >= 2 or (shared and equal)) and _contradicts(here, content, case, said):
            yield fact, "wrong"
            matched = True
        elif (equal and (shared or len(equal) >= 2 or (several and equal & measured))) or len(shared) >= 4:
            yield fact, "right"
            matched = True
    if matched:
        return
    shared = here.pairs & said.pairs
    if len(shared) >= 3 or (shared and here.values & said.values):
        yield _CUSTOMER, "right"


def _contradicts(here: Content, fact: Content, case: Case, said: Content) -> bool:
    """Tell whether a number counts what a number of the fact counts, in the same unit, but has another value.

    A value that the case or the customer knows from elsewhere contradicts nothing.
    """
    if not here.units & fact.units & _MEASURES:
        return False
    theirs = surroundings_in(fact.text)
    known = case.known | said.values
    return any(
        value not in known and any(other[1] == value[1] and near & others for other, others in theirs.items())
        for value, near in surroundings_of(here.text).items()
        if value[1] in _MEASURES
    )
