"""What people say of a scorecard: overrides, comments, second ratings, appeals. The original stays."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from hashlib import sha256

from sim.domain.score import Evidence

BUCKETS = 10_000
"""Into how many buckets sessions fall for random samples: a hundredth of a percent each."""


def sample_bucket(session_id: str) -> int:
    """Return the bucket (0 … ``BUCKETS`` - 1) of a session: evenly spread, and the same whenever it is asked for."""
    return int.from_bytes(sha256(session_id.encode()).digest()[:8]) % BUCKETS


class Reason(StrEnum):
    """Why a session waits for a person, gravest first."""

    APPEAL = "appeal"
    OUT_OF_ROLE = "customer-out-of-role"
    GATE_FAILED = "gate-failed"
    LOW_CONFIDENCE = "low-confidence"
    SAMPLE = "sample"


class Verdict(StrEnum):
    """A reviewer's word on one criterion (the first three) or on one gate (the last three).

    ``accept`` and ``uphold`` let the original stand, also over an earlier override. ``adjust`` sets another level or
    not applicable. ``reject`` says that the judgement does not hold and no other can be given: the criterion is then
    unscored and withholds the total. ``lift`` lets a gate pass, ``fail`` fails it at a severity.
    """

    ACCEPT = "accept"
    ADJUST = "adjust"
    REJECT = "reject"
    UPHOLD = "uphold"
    LIFT = "lift"
    FAIL = "fail"

    @property
    def is_of_gate(self) -> bool:
        """Tell whether the verdict is one on a gate."""
        return self in (Verdict.UPHOLD, Verdict.LIFT, Verdict.FAIL)


@dataclass(frozen=True, slots=True)
class Author:
    """Who wrote something: the account's id and the name it went by at that time, which outlives the account."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Override:
    """One verdict on one criterion or gate (``subject`` is its id).

    ``level`` belongs to ``adjust`` (None: not applicable), ``severity`` ("light", "severe") to ``fail``. ``evidence``
    replaces the original's where given. ``number`` counts upwards in the order in which overrides were given (0: not
    stored yet); of several on one subject the last counts. ``appeal`` is the appeal it answers, if any.
    """

    subject: str
    verdict: Verdict
    author: Author
    created_at: datetime
    level: int | None = None
    severity: str = ""
    evidence: tuple[Evidence, ...] = ()
    reason: str = ""
    appeal: str = ""
    number: int = 0


@dataclass(frozen=True, slots=True)
class TurnComment:
    """What a reviewer remarks on one turn."""

    turn: int
    text: str
    author: Author
    created_at: datetime
    number: int = 0


class RatingSource(StrEnum):
    """Where a rating came from: given here before the scores were shown, or loaded from a file of labels."""

    BLIND = "blind"
    IMPORTED = "imported"


@dataclass(frozen=True, slots=True)
class Rating:
    """One person's own levels and gates (true: passed) for a session, given without sight of the grader's.

    A level of None means not applicable; a criterion or gate left out was not judged. ``total`` is 0–100 or unknown.
    """

    session_id: str
    author: Author
    criteria: Mapping[str, int | None]
    gates: Mapping[str, bool]
    created_at: datetime
    total: float | None = None
    note: str = ""
    source: RatingSource = RatingSource.BLIND


class AppealStatus(StrEnum):
    """Where an appeal stands."""

    OPEN = "open"
    UPHELD = "upheld"
    DISMISSED = "dismissed"
    WITHDRAWN = "withdrawn"


class Standing(StrEnum):
    """How far people are with a graded session, as its trainee is told: what waits comes before what is done."""

    DISPUTED = "disputed"
    ANSWERED = "answered"
    REVIEWED = "reviewed"


@dataclass(frozen=True, slots=True)
class Appeal:
    """A trainee disputes one criterion or one failed gate of his scorecard (``subject`` is its id); a trainer answers.

    He may point at his own words with ``quote``.
    """

    id: str
    session_id: str
    subject: str
    text: str
    author: Author
    created_at: datetime
    quote: Evidence | None = None
    status: AppealStatus = AppealStatus.OPEN
    answer: str = ""
    answered_by: Author | None = None
    closed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ReviewEntry:
    """A graded session as the review queue knows it.

    ``reviewer`` has it in hand since ``taken_at``; ``finished_by`` closed its review. ``bucket`` (0–9999) is drawn from
    the session's id and decides on random samples. ``reasons`` are those of the grading; appeals and the sample come
    in when the queue is read.
    """

    session_id: str
    owner: str
    scenario: str
    archetype: str
    graded_at: datetime
    reasons: tuple[Reason, ...]
    bucket: int
    open_appeals: int = 0
    reviewer: Author | None = None
    taken_at: datetime | None = None
    finished_by: Author | None = None
    finished_at: datetime | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class ReviewRecord:
    """Everything people have said of one session, each part in the order in which it was said."""

    overrides: tuple[Override, ...] = ()
    comments: tuple[TurnComment, ...] = ()
    appeals: tuple[Appeal, ...] = ()
    entry: ReviewEntry | None = None


@dataclass(frozen=True, slots=True)
class LabelledSession:
    """A session of a labelled set that was loaded from files: its set, and its id there."""

    session_id: str
    set_name: str
    transcript_id: str
    loaded_at: datetime = field(compare=False)
