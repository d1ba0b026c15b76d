"""A scorecard as it is read: every id joined with the rubric's words, every quote with its place in the transcript."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sim.domain.rubric import LEVEL_MAX, Certification, Criterion, Dimension, Gate, Rubric
from sim.domain.score import ApologyScore, CriterionScore, Evidence, GateScore, Scorecard, StepScore
from sim.domain.session import Session, TurnRecord
from sim.domain.text import Bilingual
from sim.domain.transcript import Speaker
from sim.grading.feedback.advice import advised
from sim.grading.feedback.summary import capping_gate
from sim.grading.rules.profile import SAY
from sim.grading.totals import add_up
from web.pages.curve import CurvePoint, curve_of
from web.pages.scorecard_parts import (
    STRONG,
    WEAK,
    ApologyMoment,
    CriterionView,
    DimensionView,
    GateView,
    LineView,
    StepView,
)
from web.rendering.quotes import Citation, cut

APOLOGY = "apology"
"""The dimension that is about words that may never have been said."""

GATE_TONE = "gate"


@dataclass(frozen=True, slots=True)
class ScorecardView:
    """Everything the scorecard page shows.

    ``beyond`` are the levels that need more proof than one session can give; ``uncapped`` is the total before gates,
    ``capping`` the failed gate that caps it, None where none does; ``next`` is what to practise next. Attempts are
    compared before their caps: a cap says nothing of how far the skill moved.
    """

    card: Scorecard
    certification: Certification | None
    reached: Certification | None
    beyond: tuple[Certification, ...]
    dimensions: tuple[DimensionView, ...]
    gates: tuple[GateView, ...]
    steps: tuple[StepView, ...]
    apologies: tuple[ApologyScore, ...]
    apology_line: tuple[ApologyMoment, ...]
    curve: tuple[CurvePoint, ...]
    lines: tuple[LineView, ...]
    uncapped: float | None = None
    capping: Gate | None = None
    next: Criterion | Gate | None = None
    has_last: bool = False
    last_total: float | None = None
    last_uncapped: float | None = None

    @property
    def change(self) -> float | None:
        """Return how far the total before caps moved since the attempt before; None where either is missing."""
        if self.uncapped is None or self.last_uncapped is None:
            return None
        return round(self.uncapped - self.last_uncapped, 1)

    @property
    def is_compared_before_caps(self) -> bool:
        """Tell whether this attempt or the one before was capped, so that totals alone would not compare."""
        return (self.uncapped, self.last_uncapped) != (self.card.total, self.last_total)

    @property
    def below(self) -> tuple[DimensionView, ...]:
        """Return the dimensions that miss their points to pass, those of the rubric's lowest certification."""
        return tuple(item for item in self.dimensions if item.is_below)

    @property
    def is_total_below(self) -> bool:
        """Tell whether the total misses the lowest certification's."""
        total, lowest = self.card.total, self.certification
        return total is not None and lowest is not None and total < lowest.total

    def are_steps(self, item: DimensionView) -> bool:
        """Tell whether the criteria of a dimension are the six steps."""
        codes = {step.code for step in self.steps}
        return any(part.criterion.code in codes for part in item.criteria)

    @property
    def judged(self) -> int:
        """Return how many criteria have a level."""
        return len(self._levels())

    @property
    def strong(self) -> int:
        """Return how many criteria are well done."""
        return sum(level >= STRONG for level, _criterion in self._levels())

    @property
    def weakest(self) -> tuple[Bilingual, ...]:
        """Return the names of the weak criteria of the weakest dimension, the weakest first, two at most.

        The summary a grader wrote chooses alike.
        """
        known = [item for item in self.dimensions if item.points is not None]
        worst = min(known, key=lambda item: item.points or 0.0, default=None)
        weak = sorted((item for item in self._levels(worst) if item[0] <= WEAK), key=lambda item: item[0])
        return tuple(criterion.name for _level, criterion in weak[:2])

    @property
    def best(self) -> Bilingual | None:
        """Return the name of the best criterion of the best dimension, None where nothing was well done."""
        done = [
            (part.score.level, item.points or 0.0, part.criterion)
            for item in self.dimensions
            for part in item.criteria
            if part.score.level is not None and part.score.level >= STRONG
        ]
        return max(done, key=lambda found: (found[1], found[0]))[2].name if done else None

    @property
    def failed_gates(self) -> tuple[Bilingual, ...]:
        """Return the names of the gates that were not passed."""
        return tuple(view.gate.name for view in self.gates if not view.score.passed)

    def _levels(self, *dimensions: "DimensionView | None") -> list[tuple[int, Criterion]]:
        parts = (part for dimension in dimensions or self.dimensions if dimension for part in dimension.criteria)
        return [(part.score.level, part.criterion) for part in parts if part.score.level is not None]


