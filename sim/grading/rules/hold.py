"""Whether a session holds on to its case at all: chatting past the matter may use every good form and does nothing.

Times, choices and promises can be made of anything, a recipe or a weekend. So the words must come back to the case:
its facts, its figures, what may be offered, whose fault it is. Who does that hardly ever cannot have served it.
"""

from sim.grading.rules.signs import Signs
from sim.grading.words.dialogue import Dialogue
from sim.grading.words.wording import figures, grams

ADRIFT_MAX = 1
"""The highest level of a session that hardly speaks of its case."""

HELD = 3
"""So many ties to the case are enough: among labelled sessions with fewer none was rated above a third of the marks."""

SPEAKS_OF_IT = 3
"""Content pairs and figures of the case that a turn holds to speak of it."""

TELLING = 20
"""Content a case has at least for this to be judged: dialogues from elsewhere may come with hardly any."""

_TIES = (
    "admit",
    "apology-right",
    "authority-used",
    "case-figure",
    "cause-grounded",
    "fact-told",
    "grant",
    "grants-plain",
    "known-unknown",
    "paraphrase",
)
"""Signs that stand on the case itself, not on a form of words."""


def is_adrift(dialogue: Dialogue, signs: Signs) -> bool:
    """Tell whether a session hardly speaks of its case: too few turns hold its content or do something only it has."""
    scenario = dialogue.scenario
    texts = (
        *(fact.text for fact in scenario.facts),
        *scenario.authority,
        *(matter.matter for matter in scenario.responsibility),
    )
    case = frozenset[str]().union(*(grams(text) | figures(text) for text in texts))
    if len(case) < TELLING:
        return False
    turns = sum(len(case & (grams(turn.own_text) | figures(turn.own_text))) >= SPEAKS_OF_IT for turn in dialogue.turns)
    return turns + sum(map(signs.count, _TIES)) < HELD
