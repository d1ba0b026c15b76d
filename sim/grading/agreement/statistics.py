"""Measures of agreement between two raters on ordered levels, with bootstrap intervals. Plain Python, seeded.

Every measure of levels is computed from the table of counts ``table[a][b]``, so its cost does not grow with the number
of items, and neither does its bootstrap: the cells are redrawn as independent Poisson counts (the Poisson bootstrap,
Hanley & MacGibbon 2006). That is why no numerical library is needed here.
"""

import math
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

Table = list[list[float]]


@dataclass(frozen=True, slots=True)
class Interval:
    """A 95 % interval; both ends None where the measure was undefined in most resamples."""

    low: float | None
    high: float | None


UNKNOWN = Interval(None, None)
INTERVAL_LEAST = 10
"""Fewest pairs an interval is given for: drawing again from a handful repeats it, and looks surer than it is."""


def count_table(pairs: Sequence[tuple[int, int]], levels: int) -> Table:
    """Return the table of counts of pairs of levels 0 … ``levels`` - 1."""
    table: Table = [[0.0] * levels for _ in range(levels)]
    for first, second in pairs:
        table[first][second] += 1
    return table


def weighted_kappa(table: Table) -> float | None:
    """Return Cohen's kappa with quadratic weights (Cohen 1968).

    None where neither rater varies, as with a single item: what chance would give cannot be told then.
    """
    size = len(table)
    total = sum(map(sum, table))
    rows = [sum(row) for row in table]
    columns = [sum(row[j] for row in table) for j in range(size)]
    if max(sum(map(bool, rows)), sum(map(bool, columns))) < 2:
        return None
    observed = sum((i - j) ** 2 * table[i][j] for i in range(size) for j in range(size))
    expected = sum((i - j) ** 2 * rows[i] * columns[j] for i in range(size) for j in range(size)) / total
    return 1 - observed / expected


def mean_absolute_error(table: Table) -> float | None:
    """Return the mean distance in levels; None for an empty table."""
    total = sum(map(sum, table))
    size = len(table)
    return sum(abs(i - j) * table[i][j] for i in range(size) for j in range(size)) / total if total else None


def mean_difference(table: Table) -> float | None:
    """Return by how many levels the second rater lies above the first on average; None for an empty table."""
    total = sum(map(sum, table))
    size = len(table)
    return sum((j - i) * table[i][j] for i in range(size) for j in range(size)) / total if total else None


def rank_correlation(table: Table) -> float | None:
    """Return Spearman's rho of a table of levels, ties at their mean rank; None where one side does not vary."""
    size = len(table)
    row_ranks = _mid_ranks([sum(row) for row in table])
    column_ranks = _mid_ranks([sum(row[j] for row in table) for j in range(size)])
    weighted = [(row_ranks[i], column_ranks[j], table[i][j]) for i in range(size) for j in range(size)]
    return _correlation(weighted)


def spearman(first: Sequence[float], second: Sequence[float]) -> float | None:
    """Return Spearman's rho of two lists of figures of the same length; None where one does not vary."""
    return _correlation([(a, b, 1.0) for a, b in zip(ranks(first), ranks(second), strict=True)])


def ranks(values: Sequence[float]) -> list[float]:
    """Return the rank of each value from 1, ties at their mean rank."""
    order = sorted(range(len(values)), key=values.__getitem__)
    result = [0.0] * len(values)
    start = 0
    while start < len(order):
        end = start
        while end + 1 < len(order) and values[order[end + 1]] == values[order[start]]:
            end += 1
        for position in range(start, end + 1):
            result[order[position]] = (start + end) / 2 + 1
        start = end + 1
    return result


def table_interval(
    table: Table, measure: Callable[[Table], float | None], *, seed: int, resamples: int = 300
) -> Interval:
    """Return the 95 % Poisson-bootstrap interval of a measure of a table; UNKNOWN below ``INTERVAL_LEAST`` pairs."""
    if sum(map(sum, table)) < INTERVAL_LEAST:
        return UNKNOWN
    chance = random.Random(seed)  # noqa: S311 - resampling, not secrecy
    drawn = ([[_poisson(chance, cell) for cell in row] for row in table] for _ in range(resamples))
    return _interval([value for resample in drawn if (value := measure(resample)) is not None], resamples)


def spearman_interval(first: Sequence[float], second: Sequence[float], *, seed: int, resamples: int = 300) -> Interval:
    """Return the 95 % bootstrap interval of Spearman's rho; ranks are those of the whole sample.

    UNKNOWN below ``INTERVAL_LEAST`` pairs. Resampling is thinned for long lists (about three hundred thousand draws in
    all) to stay within a second.
    """
    if len(first) < INTERVAL_LEAST:
        return UNKNOWN
    chance = random.Random(seed)  # noqa: S311 - resampling, not secrecy
    pairs = list(zip(ranks(first), ranks(second), strict=True))
    resamples = max(40, min(resamples, 300_000 // len(pairs)))
    values = [
        value
        for _ in range(resamples)
        if (value := _correlation([(a, b, 1.0) for a, b in chance.choices(pairs, k=len(pairs))])) is not None
    ]
    return _interval(values, resamples)


def _interval(values: list[float], resamples: int) -> Interval:
    if len(values) < resamples / 2:
        return UNKNOWN
    ordered = sorted(values)
    last = len(ordered) - 1
    return Interval(ordered[round(last * 0.025)], ordered[round(last * 0.975)])


def _mid_ranks(counts: Sequence[float]) -> list[float]:
    below = 0.0
    result = []
    for count in counts:
        result.append(below + (count + 1) / 2)
        below += count
    return result


def _correlation(weighted: Sequence[tuple[float, float, float]]) -> float | None:
    total = sum(weight for _, _, weight in weighted)
    if not total:
        return None
    mean_a = sum(a * weight for a, _, weight in weighted) / total
    mean_b = sum(b * weight for _, b, weight in weighted) / total
    covariance = sum((a - mean_a) * (b - mean_b) * weight for a, b, weight in weighted)
    spread = sum((a - mean_a) ** 2 * w for a, _, w in weighted) * sum((b - mean_b) ** 2 * w for _, b, w in weighted)
    return None if spread <= 0 else covariance / math.sqrt(spread)


def _poisson(chance: random.Random, mean: float) -> float:
    if mean > 50:  # close enough to normal, and Knuth's product would take mean + 1 draws
        return max(0.0, float(round(chance.gauss(mean, math.sqrt(mean)))))
    if not mean:
        return 0.0
    limit, product, count = math.exp(-mean), chance.random(), 0
    while product > limit:
        product *= chance.random()
        count += 1
    return float(count)
