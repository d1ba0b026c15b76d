"""How far a grader agrees with human labels, and the human raters with each other: the check of ``duilian agree``."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from sim.domain.rounding import rounded
from sim.domain.rubric import LEVEL_MAX, Dimension, Rubric
from sim.domain.score import Evidence, Scorecard
from sim.grading.agreement.labels import Label, check_against, consensus
from sim.grading.agreement.statistics import (
    UNKNOWN,
    Interval,
    Table,
    count_table,
    mean_absolute_error,
    mean_difference,
    rank_correlation,
    spearman,
    spearman_interval,
    table_interval,
    weighted_kappa,
)

LEVELS = LEVEL_MAX + 1
Levels = Mapping[str, int | None]


@dataclass(frozen=True, slots=True)
class LevelAgreement:
    """Agreement on one criterion or dimension.

    ``confusion[label][grader]`` counts pairs of levels 0–4; only transcripts where both gave a level are in it.
    ``bias`` is how many levels the grader lies above the label on average. ``human_kappa`` is the mean kappa of every
    two raters, None with a single rater.
    """

    id: str
    n: int
    kappa: float | None
    kappa_interval: Interval
    mae: float | None
    spearman: float | None
    confusion: tuple[tuple[int, ...], ...]
    human_kappa: float | None = None
    bias: float | None = None
    bias_interval: Interval = UNKNOWN


@dataclass(frozen=True, slots=True)
class GateAgreement:
    """Agreement on one gate; a failed gate is the positive class. ``human`` is the share of equal votes of raters."""

    id: str
    n: int
    true_positive: int
    false_positive: int
    false_negative: int
    precision: float | None
    recall: float | None
    human: float | None = None


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A criterion on which grader and label lie far apart, with the words the grader went by."""

    id: str
    criterion: str
    label: int
    grader: int
    evidence: tuple[Evidence, ...]
    reasoning: str


@dataclass(frozen=True, slots=True)
class Agreement:
    """The whole comparison. ``lacking`` are labelled transcripts without a scorecard, ``unlabelled`` the reverse."""

    n: int
    criteria: tuple[LevelAgreement, ...]
    dimensions: tuple[LevelAgreement, ...]
    gates: tuple[GateAgreement, ...]
    dimension_kappa: float | None
    total_n: int
    total_spearman: float | None
    total_interval: Interval
    total_mae: float | None
    human_total_spearman: float | None
    worst: tuple[Disagreement, ...]
    lacking: tuple[str, ...] = ()
    unlabelled: tuple[str, ...] = field(default=())


def compare(
    rubric: Rubric, cards: Sequence[Scorecard], raters: Sequence[Sequence[Label]], *, seed: int = 1, worst: int = 10
) -> Agreement:
    """Compare scorecards with the consensus of one or several raters.

    A dimension's level is the mean of its criterion levels, rounded half up to 0–4, for grader and label alike.

    Raises:
        InvalidInputError: A label names a criterion or gate that is not in the rubric.
    """
    for rater in raters:
        check_against(rater, rubric)
    labels = {label.id: label for label in consensus(raters)}
    graded = {card.id: card for card in cards}
    pairs = [(labels[key], graded[key]) for key in sorted(labels) if key in graded]  # the bootstrap draws by place
    maps = [{label.id: label for label in rater} for rater in raters]
    criteria = tuple(_criterion(criterion.id, pairs, maps, seed) for criterion in rubric.criteria())
    dimensions = tuple(_dimension(dimension, pairs, maps, seed) for dimension in rubric.dimensions)
    kappas = [item.kappa for item in dimensions if item.kappa is not None]
    totals = [(label.total, card.total) for label, card in pairs if label.total is not None and card.total is not None]
    ours, theirs = [card for _, card in totals], [label for label, _ in totals]
    return Agreement(
        n=len(pairs),
        criteria=criteria,
        dimensions=dimensions,
        gates=tuple(_gate(gate.id, pairs, maps) for gate in rubric.gates),
        dimension_kappa=_mean(kappas),
        total_n=len(totals),
        total_spearman=spearman(theirs, ours),
        total_interval=spearman_interval(theirs, ours, seed=seed),
        total_mae=_mean([abs(label - card) for label, card in totals]),
        human_total_spearman=_mean(_human(maps, _total_spearman)),
        worst=_worst(pairs, worst),
        lacking=tuple(key for key in labels if key not in graded),
        unlabelled=tuple(key for key in graded if key not in labels),
    )


def card_levels(card: Scorecard) -> dict[str, int | None]:
    """Return the levels of a scorecard by criterion."""
    return {score.id: score.level for score in card.criteria}


def dimension_level(dimension: Dimension, levels: Levels) -> int | None:
    """Return the mean of a dimension's levels rounded half up to 0–4; None where no criterion has a level."""
    given = [level for criterion in dimension.criteria if (level := levels.get(criterion.id)) is not None]
    return int(rounded(sum(given) / len(given))) if given else None


