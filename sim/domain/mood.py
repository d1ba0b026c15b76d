"""The customer's mood: two measures, a ladder of six stages, and why each moved."""

from dataclasses import dataclass
from enum import StrEnum

ANGER_MAX = 10
TRUST_MAX = 10


class Stage(StrEnum):
    """The ladder from outburst to acceptance, lowest first. The value is the word shown to people."""

    OUTBURST = "爆发"
    CONFRONTATION = "对抗"
    STALEMATE = "僵持"
    LOOSENING = "松动"
    EASING = "缓和"
    ACCEPTANCE = "接受"

    @property
    def rank(self) -> int:
        """0 for the outburst … 5 for acceptance."""
        return _RANKS[self]


_RANKS = {stage: rank for rank, stage in enumerate(Stage)}


class Outcome(StrEnum):
    """How a session ended, decided by code and never by the model."""

    ACCEPTED = "accepted"
    PARTIAL = "partial"
    ESCALATED = "escalated"
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class Mood:
    """Anger 0–10, trust 0–10 and the stage of the ladder."""

    anger: int
    trust: int
    stage: Stage


@dataclass(frozen=True, slots=True)
class MoodChange:
    """One step of the mood with the words that caused it.

    ``rule`` is the id of the archetype's rule, ``move`` the kind of move, ``quote`` the trainee's words.
    """

    rule: str
    move: str
    quote: str
    anger: int
    trust: int
    reason: str
