"""Sentences that go against a scenario's list of what must not be promised, admitted, told or arranged.

A forbidden item is read by kind (paying, judging, guaranteeing, telling, hushing up, bypassing). A sentence goes
against it when it sounds like that kind, speaks of what the item is about, and is neither denied, nor made to depend
on a check, nor a report of what the customer wants. Patterns are data (``offences.yaml``), none belongs to a trade.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from sim.domain.scenario import Fault, Scenario
from sim.grading.limits.item import EARLY, Clause, item_of
from sim.grading.limits.offences import Offences, offences
from sim.grading.words.spoken import LONGEST
from sim.grading.words.sums import YUAN, Sums, sums_of
from sim.grading.words.wording import grams, overlap, sentences, shared
from sim.reading.normalise import normalise

PERMITTED = 0.3
"""Share of an authority item, or of an established matter, that makes a sentence a permitted one."""

CHECK_NAMED = 2
"""Content pairs of the condition of an offer that a sentence must share to put it under that condition."""

ENOUGH = 6
"""Content pairs of a clause of an authority item that says by itself what may be offered."""

ABOUT, FREEING = 2, 4
"""Clauses before one, and as many less one behind, that tell what it is about, and those that may free it: in a
long string of clauses any word occurs somewhere."""

_MAY_BE_PERMITTED = ("pay", "outcome", "verdict", "deed", "waive")
_MAY_DEPEND = ("pay", "verdict")
_BEFORE = re.compile("前|未|没")
_UPON = re.compile("核实|查实|属实|批准|审批|检定|检测|鉴定|复检|听过|查明")
_CAPPED = re.compile("以内|以下|之内|不超过|封顶|上限|最高|最多")
_SWORN = re.compile("(?:保证|担保|绝对|肯定|包您)[^,。!?;]{0,10}(?:不会|再不|不再)")
"""Vouching that something never comes again: its 不会 denies nothing of what is said."""
_CLAUSE = re.compile("[，,；;。]")
_PIECE = re.compile("[^,:]+")
_QUOTED = re.compile('“[^”]*”|「[^」]*」|『[^』]*』|"[^"]*"')


@dataclass(frozen=True, slots=True)
class Offence:
    """A sentence ``text[start:end]`` of a trainee turn that goes against ``item`` (or, "" , against any case)."""

    kind: str
    item: str
    start: int
    end: int


class ForbiddenList:
    """A scenario's list made ready to hold sentences against."""

    def __init__(self, scenario: Scenario) -> None:
        known = "。".join((*scenario.authority, *(fact.text for fact in scenario.facts), *scenario.forbidden))
        self._scenario = scenario
        self._items = [item_of(item) for item in (*scenario.forbidden, *_unsettled(scenario), *_capped(scenario))]
        self._allowed = Sums.of(known, *scenario.authority)

    def offences(self, text: str, *, checked: bool = False) -> Iterator[Offence]:
        """Yield what in a trainee's text goes against the list, at most one offence a sentence.

        ``checked`` says that something has been found out by now: judgements forbidden before a check are then free.
        """
        patterns = offences()
        own = _QUOTED.sub(lambda match: " " * len(match.group()), text)
        for start, end in sentences(own):
            normal = normalise(own[start:end])
            if found := self._against(normal.text, patterns, checked=checked):
                kind, item, first, last = found
                if end - start > LONGEST:
                    first, last = normal.span(first, last)
                    start, end = start + first, start + last
                yield Offence(kind, item, start, end)

    def _against(self, sentence: str, patterns: Offences, *, checked: bool) -> tuple[str, str, int, int] | None:
        """Return the kind and item a sentence goes against and the span of the clauses that do, None if none does."""
        clauses = tuple(_clauses(sentence))
        refused = patterns.refused.search(sentence)
        for clause in clauses:
            if not refused and patterns.always.search(clause.text):
                return "always", "", clause.start, clause.end
        for clause in clauses if not sentence.endswith("?") else ():
            if patterns.unless.search(_SWORN.sub("", clause.text)):
                continue
            if guaranteed := self._guaranteed(clause.text, patterns):
                return "outcome", guaranteed, clause.start, clause.end
            found = self._best(clause)
            if found and not self._free(found, clause.wider, patterns, checked=checked):
                return *found, clause.start, clause.end
        return None

    def _best(self, clause: Clause) -> tuple[str, str] | None:
        """Return the kind and text of the item a clause is most about, the first of the list among equals."""
        fitting = ((kind, item.text) for item in self._items if (kind := item.offended(clause, self._allowed)))
        return max(fitting, key=lambda pair: overlap(pair[1], clause.around), default=None)

    def _guaranteed(self, clause: str, patterns: Offences) -> str | None:
        """Return the item that forbids to guarantee what a clause is sure of, in whatever words either names it.

        Where the item is about a time, the clause names one: that it will be mended some day is no such guarantee.
        What the agent may offer frees it, an established matter does not: that it broke says nothing of when it works.
        """
        if patterns.retold.search(clause):
            return None
        for outcome in patterns.outcomes:
            found = outcome.guaranteed.search(clause)
            if found and all(overlap(item, found.group()) < PERMITTED for item in self._scenario.authority):
                for item in self._items:
                    if "outcome" in item.kinds and outcome.named.search(item.text) and item.tells_when(clause):
                        return item.text
        return None

    def _free(self, found: tuple[str, str], sentence: str, patterns: Offences, *, checked: bool) -> bool:
        kind, item = found
        if kind in _MAY_DEPEND and patterns.depends.search(sentence):
            return True
        if checked and kind == "verdict" and _BEFORE.search(item):
            return True
        early = kind == "pay" and EARLY.search(item) is not None
        return kind in _MAY_BE_PERMITTED and _permitted(self._scenario, sentence, outright=early)


