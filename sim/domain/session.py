"""A practice session as it is stored: settings, pinned content versions, turns, outcome."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from sim.domain.chat import Usage
from sim.domain.mood import Mood, MoodChange, Outcome
from sim.domain.moves import Move
from sim.domain.score import Engine
from sim.domain.transcript import Speaker

TURN_TEXT_LIMIT = 1000
"""Longest trainee line, in characters."""


class TurnStatus(StrEnum):
    """Whether a turn is whole."""

    COMPLETE = "complete"
    PENDING = "pending"
    INTERRUPTED = "interrupted"


class GradingStatus(StrEnum):
    """Where a grading stands. The grading row is the truth; a job only carries its id."""

    NONE = "none"
    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class ContentRef:
    """A pinned version of a content document: its id and the hash of what it said."""

    id: str
    version: str


@dataclass(frozen=True, slots=True)
class Intervention:
    """The guard stopped a sentence: why, what the model had said, and what stood in ("" = regenerated)."""

    reason: str
    stopped: str
    replaced_by: str = ""


@dataclass(frozen=True, slots=True)
class TurnRecord:
    """One stored turn. Mood is the mood after this turn; changes, moves and disclosed belong to it alone.

    ``model`` and ``endpoint`` (its address) name who spoke; both are empty where no model did.
    """

    turn: int
    speaker: Speaker
    text: str
    status: TurnStatus
    created_at: datetime
    mood: Mood | None = None
    changes: tuple[MoodChange, ...] = ()
    moves: tuple[Move, ...] = ()
    disclosed: tuple[str, ...] = ()
    interventions: tuple[Intervention, ...] = ()
    usage: Usage = Usage()
    engine: Engine = Engine.OFFLINE
    model: str | None = None
    endpoint: str = ""


@dataclass(frozen=True, slots=True)
class SessionSettings:
    """What a session was started with. ``intensity`` 1–3 caps how hurtful the customer may be."""

    seed: int
    intensity: int = 2
    mood_visible: bool = True


@dataclass(frozen=True, slots=True)
class Session:
    """A session with its turns. ``state`` is the customer engine's own state, opaque to everybody else.

    ``tryout`` marks an author's talk with a draft: it is in no history, statistics or review queue. ``offline_from`` is
    the customer's turn from which the offline engine plays in place of a model that failed, None where none does.
    """

    id: str
    scenario: ContentRef
    archetype: ContentRef
    rubric: ContentRef
    settings: SessionSettings
    engine: Engine
    model: str | None
    prompt_version: str
    created_at: datetime
    ended_at: datetime | None = None
    outcome: Outcome | None = None
    grading: GradingStatus = GradingStatus.NONE
    turns: tuple[TurnRecord, ...] = ()
    state: Mapping[str, Any] = field(default_factory=dict, hash=False)
    owner: str = ""
    tryout: bool = False
    offline_from: int | None = None

    @property
    def ended(self) -> bool:
        """Tell whether the session takes no more turns."""
        return self.ended_at is not None

    def turn_at(self, number: int) -> TurnRecord | None:
        """Return the turn with this number, or None."""
        return next((turn for turn in self.turns if turn.turn == number), None)
