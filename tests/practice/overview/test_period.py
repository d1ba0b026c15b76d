"""Whole weeks, from dates as people type them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.domain.errors import InvalidInputError
from sim.practice.overview.period import USUAL_WEEKS, period_of

TODAY = date(2026, 3, 4)
DAYS = st.dates(date(1990, 1, 1), date(2090, 1, 1))


def test_without_dates_it_is_twelve_weeks_up_to_now() -> None:
    period = period_of("", "", TODAY)
    assert (period.last, period.last_day) == (date(2026, 3, 2), date(2026, 3, 8))
    assert len(period.weeks) == USUAL_WEEKS


@given(DAYS, st.integers(0, 3000))
def test_a_period_holds_its_dates_in_whole_weeks(first: date, days: int) -> None:
    last = first + timedelta(days=days)
    period = period_of(first.isoformat(), last.isoformat(), TODAY)
    assert period.first <= first <= last <= period.last_day
    assert {each.weekday() for each in period.weeks} == {0}
    assert period.weeks[0] == period.first
    assert period.weeks[-1] == period.last
    assert first - period.first < timedelta(days=7)


@pytest.mark.parametrize(
    ("since", "until", "field"),
    [
        ("2026-03-09", "2026-03-01", "since"),
        ("2026-04-01", "", "since"),
        ("2000-01-01", "2026-01-01", "since"),
        ("yesterday", "", "since"),
        ("", "2026-02-30", "until"),
        ("0001-01-01", "", "since"),
        ("", "9999-12-31", "until"),
    ],
)
def test_odd_dates_are_refused_by_name(since: str, until: str, field: str) -> None:
    with pytest.raises(InvalidInputError) as refused:
        period_of(since, until, TODAY)
    assert refused.value.field == field
