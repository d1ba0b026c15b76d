"""What a learner takes away from a scorecard: strongest moment, costliest sentence, a better line, what to practise."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from sim.domain.rubric import LEVEL_MAX, Criterion, Rubric
from sim.domain.score import ApologyScore, CriterionScore, Evidence, Feedback, GateProposal, GateScore, Proposal
from sim.grading.feedback.mending import mend
from sim.grading.feedback.summary import gravest_gate, summarise, weakest
from sim.grading.limits.bounds import LEVEL as WORD
from sim.grading.limits.bounds import apology_evidence
from sim.grading.limits.compliance import GATE as COMPLIANCE_GATE
from sim.grading.limits.conduct import COMPOSURE_GATE, EXCEPTED, LIGHT, RED_LINE_GATE
from sim.grading.limits.gates import rule_failures
from sim.grading.rules.apologising import CODES
from sim.grading.rules.calibration import default_calibration
from sim.grading.rules.fitting import fits
from sim.grading.rules.levels import PROFILES, dialogue_signs
from sim.grading.rules.material import Material
from sim.grading.rules.profile import SAY
from sim.grading.rules.signs import AGAINST
from sim.grading.totals import add_up
from sim.grading.words.dialogue import Dialogue
from sim.grading.words.spoken import whole
from sim.grading.words.substance import AGAINST_GROUPS
from sim.grading.words.wording import sentence_span

MOOD_CHANGES = "mood_changes"
"""Key of ``GradingCase.context``: trainee turn number → the ``MoodChange`` values that turn caused."""

_TOLD = frozenset(name for profile in PROFILES.values() for name in profile.against)
"""Signs against the trainee that people can be told about."""

GATE_PRACTICE = {
    RED_LINE_GATE: "顶人的话到嘴边先停一口气，换成“我来”开头的一句，接着往下办。",
    COMPOSURE_GATE: "客户冲着人来，只接事、不接气；再三越界，平和地把界限说出来。",
    COMPLIANCE_GATE: "许诺、认错、报情况之前先问自己：我有权吗？查实了吗？是他该知道的吗？",
}
"""How each gate is practised."""

_GRAVE = ("O", "T", "B", "C")
"""Apology errors that cost more than a flat sentence does."""


class Cost(NamedTuple):
    """The sentence that cost most, why, and the better line in its place, "" where none is known."""

    sentence: Evidence | None = None
    reason: str = ""
    line: str = ""


def make_feedback(
    rubric: Rubric,
    dialogue: Dialogue,
    criteria: Sequence[CriterionScore],
    gates: Sequence[GateScore],
    rules: Mapping[str, Proposal],
    context: Mapping[str, Any],
    apologies: Sequence[ApologyScore] = (),
) -> Feedback:
    """Put the feedback together from a settled scorecard; everything said in it stands on a quote."""
    weights = _weights(rubric)
    scored = [score for score in criteria if score.level is not None and score.id in weights]
    strongest = _strongest(dialogue, scored)
    lost = weakest(rubric, criteria) is not None or any(not gate.passed for gate in gates)
    uncapped = add_up(rubric, criteria, gates).uncapped
    cost = _costliest(dialogue, gates, apologies, context, rules, uncapped) if lost else Cost()
    if cost.sentence == strongest:
        strongest = None
    return Feedback(
        strongest=strongest,
        costliest=cost.sentence,
        costliest_reason=cost.reason,
        better_line=cost.line or _better_line(scored, weights, rules),
        practise_next=practise_next(rubric, criteria, gates),
        summary=summarise(rubric, scored, gates),
    )


def practise_next(rubric: Rubric, criteria: Sequence[CriterionScore], gates: Sequence[GateScore]) -> str:
    """Return what cost most and how it is practised; "" where nothing was lost.

    That is the gravest failed gate, else the criterion on which most of the total was lost.
    """
    failed = gravest_gate(gates, add_up(rubric, criteria, gates).uncapped)
    gate = next((gate for gate in rubric.gates if failed is not None and gate.id == failed.id), None)
    if gate is not None:
        return f"{gate.code} {gate.name.zh}" + (f"：{GATE_PRACTICE[gate.id]}" if gate.id in GATE_PRACTICE else "")
    found = weakest(rubric, criteria)
    return _practise(found[0]) if found is not None else ""


def _weights(rubric: Rubric) -> Mapping[str, float]:
    """Return what each criterion counts in the total."""
    return {
        criterion.id: dimension.weight / len(dimension.criteria)
        for dimension in rubric.dimensions
        for criterion in dimension.criteria
    }


def _strongest(dialogue: Dialogue, scored: Sequence[CriterionScore]) -> Evidence | None:
    """The sentence that carries most weight in the calibration, where anything was done well enough to be named."""
    if not any((score.level or 0) >= 2 and score.evidence for score in scored):
        return None
    found = _heaviest(dialogue, good=True)
    return found if found is not None else next((score.evidence[0] for score in scored if score.evidence), None)


def _heaviest(dialogue: Dialogue, *, good: bool) -> Evidence | None:
    """Return the sentence whose signs, each counted once, move the levels most up (or down).

    What speaks the other way in the same sentence is taken off: 您最怕的是…，这个我明白 is no mere nod.
    """
    calibration = default_calibration()
    sentences: dict[Evidence, dict[str, float]] = {}
    for sign in dialogue_signs(dialogue).all:
        worth = calibration.worth(sign.name)
        turn = dialogue.by_number[sign.evidence.turn]
        if not worth or turn.is_doubtful(sign.evidence.start, sign.evidence.end):
            continue
        start, end = sentence_span(turn.turn.text, sign.evidence.start, sign.evidence.end)
        sentence = Evidence(turn.number, start, end, turn.turn.text[start:end].rstrip())
        against = sign.name in AGAINST or sign.name in AGAINST_GROUPS or worth < 0
        if against and not fits(sign.name, sentence.quote):
            continue
        if good or not against or sign.name in _TOLD:
            sentences.setdefault(sentence, {})[sign.name] = abs(worth) if against is not good else -abs(worth)
    weights = {sentence: sum(found.values()) for sentence, found in sentences.items()}
    best = max(weights, key=lambda item: (weights[item], -item.turn), default=None)
    if best is None or weights[best] <= 0:
        return None
    return whole(dialogue.by_number[best.turn], best)


def _costliest(
    dialogue: Dialogue,
    gates: Sequence[GateScore],
    apologies: Sequence[ApologyScore],
    context: Mapping[str, Any],
    rules: Mapping[str, Proposal],
    uncapped: float | None,
) -> Cost:
    """Choose the sentence that cost most: the gravest of a failed gate with the lowest cap, what angered the customer
    most, an apology gone wrong, else the sentence that weighs heaviest against the trainee."""
    failed = sorted((gate for gate in gates if not gate.passed and gate.evidence), key=lambda gate: gate.cap or 0)
    for gate in sorted(failed, key=lambda gate: gate.id == COMPOSURE_GATE):
        return _failing(dialogue, gate, context, uncapped)
    angering = _angering(dialogue, context)
    if angering is not None:
        return angering
    for apology in apologies:
        if apology.code in _GRAVE:
            return Cost(apology_evidence(dialogue, apology), f"{CODES[apology.code]}。", _said(rules.get(WORD)))
    return _heaviest_fault(dialogue, rules)


def _failing(dialogue: Dialogue, gate: GateScore, context: Mapping[str, Any], uncapped: float | None) -> Cost:
    """Return the gravest sentence of a failed gate with its own reason and a line in its place."""
    seen = [(failure, item) for item in gate.evidence for failure in rule_failures(dialogue) if _is_of(failure, item)]
    seen = [(failure, item) for failure, item in seen if failure.gate == gate.id]
    gravest = min(seen, key=lambda pair: (pair[0].severity == LIGHT, _calm(context, pair[1].turn)), default=None)
    if gravest is None:
        item, kind, reason = gate.evidence[0], gate.kind, gate.reasoning
    else:
        item, kind, reason = gravest[1], gravest[0].kind, gravest[0].reasoning
    item = whole(dialogue.by_number[item.turn], item)
    caps = "总分因此封顶" if uncapped is not None and (gate.cap or 0) < uncapped else "没过这道关，总分上限"
    told = f"{caps} {gate.cap}：{reason.replace(EXCEPTED, '')}{_mood(context, item.turn)}"
    return Cost(item, told, mend(Material(dialogue), [kind]))


def _is_of(failure: GateProposal, item: Evidence) -> bool:
    quote = failure.quote
    return quote.turn == item.turn and (quote.text in item.quote or item.quote in quote.text)


def _calm(context: Mapping[str, Any], turn: int) -> int:
    """Return how little a turn angered the customer: trust won less anger raised."""
    return sum(change.trust - change.anger for change in context.get(MOOD_CHANGES, {}).get(turn, ()))


def _heaviest_fault(dialogue: Dialogue, rules: Mapping[str, Proposal]) -> Cost:
    """Return the sentence that weighs most against the trainee, what is wrong with it in words of the profiles, and
    the line of the criterion that holds it against him."""
    worst = _heaviest(dialogue, good=False)
    if worst is None:
        return Cost()
    present = {sign.name for sign in dialogue_signs(dialogue).all if sign.evidence.meets(worst)}
    held = [(id_, text) for id_, each in PROFILES.items() for name, text in each.against.items() if name in present]
    if not held:
        return Cost()
    line = next((line for id_, _ in held if (line := _said(rules.get(id_)))), "")
    return Cost(worst, "；".join(list(dict.fromkeys(text for _, text in held))[:2]) + "。", line)


def _angering(dialogue: Dialogue, context: Mapping[str, Any]) -> Cost | None:
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
            evidence = Evidence(number, start, start + len(change.quote), change.quote)
            return Cost(whole(turn, evidence), change.reason + _mood(context, number))
    return None


def _mood(context: Mapping[str, Any], turn: int) -> str:
    caused: Iterable[Any] = context.get(MOOD_CHANGES, {}).get(turn, ())
    anger = sum(change.anger for change in caused)
    trust = sum(change.trust for change in caused)
    moved = [f"怒气{anger:+d}" if anger else "", f"信任{trust:+d}" if trust else ""]
    told = "、".join(part for part in moved if part)
    return f"（客户随后{told}）" if told else ""


def _better_line(scored: Sequence[CriterionScore], weights: Mapping[str, float], rules: Mapping[str, Proposal]) -> str:
    """The better line for the weakest criterion that has one: the judge's, else the one made of the case."""
    for score in sorted(scored, key=lambda score: -(LEVEL_MAX - (score.level or 0)) * weights[score.id]):
        rule = rules.get(score.id)
        if line := score.suggestion.partition(SAY)[2] or _said(rule):
            return line
    return next((score.suggestion for score in scored if score.suggestion), "")


def _said(rule: Proposal | None) -> str:
    """Return the words to say of a rule's suggestion."""
    return "" if rule is None else rule.suggestion.partition(SAY)[2]


def _practise(criterion: Criterion) -> str:
    return f"{criterion.code} {criterion.name.zh}" + (f"：{criterion.practice.zh}" if criterion.practice.zh else "")
