import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.grading.agreement.statistics import (
    INTERVAL_LEAST,
    count_table,
    mean_absolute_error,
    mean_difference,
    rank_correlation,
    ranks,
    spearman,
    spearman_interval,
    table_interval,
    weighted_kappa,
)

PAIRS = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=1, max_size=60)


def test_kappa_of_a_worked_example() -> None:
    # 3 x 3, weights (i - j)^2: observed 1*1 + 1*1 + 4*1 = 6; expected (rows 4 3 3, columns 4 3 3, n 10) = 13.8
    pairs = [(0, 0)] * 3 + [(1, 1)] * 2 + [(2, 2)] * 2 + [(0, 1), (1, 2), (2, 0)]
    assert weighted_kappa(count_table(pairs, 3)) == pytest.approx(1 - 6 / 13.8)


def test_nothing_to_agree_on_has_no_kappa() -> None:
    assert weighted_kappa(count_table([(2, 2)] * 5, 5)) is None
    assert weighted_kappa(count_table([], 5)) is None
    assert weighted_kappa(count_table([(1, 3)], 5)) is None
    assert weighted_kappa(count_table([(1, 3), (1, 2)], 5)) == 0
    assert mean_absolute_error(count_table([], 5)) is None
    assert rank_correlation(count_table([(1, 2), (1, 3)], 5)) is None


@settings(deadline=None)
@given(PAIRS)
def test_kappa_is_symmetric_and_at_most_one(pairs: list[tuple[int, int]]) -> None:
    kappa = weighted_kappa(count_table(pairs, 5))
    swapped = weighted_kappa(count_table([(b, a) for a, b in pairs], 5))
    assert kappa == pytest.approx(swapped) if kappa is not None else swapped is None
    assert kappa is None or kappa <= 1 + 1e-9


@settings(deadline=None)
@given(PAIRS)
def test_the_table_gives_the_same_spearman_as_the_lists(pairs: list[tuple[int, int]]) -> None:
    from_table = rank_correlation(count_table(pairs, 5))
    from_lists = spearman([a for a, _ in pairs], [b for _, b in pairs])
    assert from_table == pytest.approx(from_lists) if from_table is not None else from_lists is None


def test_ties_share_their_mean_rank() -> None:
    assert ranks([10.0, 20.0, 20.0, 5.0]) == [2.0, 3.5, 3.5, 1.0]


def test_mean_absolute_error_is_in_levels() -> None:
    assert mean_absolute_error(count_table([(0, 4), (3, 3), (1, 2)], 5)) == pytest.approx(5 / 3)


def test_intervals_are_seeded_hold_the_figure_and_narrow_with_more_items() -> None:
    pairs = [(0, 0), (1, 1), (2, 2), (3, 3), (4, 4), (1, 2), (3, 2), (4, 2)] * 4
    table = count_table(pairs, 5)
    narrow, again = (table_interval(table, weighted_kappa, seed=3) for _ in range(2))
    kappa = weighted_kappa(table)
    assert narrow == again
    assert narrow.low is not None
    assert narrow.high is not None
    assert kappa is not None
    assert narrow.low < kappa < narrow.high
    wide = table_interval(count_table(pairs[:16], 5), weighted_kappa, seed=3)
    assert wide.low is not None
    assert wide.high is not None
    assert wide.high - wide.low > narrow.high - narrow.low


def test_no_interval_where_the_measure_is_mostly_undefined() -> None:
    assert table_interval(count_table([(2, 2)] * 20, 5), weighted_kappa, seed=1).low is None
    assert spearman_interval([1.0] * 20, [1.0] * 20, seed=1).high is None


def test_no_interval_from_a_handful() -> None:
    pairs = [(level, level // 2) for level in range(5)] * 2
    for count, known in ((INTERVAL_LEAST - 1, False), (INTERVAL_LEAST, True)):
        some = pairs[:count]
        assert (table_interval(count_table(some, 5), weighted_kappa, seed=1).low is not None) == known
        found = spearman_interval([a for a, _ in some], [b for _, b in some], seed=1)
        assert (found.low is not None) == known


def test_ten_thousand_items_take_no_time() -> None:
    started = time.process_time()
    table = count_table([(n % 5, (n * 7 // 3) % 5) for n in range(10_000)], 5)
    for seed in range(22):
        table_interval(table, weighted_kappa, seed=seed)
    spearman_interval([float(n % 97) for n in range(10_000)], [float(n % 89) for n in range(10_000)], seed=1)
    assert time.process_time() - started < 2


def test_the_bias_says_who_is_more_generous() -> None:
    generous = count_table([(1, 2), (2, 4), (3, 3)], 5)
    assert mean_difference(generous) == pytest.approx(1.0)
    assert mean_difference(count_table([(4, 1)], 5)) == -3
    assert mean_difference(count_table([], 5)) is None
