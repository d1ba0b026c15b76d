"""What is told of a turn while it happens."""

from dataclasses import dataclass

from sim.domain.mood import Mood, MoodChange, Outcome
from sim.domain.moves import Move
from sim.domain.session import TurnRecord


@dataclass(frozen=True, slots=True)
class MoodMoved:
    """The trainee's line was read and has moved the customer; comes before his first word."""

    mood: Mood
    changes: tuple[MoodChange, ...]
    moves: tuple[Move, ...]


@dataclass(frozen=True, slots=True)
class Queued:
    """The model is busy with others. ``place`` is the place in the queue (1: next), 0 once it is his turn."""

    place: int


@dataclass(frozen=True, slots=True)
class Delta:
    """One sentence of the customer that passed the guard."""

    text: str


@dataclass(frozen=True, slots=True)
class TurnDone:
    """The customer's answer is whole and stored. ``outcome`` is set when it was his last."""

    record: TurnRecord
    outcome: Outcome | None


@dataclass(frozen=True, slots=True)
class TurnFailed:
    """There is no whole answer. The trainee's words are stored; ``retryable`` tells whether to send them again.

    ``offline`` offers to go on with the offline engine.
    """

    code: str
    message: str
    retryable: bool
    retry_after: float | None = None
    offline: bool = False


TurnEvent = MoodMoved | Queued | Delta | TurnDone | TurnFailed
