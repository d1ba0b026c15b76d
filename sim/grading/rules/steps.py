"""The six-step tracker: how far each of R1–R6 was taken, and the words that took it there."""

from collections.abc import Sequence

from sim.domain.rubric import Rubric
from sim.domain.score import CriterionScore, Proposal, StepScore
from sim.grading.words.dialogue import Dialogue
from sim.grading.words.evidence import locate

RESOLUTION = "resolution"


def track_steps(
    rubric: Rubric, dialogue: Dialogue, criteria: Sequence[CriterionScore], rules: dict[str, Proposal]
) -> tuple[StepScore, ...]:
    """Return the steps of the resolution dimension in order, under their short codes (R1 …).

    The level is the settled one. Evidence is what the judge quoted; where it quoted nothing, what the rules found.
    A rubric without that dimension has no steps.
    """
    settled = {score.id: score for score in criteria}
    steps: list[StepScore] = []
    for dimension in rubric.dimensions:
        if dimension.id != RESOLUTION:
            continue
        for criterion in dimension.criteria:
            score = settled.get(criterion.id)
            rule = rules.get(criterion.id)
            evidence = score.evidence if score is not None else ()
            if not evidence and rule is not None:
                evidence = locate(dialogue, rule.quotes).evidence
            steps.append(StepScore(criterion.code, None if score is None else score.level, evidence))
    return tuple(steps)
