"""The guard: every sentence of a model is checked before the trainee sees it."""

from collections.abc import Callable

from sim.customer.voice.guard.decency import insults_beyond_cap, too_hurtful
from sim.customer.voice.guard.form import SENTENCE_MARKS, SentenceCutter, cleaned, is_garbage, is_too_long
from sim.customer.voice.guard.invention import INVENTED, discloses_early, invents_figures, tells
from sim.customer.voice.guard.leaks import leaks_house
from sim.customer.voice.guard.mending import MENDED, with_vague_figure
from sim.customer.voice.guard.repeats import BABBLE, PARROT, REPEAT, repeats_himself
from sim.customer.voice.guard.role import speaks_as_agent
from sim.customer.voice.guard.scene import GuardScene
from sim.customer.voice.guard.yielding import ends_as_directed, yields_unearned

Check = Callable[[str, GuardScene], str | None]

CHECKS: tuple[Check, ...] = (
    leaks_house,
    is_garbage,
    speaks_as_agent,
    insults_beyond_cap,
    yields_unearned,
    invents_figures,
    discloses_early,
    repeats_himself,
    is_too_long,
)
"""In order of gravity: the first that objects names the reason."""

OUT_OF_HAND = "out-of-hand"
"""The author speaks because the model is not asked any more."""

STRIKES = frozenset({"leak", "agent", "insult", "thanks", "yield", BABBLE, PARROT})
"""Reasons that tell of a model that cannot keep the role; the others, saying a thing twice among them, are slips."""


def objection(sentence: str, scene: GuardScene) -> str | None:
    """Return why the sentence may not be shown (agent, leak, thanks, yield, invented, too-early …), None if it may."""
    return next((reason for check in CHECKS if (reason := check(sentence, scene))), None)


__all__ = [
    "CHECKS",
    "INVENTED",
    "MENDED",
    "OUT_OF_HAND",
    "REPEAT",
    "SENTENCE_MARKS",
    "STRIKES",
    "GuardScene",
    "SentenceCutter",
    "cleaned",
    "ends_as_directed",
    "insults_beyond_cap",
    "leaks_house",
    "objection",
    "speaks_as_agent",
    "tells",
    "too_hurtful",
    "with_vague_figure",
    "yields_unearned",
]