def _clauses(plain: str) -> Iterator[Clause]:
    """Yield a sentence's clauses each with its neighbour before it: what is spoken of and what is done about it."""
    pieces = [match.span() for match in _PIECE.finditer(plain)]
    for place, (start, end) in enumerate(pieces):
        first = pieces[place - 1][0] if place else start
        about, freeing = (
            plain[pieces[max(0, place - reach)][0] : pieces[min(len(pieces), place + reach) - 1][1]]
            for reach in (ABOUT, FREEING)
        )
        yield Clause(plain[first:end], first, end, about, freeing)


def _unsettled(scenario: Scenario) -> Iterator[str]:
    """Yield items for what nobody has cleared up yet: to judge it is forbidden, whether the case says so or not."""
    for matter in scenario.responsibility:
        if matter.fault is Fault.UNCLEAR and not matter.established:
            yield f"认定{matter.matter}"


def _capped(scenario: Scenario) -> Iterator[str]:
    """Yield items for what the agent may give up to a sum: more than that is forbidden, said or not."""
    for item in scenario.authority:
        if _CAPPED.search(item) and any(unit == YUAN for _, unit in sums_of(item)):
            yield f"超出{item}"


def _permitted(scenario: Scenario, sentence: str, *, outright: bool) -> bool:
    """Tell whether a sentence says what the agent may offer, or what stands as somebody's doing in the case.

    ``outright``: only what may be offered without a check or an approval counts. An item against paying *before* the
    check is not lifted by the offer to pay after it.
    """
    settled = [matter.matter for matter in scenario.responsibility if matter.established]
    open_to_him = (
        item
        for item in scenario.authority
        if not (outright and _UPON.search(item) and not _names_check(item, sentence))
    )
    offers = (part for item in open_to_him for part in (item, *_parts(item)))
    return any(overlap(item, sentence) >= PERMITTED for item in (*offers, *settled))


def _names_check(item: str, sentence: str) -> bool:
    """Tell whether a sentence names the finding that an offer hangs on: what stands in its first clause."""
    return len(shared(_CLAUSE.split(item)[0], sentence)) >= CHECK_NAMED


def _parts(item: str) -> Iterator[str]:
    """Yield the clauses of an offer that say enough by themselves: nobody repeats a long one in full."""
    return (part for part in _CLAUSE.split(item) if len(grams(part)) >= ENOUGH)
