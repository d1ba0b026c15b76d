"""Options counted and compared: how many differ in substance, lie within authority, name a price, leave the choice."""

from dataclasses import dataclass

from sim.domain.moves import MoveKind
from sim.domain.score import Evidence
from sim.grading.dialogue import Dialogue
from sim.grading.wording import overlap, sentences

WITHIN = 0.34
"""Share of an authority item's content that must be in a sentence for it to be that item."""


@dataclass(frozen=True, slots=True)
class OptionSet:
    """All options of a dialogue.

    ``distinct`` counts options different in substance as the trainee lists them, ``authorised`` the items of the
    scenario's authority that he put into words, ``evidence`` where.
    """

    distinct: int
    authorised: tuple[str, ...]
    price: bool
    choice: bool
    evidence: tuple[Evidence, ...]

    @property
    def number(self) -> int:
        """How many ways the customer was shown."""
        return max(self.distinct, len(self.authorised))


def option_set(dialogue: Dialogue) -> OptionSet:
    """Return the options of a dialogue, from its listings and from what of the authority was offered in words."""
    listings = list(dialogue.moves(MoveKind.OPTIONS))
    authorised: dict[str, Evidence] = {}
    for turn in dialogue.turns:
        for start, end in sentences(turn.own_text):
            text = turn.own_text[start:end]
            for item in dialogue.scenario.authority:
                if item not in authorised and overlap(item, text) >= WITHIN:
                    authorised[item] = Evidence(turn.number, start, end, turn.turn.text[start:end])
    listed = tuple(Evidence(turn.number, move.start, move.end, move.quote) for turn, move in listings)
    return OptionSet(
        distinct=max((_number(move.get("distinct", move.get("count"))) for _, move in listings), default=0),
        authorised=tuple(authorised),
        price=any(move.get("price") == "yes" for _, move in listings),
        choice=any(move.get("choice") == "yes" for _, move in listings),
        evidence=tuple(dict.fromkeys((*listed, *authorised.values()))),
    )


def _number(text: str) -> int:
    return int(text) if text.isdigit() else 0
