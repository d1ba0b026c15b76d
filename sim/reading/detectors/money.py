"""Money and promises beyond authority, held against the scenario's authority and forbidden list."""

from collections.abc import Iterable, Sequence

from sim.domain.moves import MoveKind
from sim.reading.case import Case, Content, pairs_of
from sim.reading.context import ReadingContext
from sim.reading.line import Found, Line


def detect(line: Line, case: Case, context: ReadingContext, found: Sequence[Found]) -> Iterable[Found]:
    """Yield offers of money or goods, and promises that are forbidden or not covered by the authority."""
    beyond = False
    for hit in line.find("money-offer"):
        start, end = line.clause(hit.start)
        if line.sentence(hit.start)[1] and line.text[start : line.sentence(hit.start)[1]].endswith("?"):
            continue
        within = _within(line.text[start : max(end, hit.end)], case)
        yield Found(MoveKind.MONEY, hit.start, hit.end, {"within": "yes" if within else "no"})
        if not within and case.authority.text:
            beyond = True
            yield Found(MoveKind.OVER_PROMISE, hit.start, hit.end, {"rule": "authority"})
    if beyond:
        return
    for hit in line.find("over-frame"):
        start, end = line.sentence(hit.start)
        rule = _forbidden(pairs_of(line.text[start:end]), case)
        if rule and not line.text[start:end].endswith("?"):
            yield Found(MoveKind.OVER_PROMISE, *line.trimmed(start, end), {"rule": rule})


def _within(text: str, case: Case) -> bool:
    """An offer is within authority when it shares its words with it and names no number it lacks."""
    if not case.authority.text:
        return True
    here = Content.of(text)
    amounts = {(value, unit) for value, unit in here.values if unit in ("元", "倍", "%")}
    if not amounts <= case.known:
        return False
    return bool(here.pairs & case.authority.pairs) or bool(amounts)


def _forbidden(here: frozenset[str], case: Case) -> str:
    for rule, content in case.forbidden:
        shared = here & content.pairs
        if len(shared) >= 2 or (shared and len(content.pairs) <= 2):
            return rule
    return ""
