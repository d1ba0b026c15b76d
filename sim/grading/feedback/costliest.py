"""The sentence that cost most: a failed gate's, what angered the customer most, else the one that weighs most."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from sim.domain.score import ApologyScore, Evidence, GateProposal, GateScore, Proposal
from sim.grading.feedback.mending import mend
from sim.grading.feedback.weighing import heaviest
from sim.grading.limits.bounds import LEVEL as WORD
from sim.grading.limits.bounds import apology_evidence
from sim.grading.limits.conduct import COMPOSURE_GATE, EXCEPTED, LIGHT
from sim.grading.limits.gates import rule_failures
from sim.grading.rules.apologising import CODES
from sim.grading.rules.levels import PROFILES, dialogue_signs
from sim.grading.rules.material import Material
from sim.grading.rules.profile import words_to_say
from sim.grading.words.dialogue import Dialogue
from sim.grading.words.spoken import whole

MOOD_CHANGES = "mood_changes"
"""Key of ``GradingCase.context``: trainee turn number → the ``MoodChange`` values that turn caused."""

_GRAVE = ("O", "T", "B", "C")
"""Apology errors that cost more than a flat sentence does."""


class Cost(NamedTuple):
    """The sentence that cost most, why, and the better line in its place, "" where none is known."""

    sentence: Evidence | None = None
    reason: str = ""
    line: str = ""


class _Moved(NamedTuple):
    """How a turn moved the customer."""

    anger: int
    trust: int

    @property
    def loss(self) -> int:
        """Anger raised and trust lost."""
        return self.anger - self.trust

    def __str__(self) -> str:
        moved = (f"怒气{self.anger:+d}" if self.anger else "", f"信任{self.trust:+d}" if self.trust else "")
        told = "、".join(filter(None, moved))
        return f"（客户随后{told}）" if told else ""


def costliest(
    dialogue: Dialogue,
    gates: Sequence[GateScore],
    apologies: Sequence[ApologyScore],
    context: Mapping[str, Any],
    rules: Mapping[str, Proposal],
    uncapped: float | None,
) -> Cost:
    """Choose the sentence that cost most: the gravest of a failed gate with the lowest cap, what angered the customer
    most, an apology gone wrong, else the sentence that weighs heaviest against the trainee.

    Args:
        dialogue: What was said.
        gates: As decided.
        apologies: The timeline.
        context: Of the grading case; its mood changes are told, never scored.
        rules: The rules' proposals, by criterion: their lines stand in for the sentence.
        uncapped: The total before caps, None where it is withheld.
    """
    failed = [gate for gate in gates if not gate.passed and gate.evidence]
    if failed:
        gravest = min(failed, key=lambda gate: (gate.id == COMPOSURE_GATE, gate.cap or 0))
        return _failing(dialogue, gravest, context, uncapped)
    angering = _angering(dialogue, context, rules)
    if angering is not None:
        return angering
    for apology in apologies:
        if apology.code in _GRAVE:
            return Cost(apology_evidence(dialogue, apology), f"{CODES[apology.code]}。", words_to_say(rules.get(WORD)))
    return _heaviest_fault(dialogue, rules)


def _failing(dialogue: Dialogue, gate: GateScore, context: Mapping[str, Any], uncapped: float | None) -> Cost:
    """Return the gravest sentence of a failed gate with its own reason and a line in its place."""
    seen = [
        (failure, item)
        for item in gate.evidence
        for failure in rule_failures(dialogue)
        if failure.gate == gate.id and _is_of(failure, item)
    ]
    gravest = min(seen, key=lambda pair: (pair[0].severity == LIGHT, -_moved(context, pair[1].turn).loss), default=None)
    if gravest is None:
        item, kind, reason = gate.evidence[0], gate.kind, gate.reasoning
    else:
        item, kind, reason = gravest[1], gravest[0].kind, gravest[0].reasoning
    item = whole(dialogue.by_number[item.turn], item)
    caps = "总分因此封顶" if uncapped is not None and (gate.cap or 0) < uncapped else "没过这道关，总分上限"
    told = f"{caps} {gate.cap}：{reason.replace(EXCEPTED, '')}{_moved(context, item.turn)}"
    return Cost(item, told, mend(Material(dialogue), [kind]))


def _is_of(failure: GateProposal, item: Evidence) -> bool:
    quote = failure.quote
    return quote.turn == item.turn and (quote.text in item.quote or item.quote in quote.text)


def _angering(dialogue: Dialogue, context: Mapping[str, Any], rules: Mapping[str, Proposal]) -> Cost | None:
    """Return the words that angered the customer most, None where nothing that can be quoted did."""
    changes = [
        (change.anger - change.trust, number, change)
        for number, caused in context.get(MOOD_CHANGES, {}).items()
        for change in caused
        if change.anger > 0 or change.trust < 0
    ]
    for _, number, change in sorted(changes, key=lambda item: (-item[0], item[1])):
        turn = dialogue.by_number.get(number)
        start = turn.turn.text.find(change.quote) if turn is not None and change.quote else -1
        if turn is not None and start >= 0 and not turn.is_barred(start, start + len(change.quote)):
            words = whole(turn, Evidence(number, start, start + len(change.quote), change.quote))
            line = _line_of(_held_against(dialogue, words), rules)
            return Cost(words, f"{change.reason}{_moved(context, number)}", line)
    return None


def _heaviest_fault(dialogue: Dialogue, rules: Mapping[str, Proposal]) -> Cost:
    """Return the sentence that weighs most against the trainee, what is wrong with it in words of the profiles, and
    the line of the criterion that holds it against him."""
    worst = heaviest(dialogue, good=False)
    if worst is None:
        return Cost()
    held = _held_against(dialogue, worst)
    if not held:
        return Cost()
    return Cost(worst, "；".join(list(dict.fromkeys(text for _, text in held))[:2]) + "。", _line_of(held, rules))


def _held_against(dialogue: Dialogue, words: Evidence) -> Sequence[tuple[str, str]]:
    """Return which criteria hold these words against the trainee, and as what."""
    present = {sign.name for sign in dialogue_signs(dialogue).all if sign.evidence.meets(words)}
    return [(id_, text) for id_, each in PROFILES.items() for name, text in each.against.items() if name in present]


def _line_of(held: Sequence[tuple[str, str]], rules: Mapping[str, Proposal]) -> str:
    """Return the line of the first of these criteria that has one."""
    return next((line for id_, _ in held if (line := words_to_say(rules.get(id_)))), "")


def _moved(context: Mapping[str, Any], turn: int) -> _Moved:
    caused = context.get(MOOD_CHANGES, {}).get(turn, ())
    return _Moved(sum(change.anger for change in caused), sum(change.trust for change in caused))
