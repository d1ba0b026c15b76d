"""What reviewing asks of the store and what it gets."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from sim.domain.review import AppealStatus, Override, Rating, Reason, ReviewEntry
from sim.domain.session import Session
from sim.store.records import PinnedContent


class QueueState(StrEnum):
    """Which part of the queue is asked for."""

    WAITING = "waiting"
    FREE = "free"
    MINE = "mine"
    FINISHED = "finished"


@dataclass(frozen=True, slots=True)
class QueueFilter:
    """Which entries are asked for.

    ``owners`` None takes everybody's sessions. Sessions whose bucket lies below ``sample`` (0–10000) are in the random
    sample. ``reviewer`` is the account that ``QueueState.MINE`` means. ``reason`` None takes all reasons.
    """

    owners: frozenset[str] | None
    sample: int
    state: QueueState = QueueState.WAITING
    reason: Reason | None = None
    reviewer: str = ""


@dataclass(frozen=True, slots=True)
class QueueKey:
    """Where a page of the queue ends. ``rank``: 0 appeals, 1 flagged, 2 the rest; within it the oldest come first."""

    rank: int
    graded_at: datetime
    session_id: str


@dataclass(frozen=True, slots=True)
class QueuePage:
    """Entries in the order in which to look at them. ``next`` is the key of the next page, None on the last."""

    entries: tuple[ReviewEntry, ...]
    next: QueueKey | None


@dataclass(frozen=True, slots=True)
class Rated:
    """A graded session of which people have said something in levels.

    ``scorecard`` is the original's document. ``labelled_set`` and ``transcript_id`` are of a set loaded from files, ""
    for sessions practised here.
    """

    session_id: str
    owner: str
    scenario: str
    rubric_version: str
    graded_at: datetime
    scorecard: Mapping[str, Any] = field(hash=False)
    overrides: tuple[Override, ...] = ()
    ratings: tuple[Rating, ...] = ()
    labelled_set: str = ""
    transcript_id: str = ""


@dataclass(frozen=True, slots=True)
class AppealCount:
    """How many appeals on a criterion or gate (``subject`` is its id) stand at a status."""

    subject: str
    status: AppealStatus
    count: int


@dataclass(frozen=True, slots=True)
class LabelledImport:
    """A labelled transcript to keep: its session, what that is pinned to, its scorecard and what people rated."""

    session: Session
    content: Sequence[PinnedContent]
    scorecard: Mapping[str, Any]
    ratings: Sequence[Rating]
    set_name: str
    transcript_id: str
