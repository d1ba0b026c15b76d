"""Tokens and what they cost, at the prices of the settings."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import add

from sim.domain.account import Viewer
from sim.domain.chat import Usage
from sim.practice.overview.overviews import SESSIONS_ON_A_PAGE
from sim.practice.overview.period import Period
from sim.practice.overview.roster import Person, Roster
from sim.store import PageKey, SessionSummary, Store
from sim.store.overview import CUSTOMER, GRADING, MonthUsage, Wanted

MONTHS = 12
_MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class Price:
    """What a million tokens cost. ``cached`` is for the part of a prompt that the endpoint still knew."""

    prompt: float = 0.0
    cached: float = 0.0
    completion: float = 0.0

    def cost(self, usage: Usage) -> float:
        """Return what these tokens cost; endpoints count cached ones among the prompt's."""
        cached = min(usage.cached_tokens, usage.prompt_tokens)
        fresh = usage.prompt_tokens - cached
        spent = fresh * self.prompt + cached * self.cached + usage.completion_tokens * self.completion
        return spent / _MILLION


@dataclass(frozen=True, slots=True)
class Prices:
    """What tokens cost: those of gradings at the grader's price, all others at the customer's; ISO 4217 currency."""

    customer: Price = Price()
    grader: Price = Price()
    currency: str = "CNY"

    @property
    def are_set(self) -> bool:
        """Tell whether any price was given."""
        return self.customer != Price() or self.grader != Price()

    def cost(self, purpose: str, usage: Usage) -> float:
        """Return what tokens of a purpose cost."""
        return (self.grader if purpose == GRADING else self.customer).cost(usage)


@dataclass(frozen=True, slots=True)
class Bill:
    """Tokens by purpose, and what they cost together."""

    purposes: Mapping[str, Usage]
    cost: float

    @property
    def usage(self) -> Usage:
        """Return all tokens."""
        return reduce(add, self.purposes.values(), Usage())


@dataclass(frozen=True, slots=True)
class PersonBill:
    """What one person's practice took in tokens."""

    person: Person
    bill: Bill


@dataclass(frozen=True, slots=True)
class SessionBill:
    """What one session took in tokens."""

    session: SessionSummary
    bill: Bill


class Spending:
    """Tokens and cost by month, person and session, of those a viewer may look at."""

    def __init__(self, store: Store, roster: Roster, prices: Prices) -> None:
        """``prices`` are those of today: what was used before they changed is shown at them too."""
        self._store = store
        self._roster = roster
        self.prices = prices

    async def months(self, viewer: Viewer, group: str, until: date) -> Mapping[str, Bill]:
        """Return the bills of the twelve months up to ``until``, newest first; a month without tokens is left out.

        With ``group`` "" an administrator sees everything, also what those used who have left. Raises NotFoundError.
        """
        owners = await self._roster.owners(viewer, group)
        found = await self._store.usage.months(owners, _month(until, MONTHS - 1), _month(until))
        return {month: self._bill(each for each in found if each.month == month) for month in _months(found)}

    async def people(
        self, viewer: Viewer, group: str, month: str, before: PageKey | None = None
    ) -> tuple[tuple[PersonBill, ...], PageKey | None]:
        """Return a page of people with what each used in a month. Raises as ``Roster.page``."""
        page = await self._roster.page(viewer, group, before)
        found = await self._store.usage.by_owner(frozenset(each.id for each in page.people), month, month)
        bills = [
            PersonBill(person, self._bill(each for each in found if each.owner == person.id)) for person in page.people
        ]
        return tuple(bill for bill in bills if bill.bill.purposes), page.next

    async def sessions(
        self, viewer: Viewer, group: str, period: Period, before: PageKey | None = None
    ) -> tuple[tuple[SessionBill, ...], PageKey | None]:
        """Return a page of sessions with what each used, newest first. Raises NotFoundError as ``months``."""
        wanted = Wanted(await self._roster.owners(viewer, group), period.since, period.until)
        page = await self._store.overview.sessions(wanted, limit=SESSIONS_ON_A_PAGE, before=before)
        used = await self._store.usage.of_sessions([each.id for each in page.sessions])
        bills = []
        for each in page.sessions:
            tokens = used[each.id]
            purposes = {CUSTOMER: tokens.customer, GRADING: tokens.grading}
            bills.append(SessionBill(each, self._of(purposes)))
        return tuple(bills), page.next

    def _bill(self, found: Iterable[MonthUsage]) -> Bill:
        return self._of({each.purpose: each.usage for each in found})

    def _of(self, purposes: Mapping[str, Usage]) -> Bill:
        return Bill(purposes, sum(self.prices.cost(purpose, usage) for purpose, usage in purposes.items()))


def _month(day: date, back: int = 0) -> str:
    months = day.year * 12 + day.month - 1 - back
    return f"{months // 12:04}-{months % 12 + 1:02}"


def _months(found: Iterable[MonthUsage]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each.month for each in found))
