"""The use cases of this room, joined."""

from dataclasses import dataclass

from sim.practice.accounts import Access, Accounts, Audit
from sim.practice.authoring.shelf import Shelf
from sim.practice.casting import Casting
from sim.practice.overview.assignments import Assignments
from sim.practice.overview.exports.exports import Exports
from sim.practice.overview.overviews import Overviews
from sim.practice.overview.personal_data import PersonalData
from sim.practice.overview.retention import Retention
from sim.practice.overview.roster import Roster
from sim.practice.overview.spending import Prices, Spending
from sim.store import Store


@dataclass(frozen=True, slots=True)
class Overview:
    """What practice adds up to, what is asked of people, what leaves the house and what is deleted."""

    roster: Roster
    overviews: Overviews
    assignments: Assignments
    exports: Exports
    spending: Spending
    personal_data: PersonalData
    retention: Retention


def make_overview(
    store: Store,
    accounts: Accounts,
    access: Access,
    audit: Audit,
    casting: Casting,
    shelf: Shelf,
    *,
    prices: Prices,
    retention_days: int,
) -> Overview:
    """Join the use cases. ``prices`` and ``retention_days`` come from the settings."""
    roster = Roster(store, access)
    return Overview(
        roster=roster,
        overviews=Overviews(store, roster),
        assignments=Assignments(store, roster, shelf),
        exports=Exports(store, casting, roster, shelf, audit),
        spending=Spending(store, roster, prices),
        personal_data=PersonalData(store, accounts.people, audit),
        retention=Retention(store, retention_days),
    )
