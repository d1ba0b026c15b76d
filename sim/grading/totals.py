"""From levels and gates to dimension figures, total, pass and certification level. Pure arithmetic, no judgement.

The rule of the rubric: a dimension is the mean of its applicable levels on a scale of 100; dimensions are weighted;
what had no chance to be shown is left out and the other weights grow; what could not be judged withholds the total
(it is never a zero and never a pass); failed gates cap.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sim.domain.rounding import rounded
from sim.domain.rubric import LEVEL_MAX, Certification, Rubric
from sim.domain.score import CriterionScore, GateScore, Status


@dataclass(frozen=True, slots=True)
class Totals:
    """What the levels add up to.

    ``dimensions`` maps a dimension's id to 0–100, None where it was not applicable or is withheld. ``uncapped`` is the
    weighted total before gates, ``total`` after them; both None while a criterion is unscored or nothing applied.
    """

    dimensions: Mapping[str, float | None]
    uncapped: float | None
    total: float | None
    passed: bool
    level: str | None


def add_up(rubric: Rubric, criteria: Sequence[CriterionScore], gates: Sequence[GateScore]) -> Totals:
    """Add up a scorecard.

    Args:
        rubric: Weights, gates and certification levels.
        criteria: One score per criterion of the rubric; a criterion not listed counts as unscored.
        gates: One score per gate that was judged; each carries its own cap.

    Returns:
        Figures rounded to one decimal. ``level`` is the highest certification this one session reaches by itself;
        levels that ask for a record of several sessions (``Certification.requires``) are not given here.
    """
    scores = {score.id: score for score in criteria}
    means: dict[str, float | None] = {}
    withheld = False
    for dimension in rubric.dimensions:
        mine = [scores.get(criterion.id) for criterion in dimension.criteria]
        unscored = any(score is None or score.status is Status.UNSCORED for score in mine)
        withheld = withheld or unscored
        levels = [score.level for score in mine if score is not None and score.level is not None]
        means[dimension.id] = None if unscored or not levels else sum(levels) / len(levels)
    uncapped = None if withheld else _weighted(rubric, means)
    total = None if uncapped is None else min([uncapped, *(float(gate.cap) for gate in gates if gate.cap is not None)])
    level = _certified(rubric.certifications, total, means, gates)
    return Totals(
        dimensions={key: _percent(mean) for key, mean in means.items()},
        uncapped=_rounded(uncapped),
        total=_rounded(total),
        passed=level is not None,
        level=level,
    )


def _weighted(rubric: Rubric, means: Mapping[str, float | None]) -> float | None:
    parts = [(dimension.weight, mean) for dimension in rubric.dimensions if (mean := means[dimension.id]) is not None]
    weight = sum(part[0] for part in parts)
    if not weight:
        return None
    return sum(part_weight * mean / LEVEL_MAX * 100 for part_weight, mean in parts) / weight


def _certified(
    levels: Sequence[Certification],
    total: float | None,
    means: Mapping[str, float | None],
    gates: Sequence[GateScore],
) -> str | None:
    if total is None or not all(gate.passed for gate in gates):
        return None
    applicable = [mean for mean in means.values() if mean is not None]
    reached = [
        level
        for level in levels
        if not level.requires and total >= level.total and all(mean >= level.dimension_mean for mean in applicable)
    ]
    return max(reached, key=lambda level: level.total).id if reached else None


def _percent(mean: float | None) -> float | None:
    return None if mean is None else _rounded(mean / LEVEL_MAX * 100)


def _rounded(figure: float | None) -> float | None:
    return None if figure is None else rounded(figure, 1)
