"""What a learner takes away from a scorecard: strongest moment, costliest sentence, a better line, what to practise."""

from collections.abc import Mapping, Sequence
from typing import Any

from sim.domain.rubric import LEVEL_MAX, Criterion, Rubric
from sim.domain.score import ApologyScore, CriterionScore, Evidence, Feedback, GateScore, Proposal
from sim.grading.feedback.costliest import Cost, costliest
from sim.grading.feedback.summary import gravest_gate, summarise, weakest
from sim.grading.feedback.weighing import heaviest
from sim.grading.limits.compliance import GATE as COMPLIANCE_GATE
from sim.grading.limits.conduct import COMPOSURE_GATE, RED_LINE_GATE
from sim.grading.rules.profile import SAY, words_to_say
from sim.grading.totals import add_up
from sim.grading.words.dialogue import Dialogue

GATE_PRACTICE = {
    RED_LINE_GATE: "顶人的话到嘴边先停一口气，换成“我来”开头的一句，接着往下办。",
    COMPOSURE_GATE: "客户冲着人来，只接事、不接气；再三越界，平和地把界限说出来。",
    COMPLIANCE_GATE: "许诺、认错、报情况之前先问自己：我有权吗？查实了吗？是他该知道的吗？",
}
"""How each gate is practised."""


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
    cost = costliest(dialogue, gates, apologies, context, rules, uncapped) if lost else Cost()
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
    gate = gravest_gate(rubric, gates, add_up(rubric, criteria, gates).uncapped)
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
    found = heaviest(dialogue, good=True)
    return found if found is not None else next((score.evidence[0] for score in scored if score.evidence), None)


def _better_line(scored: Sequence[CriterionScore], weights: Mapping[str, float], rules: Mapping[str, Proposal]) -> str:
    """The better line for the weakest criterion that has one: the judge's, else the one made of the case."""
    for score in sorted(scored, key=lambda score: -(LEVEL_MAX - (score.level or 0)) * weights[score.id]):
        if line := score.suggestion.partition(SAY)[2] or words_to_say(rules.get(score.id)):
            return line
    return next((score.suggestion for score in scored if score.suggestion), "")


def _practise(criterion: Criterion) -> str:
    return f"{criterion.code} {criterion.name.zh}" + (f"：{criterion.practice.zh}" if criterion.practice.zh else "")
