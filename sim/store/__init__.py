"""All that is kept, in SQLite (WAL) or PostgreSQL. The only room that knows SQL.

``Store`` is the surface; everything behind it are plain functions of a connection, run by a runner per database.
"""

from sim.store.processes import Process, Processes, ProcessKind
from sim.store.records import (
    Accepted,
    Claim,
    GradingState,
    PageKey,
    PinnedContent,
    SessionPage,
    SessionSummary,
    cut_page,
)
from sim.store.store import Store

__all__ = [
    "Accepted",
    "Claim",
    "GradingState",
    "PageKey",
    "PinnedContent",
    "Process",
    "ProcessKind",
    "Processes",
    "SessionPage",
    "SessionSummary",
    "Store",
    "cut_page",
]
