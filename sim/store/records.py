"""What goes into and comes out of the store beside the domain's own types."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol, TypeVar

from sim.domain.mood import Outcome
from sim.domain.score import Engine
from sim.domain.session import GradingStatus, TurnRecord

_Dated = TypeVar("_Dated", bound="Dated")


@dataclass(frozen=True, slots=True)
class PinnedContent:
    """One version of a content document as a session was started with it.

    ``kind`` is e.g. "scenario"; ``version`` is the hash of the whole document, its id included, so kind and version
    name one document. ``document`` is JSON-able.
    """

    kind: str
    id: str
    version: str
    document: Mapping[str, Any] = field(hash=False)


@dataclass(frozen=True, slots=True)
class Accepted:
    """A trainee line that is safely stored.

    ``repeated`` tells that it had been stored before, by the same words; ``held``, that another process which lives is
    getting its answer.
    """

    record: TurnRecord
    repeated: bool
    held: bool = False


@dataclass(frozen=True, slots=True)
class PageKey:
    """Where a page of a list ends; the next page holds what is older."""

    created_at: datetime
    id: str


class Dated(Protocol):
    """A row of a list that its moment and id put in order."""

    @property
    def created_at(self) -> datetime:
        """When it came to be."""
        ...

    @property
    def id(self) -> str:
        """Its id."""
        ...


def cut_page(found: Sequence[_Dated], limit: int) -> tuple[tuple[_Dated, ...], PageKey | None]:
    """Return what a page shows and its key, None on the last page. ``found`` has a row more where there are more."""
    shown = tuple(found[:limit])
    return shown, PageKey(shown[-1].created_at, shown[-1].id) if len(found) > limit else None


@dataclass(frozen=True, slots=True)
class SessionSummary:
    """One row of a list of sessions, without its transcript.

    ``total`` 0–100, None while there is no total; ``passed`` as the scorecard says, None while there is none.
    """

    id: str
    owner: str
    scenario: str
    archetype: str
    rubric: str
    engine: Engine
    created_at: datetime
    ended_at: datetime | None
    outcome: Outcome | None
    grading: GradingStatus
    total: float | None
    passed: bool | None = None


@dataclass(frozen=True, slots=True)
class SessionPage:
    """Sessions, newest first. ``next`` is the key of the next page, None on the last."""

    sessions: tuple[SessionSummary, ...]
    next: PageKey | None


@dataclass(frozen=True, slots=True)
class Claim:
    """A grading that the caller alone may now run. ``attempt`` counts from 1.

    Whoever takes the grading over makes another attempt; what comes from an earlier one is refused from then on.
    """

    session_id: str
    attempt: int


@dataclass(frozen=True, slots=True)
class GradingState:
    """Where the grading of a session stands. ``error`` is what the last failed attempt said, "" otherwise.

    ``code`` is that error's stable short id. ``by_rules`` tells that the rules grade in place of a model that failed.
    """

    status: GradingStatus
    attempts: int = 0
    error: str = ""
    code: str = ""
    by_rules: bool = False
