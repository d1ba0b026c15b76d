"""Options counted and compared: how many differ in substance, lie within authority, name a price, leave the choice."""

import re
from dataclasses import dataclass

from sim.domain.moves import MoveKind
from sim.domain.score import Evidence
from sim.grading.words.dialogue import Dialogue
from sim.grading.words.wording import overlap, sentences
from sim.reading.normalise import normalise

WITHIN = 0.34
"""Share of an authority item's content that must be in a sentence for it to be that item."""


_GUESS = re.compile(
    "^[^。!?;]{0,12}(可能|也许|兴许|说不定|没准|大概|估计|多半|应该是)[^。!?;]*(或者|要么|也可能|要不就是|还是)"
)
"""How a line begins that weighs what may have happened: 可能…或者… of causes lists no ways out."""


def is_guess(text: str) -> bool:
    """Tell whether a listing guesses at what happened rather than offers what can be done."""
    return _GUESS.search(normalise(text).text) is not None


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
    listings = [(turn, move) for turn, move in dialogue.moves(MoveKind.OPTIONS) if not is_guess(move.quote)]
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
