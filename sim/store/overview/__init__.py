"""What practice adds up to: results and their sums, assignments, tokens used, and the data of one person."""

from sim.store.overview.listing import Standing, Wanted
from sim.store.overview.records import (
    CUSTOMER,
    EVERYBODY,
    GRADING,
    Counts,
    MonthUsage,
    PartMean,
    Practised,
    Result,
    Selection,
    SessionUsage,
)
from sim.store.overview.spending import NOBODY
from sim.store.overview.stores import AssignmentStore, OverviewStore, OwnerCounts, PrivacyStore, Summary, UsageStore

__all__ = [
    "CUSTOMER",
    "EVERYBODY",
    "GRADING",
    "NOBODY",
    "AssignmentStore",
    "Counts",
    "MonthUsage",
    "OverviewStore",
    "OwnerCounts",
    "PartMean",
    "Practised",
    "PrivacyStore",
    "Result",
    "Selection",
    "SessionUsage",
    "Standing",
    "Summary",
    "UsageStore",
    "Wanted",
]
