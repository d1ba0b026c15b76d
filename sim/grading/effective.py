"""The effective scorecard: the original with what people decided over it, added up by the same code."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from sim.domain.review import Override, Verdict
from sim.domain.rubric import Gate, Rubric
from sim.domain.score import CriterionScore, Feedback, GateScore, Scorecard, Status, StepScore
from sim.grading.feedback.summary import summarise
from sim.grading.feedback.takeaways import practise_next
from sim.grading.limits.conduct import LIGHT
from sim.grading.totals import add_up

PASSED_SEVERITY = "none"


def effective_scorecard(rubric: Rubric, card: Scorecard, overrides: Sequence[Override]) -> Scorecard:
    """Return the scorecard as people left it; without overrides the original itself.

    Of several overrides of one criterion or gate the last in ``overrides`` counts; overrides of different ones do not
    touch each other. Levels and gates are replaced, then gates, caps, dimensions, total, pass and certification level
    are added up anew. Flags about what a person has decided are settled and left out. Where a level or gate differs,
    the summary and what to practise next are told anew, and a costliest sentence for which a gate was failed is left
    out once that gate is decided otherwise.

    Args:
        rubric: The one the original was made with.
        card: The original, which stays as it is.
        overrides: In the order in which they were given; those of subjects the card does not have are left alone.
    """
    last = {item.subject: item for item in overrides}
    if not last:
        return card
    criteria = tuple(_criterion(score, last.get(score.id)) for score in card.criteria)
    gates = tuple(_gate(score, _gate_of(rubric, score.id), last.get(score.id)) for score in card.gates)
    totals = add_up(rubric, criteria, gates)
    changed = criteria_differ(card.criteria, criteria) or gates != card.gates
    return replace(
        card,
        total=totals.total,
        passed=totals.passed,
        level=totals.level,
        dimensions=totals.dimensions,
        criteria=criteria,
        gates=gates,
        steps=_steps(rubric, card.steps, criteria, last),
        flags=tuple(flag for flag in card.flags if flag.partition(":")[2] not in last),
        feedback=_feedback(rubric, card, criteria, gates) if changed else card.feedback,
    )


def _feedback(
    rubric: Rubric, card: Scorecard, criteria: Sequence[CriterionScore], gates: Sequence[GateScore]
) -> Feedback:
    told = replace(
        card.feedback, summary=summarise(rubric, criteria, gates), practise_next=practise_next(rubric, criteria, gates)
    )
    settled = (before for before, now in zip(card.gates, gates, strict=True) if not before.passed and before != now)
    cost = told.costliest
    if cost is not None and any(cost.meets(evidence) for gate in settled for evidence in gate.evidence):
        return replace(told, costliest=None, costliest_reason="", better_line="")
    return told


def criteria_differ(before: Sequence[CriterionScore], after: Sequence[CriterionScore]) -> bool:
    """Tell whether any level differs."""
    return [score.level for score in before] != [score.level for score in after]


def gate_cap(gate: Gate, severity: str) -> int:
    """Return the cap of a failure of this gate; a gate that knows no light failure caps every one alike."""
    return gate.light_cap if severity == LIGHT and gate.light_cap is not None else gate.cap


def _criterion(score: CriterionScore, override: Override | None) -> CriterionScore:
    if override is None:
        return score
    match override.verdict:
        case Verdict.ACCEPT:
            return replace(score, status=Status.SCORED) if score.status is Status.NEEDS_REVIEW else score
        case Verdict.REJECT:
            return replace(score, level=None, status=Status.UNSCORED, evidence=(), reasoning=override.reason)
        case Verdict.ADJUST:
            return replace(
                score,
                level=override.level,
                status=Status.NOT_APPLICABLE if override.level is None else Status.SCORED,
                evidence=override.evidence or score.evidence,
                reasoning=override.reason,
            )
        case _:
            return score


def _gate(score: GateScore, gate: Gate | None, override: Override | None) -> GateScore:
    if override is None or gate is None:
        return score
    if override.verdict is Verdict.LIFT:
        return GateScore(score.id, passed=True, severity=PASSED_SEVERITY, cap=None, reasoning=override.reason)
    if override.verdict is Verdict.FAIL:
        return replace(
            score,
            passed=False,
            severity=override.severity,
            cap=gate_cap(gate, override.severity),
            evidence=override.evidence or score.evidence,
            kind="" if score.passed else score.kind,
            reasoning=override.reason,
        )
    return score


def _gate_of(rubric: Rubric, gate_id: str) -> Gate | None:
    return next((gate for gate in rubric.gates if gate.id == gate_id), None)


def _steps(
    rubric: Rubric, steps: Sequence[StepScore], criteria: Sequence[CriterionScore], last: Mapping[str, Override]
) -> tuple[StepScore, ...]:
    """Bring the steps that mirror an overridden criterion (by its id or code) to the level and quotes it now has."""
    codes = {criterion.code: criterion.id for criterion in rubric.criteria()}
    scores = {score.id: score for score in criteria}
    moved = []
    for step in steps:
        name = codes.get(step.id, step.id)
        if name in last and name in scores:
            step = replace(step, level=scores[name].level, evidence=scores[name].evidence)
        moved.append(step)
    return tuple(moved)
