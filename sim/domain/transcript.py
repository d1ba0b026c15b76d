"""A transcript: who said what, in order."""

from dataclasses import dataclass
from enum import StrEnum

from sim.domain.scenario import Scenario


class Speaker(StrEnum):
    """The two voices of a practice session."""

    CUSTOMER = "customer"
    TRAINEE = "trainee"


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn. ``turn`` is its number, from 1. ``interrupted`` marks a customer line that broke off unheard."""

    turn: int
    speaker: Speaker
    text: str
    interrupted: bool = False


@dataclass(frozen=True, slots=True)
class Transcript:
    """A whole dialogue with the scenario it was played in. ``archetype`` is the archetype's id."""

    id: str
    archetype: str
    scenario: Scenario
    turns: tuple[Turn, ...]

    def trainee_turns(self) -> tuple[Turn, ...]:
        """Return the trainee's turns, in order."""
        return tuple(turn for turn in self.turns if turn.speaker is Speaker.TRAINEE)

    def turn_at(self, number: int) -> Turn | None:
        """Return the turn with this number, or None."""
        return next((turn for turn in self.turns if turn.turn == number), None)
