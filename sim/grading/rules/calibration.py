"""The offline grader's calibration: how many levels each sign is worth for each criterion. Data, see the YAML file."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from sim.domain.rubric import LEVEL_MAX
from sim.grading.rules.signs import Signs
from sim.grading.shipped import shipped

SATURATION = 2
"""A sign in more turns than this is worth no more: repeating it earns nothing."""


@dataclass(frozen=True, slots=True)
class Scale:
    """A sum of signs. ``weights`` are levels for a sign in ``SATURATION`` turns or more; ``backbone`` the share of
    the whole dialogue's scale that goes into a criterion's."""

    base: float
    weights: Mapping[str, float]
    backbone: float = 0.0

    def value(self, signs: Signs) -> float:
        """Return the sum of the scale's own signs."""
        return self.base + sum(weight * saturated(signs, name) for name, weight in self.weights.items())


@dataclass(frozen=True, slots=True)
class Calibration:
    """The scale of the whole dialogue and one scale per criterion.

    ``spread`` stretches sums away from ``middle``: a regularised fit draws them all together. A middle below the
    scale's own lifts what is good, whose signs are found less surely than those of what is bad.
    """

    backbone: Scale
    criteria: Mapping[str, Scale]
    spread: float = 1.0
    middle: float = LEVEL_MAX / 2

    def level(self, criterion: str, signs: Signs, whole: float, most: int = LEVEL_MAX) -> int | None:
        """Return a criterion's level from 0 to ``most``; None for a criterion the calibration does not know.

        ``whole`` is the value of the backbone for these signs.
        """
        scale = self.criteria.get(criterion)
        if scale is None:
            return None
        value = self.middle + (scale.value(signs) + scale.backbone * whole - self.middle) * self.spread
        return max(0, min(most, int(value + 0.5)))

    def worth(self, sign: str) -> float:
        """Return how many levels a sign moves a criterion on average, its share in the whole dialogue included."""
        own = sum(scale.weights.get(sign, 0.0) for scale in self.criteria.values()) / max(1, len(self.criteria))
        return self.backbone.weights.get(sign, 0.0) + own


def saturated(signs: Signs, name: str) -> float:
    """Return how much of a sign there is, 0–1."""
    return min(signs.count(name), SATURATION) / SATURATION


@lru_cache(maxsize=1)
def default_calibration() -> Calibration:
    """Return the calibration that ships with the product."""
    document = shipped("rules/calibration.yaml")
    return Calibration(
        backbone=Scale(document["backbone"]["base"], document["backbone"]["weights"]),
        criteria={
            name: Scale(scale["base"], scale["weights"], scale["backbone"])
            for name, scale in document["criteria"].items()
        },
        spread=document["spread"],
        middle=document["middle"],
    )
