"""The sentence that weighs most for or against the trainee: its signs by their worth in the calibration."""

from collections.abc import Iterator, Mapping

from sim.domain.score import Evidence
from sim.grading.rules.calibration import default_calibration
from sim.grading.rules.fitting import fits
from sim.grading.rules.levels import PROFILES, dialogue_signs
from sim.grading.rules.signs import AGAINST
from sim.grading.words.dialogue import Dialogue
from sim.grading.words.spoken import whole
from sim.grading.words.substance import AGAINST_GROUPS
from sim.grading.words.wording import sentence_span

_TOLD = frozenset(name for profile in PROFILES.values() for name in profile.against)
"""Signs against the trainee that people can be told about."""


def heaviest(dialogue: Dialogue, *, good: bool) -> Evidence | None:
    """Return the sentence whose signs, each counted once, move the levels most up (``good``) or down.

    What speaks the other way in the same sentence is taken off: 您最怕的是…，这个我明白 is no mere nod. None where no
    sentence moves them at all.
    """
    sentences: dict[Evidence, dict[str, float]] = {}
    for sentence, name, worth, against in _weighed(dialogue):
        if good or not against or name in _TOLD:
            sentences.setdefault(sentence, {})[name] = worth if against is not good else -worth
    weights: Mapping[Evidence, float] = {sentence: sum(found.values()) for sentence, found in sentences.items()}
    best = max(weights, key=lambda item: (weights[item], -item.turn), default=None)
    if best is None or weights[best] <= 0:
        return None
    return whole(dialogue.by_number[best.turn], best)


def _weighed(dialogue: Dialogue) -> Iterator[tuple[Evidence, str, float, bool]]:
    """Yield each sign that may be quoted: its sentence, its name, its weight, and whether it is against the trainee."""
    calibration = default_calibration()
    for sign in dialogue_signs(dialogue).all:
        worth = calibration.worth(sign.name)
        turn = dialogue.by_number[sign.evidence.turn]
        if not worth or turn.is_doubtful(*sign.evidence.span):
            continue
        start, end = sentence_span(turn.turn.text, *sign.evidence.span)
        sentence = Evidence(turn.number, start, end, turn.turn.text[start:end].rstrip())
        against = sign.name in AGAINST or sign.name in AGAINST_GROUPS or worth < 0
        if not against or fits(sign.name, sentence.quote):
            yield sentence, sign.name, abs(worth), against
