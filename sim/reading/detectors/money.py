"""Money and promises beyond authority, held against the scenario's authority and forbidden list."""

from collections.abc import Iterable, Iterator, Sequence

from sim.domain.moves import MoveKind
from sim.reading.case import Case, Content, pairs_of
from sim.reading.context import ReadingContext
from sim.reading.line import Found, Line

_VERBS = "退赔免减送补垫借贷返"
_SHARE = 0.4


def detect(line: Line, case: Case, context: ReadingContext, found: Sequence[Found]) -> Iterable[Found]:
    """Yield offers of money or goods, and promises that are forbidden or not covered by the authority."""
    beyond: set[int] = set()
    for hit in line.find("money-offer"):
        start, end = line.clause(hit.start)
        within = _within(line.text[start : max(end, hit.end)], case)
        yield Found(MoveKind.MONEY, hit.start, hit.end, {"within": "yes" if within else "no"})
        if not within and case.authority.text:
            beyond.add(line.sentence(hit.start)[0])
            yield Found(MoveKind.OVER_PROMISE, hit.start, hit.end, {"rule": "authority"})
    for hit in line.find("beyond-authority"):
        start = line.sentence(hit.start)[0]
        if start not in beyond:
            beyond.add(start)
            yield Found(MoveKind.OVER_PROMISE, hit.start, hit.end, {"rule": "authority"})
    if case.forbidden:
        for start, end in _commitments(line, found):
            rule = _forbidden(line.text[start:end], case)
            if rule and start not in beyond:
                beyond.add(start)
                yield Found(MoveKind.OVER_PROMISE, *line.trimmed(start, end), {"rule": rule})


def _commitments(line: Line, found: Sequence[Found]) -> Iterator[tuple[int, int]]:
    """Yield the sentences that promise, assure or admit something, unless they refuse or leave it open."""
    positions = {hit.start for group in ("over-frame", "money-offer") for hit in line.find(group)}
    positions |= {move.start for move in found if move.kind in (MoveKind.PROMISE, MoveKind.ADMIT)}
    for start, end in sorted({line.sentence(position) for position in positions}):
        if line.text[start:end].endswith("?"):
            continue
        if not any(line.has(group, start, end) for group in ("refuse", "known-unknown", "left-open")):
            yield start, end


def _within(text: str, case: Case) -> bool:
    """An offer is within authority when the authority knows its amounts and its words, or at least its verb."""
    if not case.authority.text:
        return True
    here = Content.of(text)
    amounts = {(value, unit) for value, unit in here.values if unit in ("元", "倍", "%")}
    if not amounts <= case.known:
        return False
    return bool(amounts or here.pairs & case.authority.pairs) or any(
        verb in text and verb in case.authority.text for verb in _VERBS
    )


def _forbidden(text: str, case: Case) -> str:
    """Return the forbidden entry a commitment runs against: its leading verb or noun and most of its content."""
    here = pairs_of(text)
    for rule, content in case.forbidden:
        shared = len(here & content.pairs)
        if content.text[:1] in text and shared >= max(1, min(2, len(content.pairs)), _SHARE * len(content.pairs)):
            return rule
    return ""
