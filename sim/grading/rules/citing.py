"""Chooses which words to quote for a criterion: the most telling first, whole clauses, not the same ones everywhere."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from sim.domain.score import Evidence
from sim.grading.rules.signs import Sign, Signs
from sim.grading.rules.standing import is_marred, is_misfit
from sim.grading.words.dialogue import Dialogue
from sim.grading.words.spoken import whole
from sim.grading.words.wording import figures, grams

MOST = 3
"""Most quotes for one criterion."""

WORN = 2
"""Quotes that this many criteria cite already give way where there are others."""

TELLING = 6
"""Content pairs and figures from which on a quote is as telling as it gets."""


@dataclass(frozen=True, slots=True)
class Cited:
    """A quote, the sign it shows, and that sign in the words people read."""

    name: str
    words: str
    evidence: Evidence


def cite(
    dialogue: Dialogue, signs: Signs, words: Mapping[str, str], cited: Counter[Evidence], *, against: bool = False
) -> tuple[Cited, ...]:
    """Return up to three quotes, one per sign at most, in the order of ``words``.

    ``cited`` counts how often each quote has been used for other criteria. Only what is cited ``against`` the trainee
    may be marred: words that tell the customer to calm down show nothing good, whatever else stands in them.
    """
    chosen: list[Cited] = []
    worn: list[Cited] = []
    for name, text in words.items():
        best = _best(dialogue, signs.by_name.get(name, ()), cited, chosen, against=against)
        if best is not None:
            item = Cited(name, text, best)
            (worn if cited[best] >= WORN else chosen).append(item)
        if len(chosen) == MOST:
            break
    return tuple((chosen or worn)[:MOST])


def _best(
    dialogue: Dialogue, found: tuple[Sign, ...], cited: Counter[Evidence], chosen: list[Cited], *, against: bool
) -> Evidence | None:
    candidates = []
    for sign in found:
        if is_misfit(dialogue, sign):
            continue
        evidence = whole(dialogue.by_number[sign.evidence.turn], sign.evidence)
        if not against and is_marred(dialogue, evidence):
            continue
        if not any(evidence.meets(item.evidence) for item in chosen):
            candidates.append(evidence)
    return min(candidates, key=lambda item: (cited[item], -_telling(item.quote), item.turn), default=None)


def _telling(quote: str) -> int:
    return min(TELLING, len(grams(quote)) + len(figures(quote)))
