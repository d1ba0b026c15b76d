"""Chooses which words to quote for a criterion: the most telling first, whole clauses, not the same ones everywhere."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sim.domain.score import Evidence
from sim.grading.rules.fitting import fits
from sim.grading.rules.signs import Sign, Signs
from sim.grading.rules.standing import is_marred
from sim.grading.words.dialogue import Dialogue
from sim.grading.words.spoken import whole
from sim.grading.words.wording import figures, grams

MOST = 3
"""Most quotes for one criterion."""

WORN = 2
"""Quotes that this many criteria cite already give way where there are others."""

UNNAMED = "最接近的一句"
"""What is said of a quote that speaks for a level though it looks like none of its signs."""

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
    """Return up to three quotes, one per sign at most, in the order of ``words``; none whose words do not look it.

    ``cited`` counts how often each quote has been used for other criteria. Only what is cited ``against`` the trainee
    may be marred: words that tell the customer to calm down show nothing good, whatever else stands in them.
    """
    chosen: list[Cited] = []
    worn: list[Cited] = []
    for name, text in words.items():
        best = _best(dialogue, signs.by_name.get(name, ()), cited, (*chosen, *worn), against=against)
        if best is not None:
            item = Cited(name, text, best)
            (worn if cited[best] >= WORN else chosen).append(item)
        if len(chosen) == MOST:
            break
    return tuple((chosen or worn)[:MOST])


def is_shown(dialogue: Dialogue, signs: Signs, name: str) -> bool:
    """Tell whether any words of a sign look like it, so that they could be quoted for it."""
    return _best(dialogue, signs.by_name.get(name, ()), Counter(), (), against=False) is not None


def cite_unnamed(dialogue: Dialogue, signs: Signs, names: Iterable[str], cited: Counter[Evidence]) -> tuple[Cited, ...]:
    """Return the most telling quote of these signs under no sign's name: it speaks for the level as a whole."""
    found = (sign.evidence for name in names for sign in signs.by_name.get(name, ()))
    whole_clauses = (whole(dialogue.by_number[evidence.turn], evidence) for evidence in found)
    sound = (evidence for evidence in whole_clauses if not is_marred(dialogue, evidence))
    best = min(sound, key=lambda item: (cited[item], -_telling(item.quote), item.turn), default=None)
    return () if best is None else (Cited("", UNNAMED, best),)


def _best(
    dialogue: Dialogue, found: tuple[Sign, ...], cited: Counter[Evidence], chosen: Sequence[Cited], *, against: bool
) -> Evidence | None:
    candidates = []
    for sign in found:
        turn = dialogue.by_number[sign.evidence.turn]
        evidence = whole(turn, sign.evidence)
        if turn.is_doubtful(*sign.evidence.span) or not fits(sign.name, evidence.quote):
            continue
        if not against and is_marred(dialogue, evidence):
            continue
        if not any(evidence.meets(item.evidence) for item in chosen):
            candidates.append(evidence)
    return min(candidates, key=lambda item: (cited[item], -_telling(item.quote), item.turn), default=None)


def _telling(quote: str) -> int:
    return min(TELLING, len(grams(quote)) + len(figures(quote)))
