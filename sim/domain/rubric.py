"""A rubric: dimensions of criteria with five anchored levels, gates that cap the total, certification levels."""

from dataclasses import dataclass

from sim.domain.text import Bilingual

LEVEL_MAX = 4


@dataclass(frozen=True, slots=True)
class Criterion:
    """One criterion. ``anchors`` holds five texts, index = level 0–4; ``traps`` are known misjudgements."""

    id: str
    code: str
    name: Bilingual
    anchors: tuple[Bilingual, Bilingual, Bilingual, Bilingual, Bilingual]
    traps: tuple[Bilingual, ...] = ()
    practice: Bilingual = Bilingual("")


@dataclass(frozen=True, slots=True)
class Dimension:
    """A dimension and its weight in the total (the weights of a rubric add up to 100)."""

    id: str
    name: Bilingual
    weight: int
    criteria: tuple[Criterion, ...]


@dataclass(frozen=True, slots=True)
class Gate:
    """A gate. Failing it caps the total at ``cap``; a light failure, where the gate knows one, at ``light_cap``."""

    id: str
    code: str
    name: Bilingual
    description: Bilingual
    cap: int
    light_cap: int | None = None


@dataclass(frozen=True, slots=True)
class Certification:
    """A certification level: total at least ``total``, every dimension's mean level at least ``dimension_mean``."""

    id: str
    name: Bilingual
    total: int
    dimension_mean: float
    requires: tuple[Bilingual, ...] = ()


@dataclass(frozen=True, slots=True)
class Rubric:
    """A whole rubric. ``version`` is a short content hash, set by the library."""

    id: str
    version: str
    name: Bilingual
    dimensions: tuple[Dimension, ...]
    gates: tuple[Gate, ...]
    certifications: tuple[Certification, ...]

    def criteria(self) -> tuple[Criterion, ...]:
        """Return all criteria in order."""
        return tuple(criterion for dimension in self.dimensions for criterion in dimension.criteria)

    def dimension(self, dimension_id: str) -> Dimension:
        """Return the dimension with this id; KeyError where there is none."""
        for dimension in self.dimensions:
            if dimension.id == dimension_id:
                return dimension
        raise KeyError(dimension_id)
