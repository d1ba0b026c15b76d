"""Money and promises beyond authority, held against the scenario's authority and forbidden list."""

from collections.abc import Iterable, Iterator, Sequence

from sim.domain.moves import MoveKind
from sim.reading.case import Case, Content
from sim.reading.context import ReadingContext
from sim.reading.line import Found, Line

_VERBS = "退赔免减送补垫借贷返"
_SHARE = 0.4
_COMMITTING = frozenset({MoveKind.PROMISE, MoveKind.ADMIT})
_UNCOMMITTED = ("refuse", "known-unknown", "left-open")


def detect(line: Line, case: Case, context: ReadingContext, found: Sequence[Found]) -> Iterable[Found]:
    """Yield offers of money or goods, and promises that are forbidden or not covered by the authority."""
    beyond: set[int] = set()
    for start, end in line.find("money-offer"):
        first, last = line.clause(start)
        within = _within(line.text[first : max(end, last)], case)
        yield Found(MoveKind.MONEY, start, end, {"within": "yes" if within else "no"})
        if not within and case.authority.text:
            beyond.add(line.sentence(start)[0])
            yield Found(MoveKind.OVER_PROMISE, start, end, {"rule": "authority"})
    for start, end in line.find("beyond-authority"):
        first = line.sentence(start)[0]
        if first not in beyond:
            beyond.add(first)
            yield Found(MoveKind.OVER_PROMISE, start, end, {"rule": "authority"})
    if case.forbidden:
        for start, end in _commitments(line, found):
            rule = _forbidden(line.content_at(start), case) if start not in beyond else ""
            if rule:
                beyond.add(start)
                yield Found(MoveKind.OVER_PROMISE, *line.trimmed(start, end), {"rule": rule})


def _commitments(line: Line, found: Sequence[Found]) -> Iterator[tuple[int, int]]:
    """Yield the sentences that promise, assure or admit something, unless they refuse or leave it open."""
    committing = {line.sentence(start) for group in ("over-frame", "money-offer") for start, _ in line.find(group)}
    committing |= {line.sentence(move.start) for move in found if move.kind in _COMMITTING}
    for start, end in sorted(committing):
        if line.text[end - 1] != "?" and not any(line.has(group, start, end) for group in _UNCOMMITTED):
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


def _forbidden(here: Content, case: Case) -> str:
    """Return the forbidden entry a commitment runs against: its leading verb or noun and most of its content."""
    for rule, content in case.forbidden:
        if content.text[:1] in here.text:
            needed = max(1, min(2, len(content.pairs)), _SHARE * len(content.pairs))
            if len(here.pairs & content.pairs) >= needed:
                return rule
    return ""