def _criterion(
    name: str, pairs: Sequence[tuple[Label, Scorecard]], maps: Sequence[Mapping[str, Label]], seed: int
) -> LevelAgreement:
    found = ((label.criteria.get(name), card_levels(card).get(name)) for label, card in pairs)
    human = _human(maps, lambda a, b: _pair_kappa(a, b, lambda label: label.criteria.get(name)))
    return level_agreement(name, found, human, seed=seed)


def _dimension(
    dimension: Dimension, pairs: Sequence[tuple[Label, Scorecard]], maps: Sequence[Mapping[str, Label]], seed: int
) -> LevelAgreement:
    found = (
        (dimension_level(dimension, label.criteria), dimension_level(dimension, card_levels(card)))
        for label, card in pairs
    )
    human = _human(maps, lambda a, b: _pair_kappa(a, b, lambda label: dimension_level(dimension, label.criteria)))
    return level_agreement(dimension.id, found, human, seed=seed)


def level_agreement(
    name: str, found: Iterable[tuple[int | None, int | None]], human: Sequence[float] = (), *, seed: int = 1
) -> LevelAgreement:
    """Compare pairs of (label, grader) levels; a pair of which one has no level is left out.

    ``human`` are the kappas of every two raters, whose mean stands beside the grader's.
    """
    table = count_table([(a, b) for a, b in found if a is not None and b is not None], LEVELS)
    return LevelAgreement(
        id=name,
        n=int(sum(map(sum, table))),
        kappa=weighted_kappa(table),
        kappa_interval=table_interval(table, weighted_kappa, seed=seed),
        mae=mean_absolute_error(table),
        spearman=rank_correlation(table),
        confusion=tuple(tuple(int(cell) for cell in row) for row in table),
        human_kappa=_mean(human),
        bias=mean_difference(table),
        bias_interval=table_interval(table, mean_difference, seed=seed),
    )


def _gate(name: str, pairs: Sequence[tuple[Label, Scorecard]], maps: Sequence[Mapping[str, Label]]) -> GateAgreement:
    votes = [
        (not label.gates[name], not gate.passed)
        for label, card in pairs
        for gate in card.gates
        if gate.id == name and name in label.gates
    ]
    hits = sum(theirs and ours for theirs, ours in votes)
    false_alarms = sum(ours and not theirs for theirs, ours in votes)
    missed = sum(theirs and not ours for theirs, ours in votes)
    return GateAgreement(
        id=name,
        n=len(votes),
        true_positive=hits,
        false_positive=false_alarms,
        false_negative=missed,
        precision=hits / (hits + false_alarms) if hits + false_alarms else None,
        recall=hits / (hits + missed) if hits + missed else None,
        human=_mean(_human(maps, lambda a, b: _same_votes(a, b, name))),
    )


def _human(
    maps: Sequence[Mapping[str, Label]],
    measure: Callable[[Sequence[Label], Sequence[Label]], float | None],
) -> list[float]:
    """Measure every two raters on the transcripts both have labelled."""
    results = []
    for first, second in combinations(maps, 2):
        shared = [key for key in first if key in second]
        value = measure([first[key] for key in shared], [second[key] for key in shared])
        if value is not None:
            results.append(value)
    return results


def _pair_kappa(first: Sequence[Label], second: Sequence[Label], level: Callable[[Label], int | None]) -> float | None:
    both = [(level(a), level(b)) for a, b in zip(first, second, strict=True)]
    table: Table = count_table([(a, b) for a, b in both if a is not None and b is not None], LEVELS)
    return weighted_kappa(table)


def _total_spearman(first: Sequence[Label], second: Sequence[Label]) -> float | None:
    both = [
        (a.total, b.total) for a, b in zip(first, second, strict=True) if a.total is not None and b.total is not None
    ]
    return spearman([a for a, _ in both], [b for _, b in both])


def _same_votes(first: Sequence[Label], second: Sequence[Label], gate: str) -> float | None:
    votes = [
        a.gates[gate] == b.gates[gate]
        for a, b in zip(first, second, strict=True)
        if gate in a.gates and gate in b.gates
    ]
    return sum(votes) / len(votes) if votes else None


def _worst(pairs: Sequence[tuple[Label, Scorecard]], count: int) -> tuple[Disagreement, ...]:
    found = [
        Disagreement(card.id, score.id, wanted, score.level, score.evidence, score.reasoning)
        for label, card in pairs
        for score in card.criteria
        if score.level is not None
        and (wanted := label.criteria.get(score.id)) is not None
        and abs(score.level - wanted) >= 2
    ]
    return tuple(sorted(found, key=lambda item: (-abs(item.label - item.grader), item.id, item.criterion))[:count])


def _mean(values: Sequence[float]) -> float | None:
    return sum(values) / len(values) if values else None
