"""What the overview asks for and what it gets."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sim.domain.chat import Usage

EVERYBODY = "*"
"""Stands for all owners, or all cases, in the sums; no id of an account or a scenario looks like it."""

CUSTOMER, GRADING = "customer", "grading"
"""What tokens are used for. Other rooms may name purposes of their own (up to 32 characters)."""


@dataclass(frozen=True, slots=True)
class Selection:
    """Whose results, of which weeks, of which case.

    ``owners`` None takes everybody but those in ``without``; ``first`` and ``last`` are weeks by their Monday
    (``2026-03-02``), both included; ``scenario`` "" takes all cases.
    """

    owners: frozenset[str] | None
    first: str
    last: str
    scenario: str = ""
    without: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Counts:
    """What results add up to.

    ``sessions`` were graded, ``scored`` of them have a total (``total`` is the sum of these), ``passed`` reached a
    certification level; ``seconds`` were spent talking.
    """

    sessions: int = 0
    scored: int = 0
    passed: int = 0
    total: float = 0.0
    seconds: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        """Return what both add up to."""
        return Counts(
            self.sessions + other.sessions,
            self.scored + other.scored,
            self.passed + other.passed,
            self.total + other.total,
            self.seconds + other.seconds,
        )

    def __sub__(self, other: "Counts") -> "Counts":
        """Return what is left without ``other``, which is a part of this."""
        return Counts(
            self.sessions - other.sessions,
            self.scored - other.scored,
            self.passed - other.passed,
            self.total - other.total,
            self.seconds - other.seconds,
        )

    @property
    def mean(self) -> float | None:
        """Return the mean total 0–100, None without any."""
        return self.total / self.scored if self.scored else None

    @property
    def pass_rate(self) -> float | None:
        """Return the share (0–1) that passed of those with a total, None without any."""
        return self.passed / self.scored if self.scored else None


@dataclass(frozen=True, slots=True)
class PartMean:
    """The mean of one part of a rubric: points 0–100 of dimensions, levels 0–4 of criteria, share of gates passed."""

    rubric: str
    part: str
    count: int
    mean: float


@dataclass(frozen=True, slots=True)
class Practised:
    """How often one owner has practised a case with a type of customer, ever, and how often he passed."""

    scenario: str
    archetype: str
    sessions: int
    passed: int


@dataclass(frozen=True, slots=True)
class Result:
    """One graded session without its words: what a sheet has a row for.

    ``total`` is what holds now, ``original_total`` what the grader gave. ``parts`` maps "dimensions" to points 0–100,
    "criteria" to levels 0–4 (None: no level), "gates" to whether passed.
    """

    session: str
    owner: str
    scenario: str
    archetype: str
    rubric: str
    engine: str
    created_at: datetime
    seconds: int
    total: float | None
    passed: bool
    level: str | None
    parts: Mapping[str, Mapping[str, Any]] = field(hash=False)
    original_total: float | None = None


@dataclass(frozen=True, slots=True)
class MonthUsage:
    """Tokens of one month (``2026-03``), owner and purpose; ``owner`` EVERYBODY where owners were added up."""

    month: str
    owner: str
    purpose: str
    calls: int
    usage: Usage


@dataclass(frozen=True, slots=True)
class SessionUsage:
    """Tokens of one session: those of its customer's turns and those of its grading."""

    session: str
    customer: Usage
    grading: Usage
