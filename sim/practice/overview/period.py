"""Whole weeks of a calendar: what statistics are kept by."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sim.domain.errors import InvalidInputError
from sim.store.overview.results import monday

WEEK = timedelta(weeks=1)
USUAL_WEEKS = 12
MOST_WEEKS = 530
"""Ten years and a bit; more is a mistake."""


@dataclass(frozen=True, slots=True)
class Period:
    """The weeks from ``first`` to ``last``, both named by their Monday and both included."""

    first: date
    last: date

    @property
    def weeks(self) -> tuple[date, ...]:
        """Return the Monday of every week, in order."""
        return tuple(self.first + WEEK * number for number in range((self.last - self.first) // WEEK + 1))

    @property
    def since(self) -> datetime:
        """Return the first moment of the period, in the server's time zone."""
        return datetime.combine(self.first, time.min).astimezone()

    @property
    def until(self) -> datetime:
        """Return the first moment after the period."""
        return datetime.combine(self.last + WEEK, time.min).astimezone()

    @property
    def last_day(self) -> date:
        """Return the last day of the period, a Sunday."""
        return self.last + WEEK - timedelta(days=1)


def period_of(since: str, until: str, today: date) -> Period:
    """Return the weeks that two dates (``2026-03-01``) lie in; "" means twelve weeks up to now.

    Raises InvalidInputError naming ``since`` or ``until`` for what is no date, for dates the wrong way round and for
    more weeks than anybody can read.
    """
    last = monday(_day(until, "until") if until else today)
    first = monday(_day(since, "since")) if since else last - WEEK * (USUAL_WEEKS - 1)
    if first > last:
        raise InvalidInputError(
            f"开始日期 {since} 在结束日期 {until or today} 之后，请对调。"
            f" / The period begins ({since}) after it ends ({until or today}); swap the dates.",
            field="since",
        )
    if (last - first) // WEEK >= MOST_WEEKS:
        raise InvalidInputError(
            f"最多看 {MOST_WEEKS} 周，请缩短时间段。 / At most {MOST_WEEKS} weeks; choose a shorter period.",
            field="since",
        )
    return Period(first, last)


def _day(text: str, field: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise InvalidInputError(
            f"“{text}”不是日期，请写成 2026-03-01。 / {text!r} is no date; write 2026-03-01.", field=field
        ) from error
    if not 1970 < day.year < 9000:
        raise InvalidInputError(f"{text} 年份不对。 / The year of {text} is out of range.", field=field)
    return day
