"""A review as it is read: each criterion and gate with its original, what people decided and what is disputed."""

from collections.abc import Mapping
from dataclasses import dataclass

from sim.domain.review import Appeal, AppealStatus, Override, Rating, TurnComment
from sim.domain.rubric import Criterion, Dimension, Gate
from sim.domain.score import CriterionScore, GateScore
from sim.practice.reviews.appeals import newest_first
from sim.practice.reviews.graded import Reviewed
from web.pages.scorecard_parts import LineView
from web.pages.scorecard_view import ScorecardView, scorecard_view


@dataclass(frozen=True, slots=True)
class Said:
    """All that people said about one criterion or gate."""

    overrides: tuple[Override, ...]
    appeals: tuple[Appeal, ...]

    @property
    def open_appeal(self) -> Appeal | None:
        """Return the appeal that waits for its answer, if any."""
        return next((item for item in self.appeals if item.status is AppealStatus.OPEN), None)


@dataclass(frozen=True, slots=True)
class CriterionReview(Said):
    """One criterion: as it counts now, and as the grader left it."""

    criterion: Criterion
    effective: CriterionScore
    original: CriterionScore

    @property
    def subject(self) -> Criterion:
        """Return what overrides and appeals are about."""
        return self.criterion


@dataclass(frozen=True, slots=True)
class GateReview(Said):
    """One gate: as it counts now, and as the grader left it."""

    gate: Gate
    effective: GateScore
    original: GateScore

    @property
    def subject(self) -> Gate:
        """Return what overrides and appeals are about."""
        return self.gate


@dataclass(frozen=True, slots=True)
class DimensionReview:
    """One dimension with its points now and as the grader left them."""

    dimension: Dimension
    points: float | None
    original_points: float | None
    criteria: tuple[CriterionReview, ...]


@dataclass(frozen=True, slots=True)
class LineReview:
    """One line of the transcript with the remarks on it."""

    line: LineView
    comments: tuple[TurnComment, ...]


@dataclass(frozen=True, slots=True)
class RatingView:
    """One person's own rating beside the grader's: how far off each criterion is."""

    rating: Rating
    differences: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class ReviewView:
    """Everything the review page shows. ``score`` is the effective scorecard, joined with rubric and session."""

    reviewed: Reviewed
    score: ScorecardView
    dimensions: tuple[DimensionReview, ...]
    gates: tuple[GateReview, ...]
    lines: tuple[LineReview, ...]
    ratings: tuple[RatingView, ...] = ()

    @property
    def appeals(self) -> tuple[Appeal, ...]:
        """Return all appeals, those that wait for an answer first."""
        return newest_first(self.reviewed.record.appeals)

    def part(self, subject: str) -> CriterionReview | GateReview | None:
        """Return the criterion or gate with this id, None where the scorecard has neither."""
        criteria = (part for dimension in self.dimensions for part in dimension.criteria)
        parts: tuple[CriterionReview | GateReview, ...] = (*self.gates, *criteria)
        return next((part for part in parts if part.subject.id == subject), None)


def review_view(reviewed: Reviewed, ratings: tuple[Rating, ...] = ()) -> ReviewView:
    """Join a graded session with everything said about it."""
    played, comments = reviewed.played, reviewed.record.comments
    score = scorecard_view(reviewed.effective, played.rubric, played.session)
    return ReviewView(
        reviewed=reviewed,
        score=score,
        dimensions=tuple(_dimension(reviewed, item) for item in played.rubric.dimensions),
        gates=tuple(_gates(reviewed)),
        lines=tuple(
            LineReview(line, tuple(item for item in comments if item.turn == line.record.turn)) for line in score.lines
        ),
        ratings=tuple(_rating(reviewed, item) for item in ratings),
    )


def _dimension(reviewed: Reviewed, dimension: Dimension) -> DimensionReview:
    effective = {score.id: score for score in reviewed.effective.criteria}
    original = {score.id: score for score in reviewed.original.criteria}
    return DimensionReview(
        dimension=dimension,
        points=reviewed.effective.dimensions.get(dimension.id),
        original_points=reviewed.original.dimensions.get(dimension.id),
        criteria=tuple(
            CriterionReview(
                criterion=item,
                effective=effective[item.id],
                original=original[item.id],
                overrides=_overrides(reviewed, item.id),
                appeals=_appeals(reviewed, item.id),
            )
            for item in dimension.criteria
            if item.id in effective
        ),
    )


def _gates(reviewed: Reviewed) -> list[GateReview]:
    effective = {score.id: score for score in reviewed.effective.gates}
    original = {score.id: score for score in reviewed.original.gates}
    return [
        GateReview(
            gate=gate,
            effective=effective[gate.id],
            original=original[gate.id],
            overrides=_overrides(reviewed, gate.id),
            appeals=_appeals(reviewed, gate.id),
        )
        for gate in reviewed.played.rubric.gates
        if gate.id in effective
    ]


def _overrides(reviewed: Reviewed, subject: str) -> tuple[Override, ...]:
    return tuple(item for item in reviewed.record.overrides if item.subject == subject)


def _appeals(reviewed: Reviewed, subject: str) -> tuple[Appeal, ...]:
    return tuple(item for item in reviewed.record.appeals if item.subject == subject)


def _rating(reviewed: Reviewed, rating: Rating) -> RatingView:
    levels = {score.id: score.level for score in reviewed.original.criteria}
    differences = {
        name: own - given
        for name, own in rating.criteria.items()
        if own is not None and (given := levels.get(name)) is not None
    }
    return RatingView(rating, differences)
