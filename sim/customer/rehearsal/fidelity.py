"""The fidelity record: did the customer stay himself. Counted from stored turns, for any engine."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sim.customer.voice.guard import MENDED, OUT_OF_HAND
from sim.customer.voice.guard.leaks import has_leak
from sim.customer.voice.guard.role import is_agents
from sim.customer.voice.guard.yielding import ENDED_WELL, unearned
from sim.customer.wording import plain
from sim.domain.mood import Mood, Outcome
from sim.domain.session import Intervention, Session, TurnRecord
from sim.domain.transcript import Speaker

OUT_OF_ROLE_FLAG = "customer-out-of-role"
MOST_ROLE_BREAKS = 0
MOST_UNEARNED = 0
MOST_LEAKS = 0
MOST_REPEATS = 1
MOST_STAND_INS = 0.5
"""Share of lines in which the author had to stand in; beyond it the model did not play this customer."""

_IN_ROLE = (MENDED, OUT_OF_HAND)
"""Interventions that cast no doubt: a word put right, and lines that were the author's from the start."""


@dataclass(frozen=True, slots=True)
class Fidelity:
    """What was shown and should not have been, by turn number, and what the guard had to do.

    ``interventions`` counts reasons; ``stand_ins`` counts customer lines in which authored words replaced the
    model's. Lines for which the model was not asked any more are not among them: ``interventions`` has them as
    ``out-of-hand``.
    """

    lines: int = 0
    role_breaks: tuple[int, ...] = ()
    unearned: tuple[int, ...] = ()
    leaks: tuple[int, ...] = ()
    repeats: tuple[int, ...] = ()
    interventions: Mapping[str, int] = field(default_factory=dict, hash=False)
    stand_ins: int = 0

    @property
    def in_role(self) -> bool:
        """Tell whether the session stayed within the limits, so that its grading may stand without review."""
        return (
            len(self.role_breaks) <= MOST_ROLE_BREAKS
            and len(self.unearned) <= MOST_UNEARNED
            and len(self.leaks) <= MOST_LEAKS
            and len(self.repeats) <= MOST_REPEATS
            and (self.lines == 0 or self.stand_ins / self.lines <= MOST_STAND_INS)
        )

    @property
    def flags(self) -> tuple[str, ...]:
        """Return the flag for the scorecard, empty while in role."""
        return () if self.in_role else (OUT_OF_ROLE_FLAG,)


@dataclass(frozen=True, slots=True)
class ShownLine:
    """One customer line as it was shown, with the mood it was said in."""

    turn: int
    text: str
    mood: Mood | None
    interventions: tuple[Intervention, ...] = ()


def fidelity_of(session: Session) -> Fidelity:
    """Return the fidelity record of a stored session."""
    return fidelity(shown_lines(session.turns), session.outcome)


def shown_lines(turns: Sequence[TurnRecord]) -> tuple[ShownLine, ...]:
    """Return the customer's lines of stored turns, each with the mood after the trainee's line it answers."""
    lines: list[ShownLine] = []
    mood: Mood | None = None
    for turn in turns:
        mood = turn.mood or mood
        if turn.speaker is Speaker.CUSTOMER:
            lines.append(ShownLine(turn.turn, turn.text, mood, turn.interventions))
    return tuple(lines)


def fidelity(lines: Sequence[ShownLine], outcome: Outcome | None) -> Fidelity:
    """Count what the shown lines break. The opening line is authored and stands outside the count of role and yield."""
    said: set[str] = set()
    breaks, unearned_at, leaks, repeats = [], [], [], []
    counts: Counter[str] = Counter()
    stand_ins = 0
    for place, line in enumerate(lines):
        ends_well = place == len(lines) - 1 and outcome in ENDED_WELL
        if place and is_agents(line.text):
            breaks.append(line.turn)
        if place and line.mood and unearned(line.text, line.mood.stage, ends_well=ends_well):
            unearned_at.append(line.turn)
        if has_leak(line.text):
            leaks.append(line.turn)
        if plain(line.text) in said:
            repeats.append(line.turn)
        said.add(plain(line.text))
        counts.update(each.reason for each in line.interventions)
        stand_ins += any(each.replaced_by and each.reason not in _IN_ROLE for each in line.interventions)
    return Fidelity(
        len(lines), tuple(breaks), tuple(unearned_at), tuple(leaks), tuple(repeats), dict(counts), stand_ins
    )
