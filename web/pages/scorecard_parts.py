"""The parts of a scorecard as they are read: each with its score and the rubric's words."""

from dataclasses import dataclass

from sim.domain.rubric import Criterion, Dimension, Gate
from sim.domain.score import ApologyScore, CriterionScore, GateScore, StepScore
from sim.domain.session import TurnRecord
from sim.domain.text import Bilingual
from sim.grading.rules.profile import SAY
from web.rendering.quotes import Piece

WEAK = 2
"""A criterion at this level or below is worth opening for the reader."""

STRONG = 3
"""From this level on a criterion counts as well done."""


@dataclass(frozen=True, slots=True)
class CriterionView:
    """One criterion with its anchors. ``reached`` is the anchor of its level, ``next`` the one above it, if any.

    ``is_weakest`` marks the weakest of its dimension: nobody can work on eighteen things at once. ``said_at`` is the
    code of a criterion further up whose suggestion holds the very same line to say, "" where none does.
    """

    score: CriterionScore
    criterion: Criterion
    reached: Bilingual | None
    next: Bilingual | None
    is_weakest: bool
    said_at: str = ""

    @property
    def is_weak(self) -> bool:
        """Tell whether there is something to practise here."""
        return self.score.level is not None and self.score.level <= WEAK

    @property
    def aim(self) -> str:
        """Return what the suggestion aims at, without the line to say."""
        return self.score.suggestion.partition(SAY)[0]


@dataclass(frozen=True, slots=True)
class DimensionView:
    """One dimension: its points 0–100 (None while a criterion is unscored), the points to pass, its criteria.

    ``last_points`` are those of the attempt before, None without one.
    """

    dimension: Dimension
    points: float | None
    pass_points: float
    criteria: tuple[CriterionView, ...]
    last_points: float | None = None

    @property
    def is_below(self) -> bool:
        """Tell whether the points miss those to pass: one such dimension fails the whole talk, whatever its total."""
        return self.points is not None and self.points < self.pass_points

    @property
    def change(self) -> float | None:
        """Return how far the points moved since the attempt before; None where either is missing."""
        if self.points is None or self.last_points is None:
            return None
        return round(self.points - self.last_points, 1)


@dataclass(frozen=True, slots=True)
class GateView:
    """One gate with the rubric's words."""

    score: GateScore
    gate: Gate


@dataclass(frozen=True, slots=True)
class StepView:
    """One of the six steps with its criterion's name."""

    score: StepScore
    code: str
    name: Bilingual


@dataclass(frozen=True, slots=True)
class LineView:
    """One line of the transcript, cut at its quotes."""

    record: TurnRecord
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class ApologyMoment:
    """A trainee turn on the timeline of apologies, with the apology words said in it (none: an empty tick)."""

    turn: int
    apologies: tuple[ApologyScore, ...]