def scorecard_view(card: Scorecard, rubric: Rubric, session: Session, last: Scorecard | None = None) -> ScorecardView:
    """Join a scorecard with its rubric, its session and the attempt before.

    Ids the rubric does not know are left out.
    """
    certification = min(rubric.certifications, key=lambda item: item.total, default=None)
    uncapped = add_up(rubric, card.criteria, card.gates).uncapped
    capping = capping_gate(card.gates, uncapped)
    said = _said_at(card, rubric)
    return ScorecardView(
        card=card,
        certification=certification,
        reached=next((item for item in rubric.certifications if item.id == card.level), None),
        beyond=tuple(item for item in rubric.certifications if item.requires),
        dimensions=tuple(_dimension(item, card, certification, last, said) for item in rubric.dimensions),
        gates=tuple(_gates(card.gates, rubric.gates)),
        steps=tuple(_steps(card.steps, rubric)),
        apologies=card.apologies,
        apology_line=_apology_line(card.apologies, session.turns),
        curve=curve_of(session),
        lines=_lines(session.turns, _citations(card, rubric)),
        uncapped=uncapped,
        capping=next((gate for gate in rubric.gates if capping is not None and gate.id == capping.id), None),
        next=advised(rubric, card.feedback),
        has_last=last is not None,
        last_total=last.total if last is not None else None,
        last_uncapped=add_up(rubric, last.criteria, last.gates).uncapped if last is not None else None,
    )


def _dimension(
    dimension: Dimension,
    card: Scorecard,
    certification: Certification | None,
    last: Scorecard | None,
    said: Mapping[str, str],
) -> DimensionView:
    scores = {score.id: score for score in card.criteria}
    weakest = _weakest([scores[item.id] for item in dimension.criteria if item.id in scores])
    return DimensionView(
        dimension=dimension,
        points=card.dimensions.get(dimension.id),
        pass_points=certification.dimension_mean / LEVEL_MAX * 100 if certification else 0,
        criteria=tuple(
            _criterion(
                scores[item.id],
                item,
                is_weakest=item.id == weakest,
                said_at=said.get(item.id, ""),
                is_absent=dimension.id == APOLOGY and all(apology.courtesy for apology in card.apologies),
            )
            for item in dimension.criteria
            if item.id in scores
        ),
        last_points=last.dimensions.get(dimension.id) if last is not None else None,
    )


def _weakest(scores: Sequence[CriterionScore]) -> str:
    """Return the id of the weak criterion with the lowest level; "" where none is weak."""
    weak = [(score.level, score.id) for score in scores if score.level is not None and score.level <= WEAK]
    return min(weak, key=lambda item: item[0])[1] if weak else ""


def _said_at(card: Scorecard, rubric: Rubric) -> dict[str, str]:
    """Return, for each criterion whose line to say stands further up already, the code of where it does."""
    lines = {score.id: score.suggestion.partition(SAY)[2] for score in card.criteria}
    first: dict[str, str] = {}
    return {
        item.id: first[line]
        for item in rubric.criteria()
        if (line := lines.get(item.id)) and first.setdefault(line, item.code) != item.code
    }


def _criterion(
    score: CriterionScore, criterion: Criterion, *, is_weakest: bool, said_at: str, is_absent: bool
) -> CriterionView:
    """Join a score with its anchors; what was never there (``is_absent``) looks like none of them."""
    level = score.level
    return CriterionView(
        score=score,
        criterion=criterion,
        reached=criterion.anchors[level] if level is not None and not is_absent else None,
        next=criterion.anchors[level + 1] if level is not None and level < LEVEL_MAX else None,
        is_weakest=is_weakest,
        said_at=said_at,
    )


def _gates(scores: Sequence[GateScore], gates: Sequence[Gate]) -> Iterable[GateView]:
    known = {gate.id: gate for gate in gates}
    return (GateView(score, known[score.id]) for score in scores if score.id in known)


def _steps(steps: Sequence[StepScore], rubric: Rubric) -> Iterable[StepView]:
    """Join steps (by criterion id or code) with their criteria."""
    known: dict[str, Criterion] = {}
    for criterion in rubric.criteria():
        known[criterion.id] = known[criterion.code] = criterion
    return (StepView(step, known[step.id].code, known[step.id].name) for step in steps if step.id in known)


def _apology_line(apologies: Sequence[ApologyScore], turns: Sequence[TurnRecord]) -> tuple[ApologyMoment, ...]:
    said = (turn.turn for turn in turns if turn.speaker is Speaker.TRAINEE)
    return tuple(ApologyMoment(turn, tuple(item for item in apologies if item.turn == turn)) for turn in said)


def _citations(card: Scorecard, rubric: Rubric) -> Mapping[int, list[Citation]]:
    found: dict[int, list[Citation]] = {}

    def cite(evidence: Iterable[Evidence], code: str, tone: str) -> None:
        for item in evidence:
            found.setdefault(item.turn, []).append(Citation(item.start, item.end, code, tone, f"part-{code}"))

    scores = {score.id: score for score in card.criteria}
    for dimension in rubric.dimensions:
        for criterion in dimension.criteria:
            if criterion.id in scores:
                cite(scores[criterion.id].evidence, criterion.code, dimension.id)
    for view in _gates(card.gates, rubric.gates):
        cite(() if view.score.passed else view.score.evidence, view.gate.code, GATE_TONE)
    return found


def _lines(turns: Sequence[TurnRecord], citations: Mapping[int, Sequence[Citation]]) -> tuple[LineView, ...]:
    return tuple(LineView(turn, cut(turn.turn, turn.text, citations.get(turn.turn, ()))) for turn in turns)
