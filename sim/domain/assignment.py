"""Assignments: what a trainer asks a group or one person to practise, and how far they have come with it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Progress(StrEnum):
    """How far one person has come with an assignment; sessions of its case and type since it was given count."""

    OPEN = "open"
    STARTED = "started"
    DONE = "done"
    PASSED = "passed"


@dataclass(frozen=True, slots=True)
class Assignment:
    """A case with a type of customer to practise, by ``due_at`` if given.

    Exactly one of ``group`` and ``account`` (ids) is not None. ``author`` is the account that gave it.
    """

    id: str
    scenario: str
    archetype: str
    rubric: str
    author: str
    created_at: datetime
    group: str | None = None
    account: str | None = None
    due_at: datetime | None = None
    note: str = ""
    withdrawn_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Duty:
    """An assignment as it stands for one person. ``done_at`` is when the first graded session for it began."""

    assignment: Assignment
    owner: str
    progress: Progress
    done_at: datetime | None = None

    def is_late(self, now: datetime) -> bool:
        """Tell whether it was not done in time: done after the due moment, or not done and the moment has passed."""
        due = self.assignment.due_at
        return due is not None and (self.done_at or now) > due
