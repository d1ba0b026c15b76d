"""Tokens and cost: by month, by person, by session."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from babel.numbers import format_currency
from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse

from sim.domain.chat import Usage
from sim.practice.overview.spending import Bill, Prices
from web.deps import RuntimeDep, TrainerDep
from web.overview.view import FilterDep, frame, owner_name, person_name
from web.overview.words import purpose_words
from web.rendering.desk import PagesDep, session_row
from web.rendering.keys import KeyDep, write_key
from web.rendering.numbers import NONE
from web.rendering.renderer import Pages

router = APIRouter(prefix="/overview/usage")

Month = Annotated[str, Query(pattern=r"^(\d{4}-(0[1-9]|1[0-2]))?$")]


@dataclass(frozen=True, slots=True)
class BillLine:
    """A bill as it is read: of whom or what, where that leads, tokens by purpose, the cost in words."""

    name: str
    href: str
    parts: tuple[tuple[str, Usage], ...]
    usage: Usage
    cost: str


@router.get("")
async def usage(
    runtime: RuntimeDep, viewer: TrainerDep, pages: PagesDep, chosen: FilterDep, before: KeyDep, month: Month = ""
) -> HTMLResponse:
    """Show what months took, and what each person took in one of them."""
    spending, group = runtime.overview.spending, chosen.view.group
    today = datetime.now().astimezone().date()
    months = await spending.months(viewer, group, today)
    shown = month or next(iter(months), f"{today:%Y-%m}")
    people, later = await spending.people(viewer, group, shown, before)
    words = _Words(pages, spending.prices)
    return pages.render(
        "overview/usage.html",
        **frame("usage", chosen, runtime, pages),
        month=shown,
        months=[words.line(each, chosen.address("/overview/usage", month=each), bill) for each, bill in months.items()],
        people=[
            words.line(person_name(pages, each.person), f"/overview/people/{each.person.key}", each.bill)
            for each in people
        ],
        later_people=write_key(later),
        is_later=before is not None,
        tariff=words.tariff(),
        prices=spending.prices,
    )


@router.get("/sessions")
async def by_session(
    runtime: RuntimeDep, viewer: TrainerDep, pages: PagesDep, chosen: FilterDep, before: KeyDep
) -> HTMLResponse:
    """Show what sessions took, newest first."""
    spending = runtime.overview.spending
    bills, older = await spending.sessions(viewer, chosen.view.group, chosen.view.period, before=before)
    names = await runtime.overview.roster.names({each.session.owner for each in bills})
    words = _Words(pages, spending.prices)
    lines = []
    for each in bills:
        row = session_row(each.session, runtime.library, pages)
        line = words.line(row.title, row.href, each.bill)
        lines.append((owner_name(pages, each.session.owner, names), row, line))
    return pages.render(
        "overview/usage_sessions.html",
        **frame("usage", chosen, runtime, pages),
        lines=lines,
        has_people=bool(lines) or await runtime.overview.roster.has_trainees(viewer),
        older=write_key(older),
        is_later=before is not None,
        prices=spending.prices,
    )


class _Words:
    """Bills in the language of a page."""

    def __init__(self, pages: Pages, prices: Prices) -> None:
        self._pages = pages
        self._prices = prices
        self._locale = pages.locale

    def line(self, name: str, href: str, bill: Bill) -> BillLine:
        return BillLine(name, href, tuple(self._parts(bill.purposes)), bill.usage, self._money(bill.cost))

    def tariff(self) -> list[tuple[str, str, str, str]]:
        """Return whose price, and a million tokens of each kind in money."""
        prices = (("customer", self._prices.customer), ("grading", self._prices.grader))
        return [
            (
                self._pages.text(purpose_words(purpose)),
                self._money(each.prompt),
                self._money(each.cached),
                self._money(each.completion),
            )
            for purpose, each in prices
        ]

    def _parts(self, purposes: Mapping[str, Usage]) -> Iterable[tuple[str, Usage]]:
        return ((self._pages.text(purpose_words(each)), usage) for each, usage in purposes.items())

    def _money(self, amount: float) -> str:
        if not self._prices.are_set:
            return NONE
        return format_currency(amount, self._prices.currency, locale=self._locale)
