"""What a scorecard says to practise next, as a part of its rubric."""

from sim.domain.rubric import Criterion, Gate, Rubric
from sim.domain.score import Feedback


def advised(rubric: Rubric, feedback: Feedback) -> Criterion | Gate | None:
    """Return the criterion or gate that a feedback says to practise next: its advice begins with the code.

    None where nothing is advised, or the rubric does not know it.
    """
    code = feedback.practise_next.partition(" ")[0]
    parts: tuple[Criterion | Gate, ...] = (*rubric.gates, *rubric.criteria())
    return next((part for part in parts if part.code == code), None)
