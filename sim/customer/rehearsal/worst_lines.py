"""What in rehearsals an author has to look at: the lines that broke the customer's part, worst first."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from sim.customer.rehearsal.agents import EARNING
from sim.customer.rehearsal.rehearse import Rehearsal
from sim.customer.rehearsal.report import IN_TIME, WON


class Blemish(StrEnum):
    """What is wrong with a line, worst first."""

    SWAP = "swap"
    LEAK = "leak"
    UNEARNED = "unearned"
    UNEARNED_WIN = "unearned-win"
    REPEAT = "repeat"
    NOT_WON = "not-won"
    NOT_IN_TIME = "not-in-time"


@dataclass(frozen=True, slots=True)
class WorstLine:
    """A customer line with the agent's line before it ("" before the opening), and where to hear it again."""

    blemish: Blemish
    archetype: str
    scenario: str
    agent: str
    seed: int
    turn: int
    heard: str
    said: str


def worst_lines(rehearsals: Iterable[Rehearsal], limit: int) -> tuple[WorstLine, ...]:
    """Return the worst lines of these rehearsals, at most ``limit``, the kinds in their order."""
    order = list(Blemish)
    found = [line for rehearsal in rehearsals for line in _blemished(rehearsal)]
    return tuple(sorted(found, key=lambda line: order.index(line.blemish))[:limit])


def _blemished(rehearsal: Rehearsal) -> Iterator[WorstLine]:
    record = rehearsal.fidelity
    for blemish, turns in (
        (Blemish.SWAP, record.role_breaks),
        (Blemish.LEAK, record.leaks),
        (Blemish.UNEARNED, record.unearned),
        (Blemish.REPEAT, record.repeats),
    ):
        yield from (_line(rehearsal, blemish, turn) for turn in turns)
    last = rehearsal.turns[-1].turn
    won = rehearsal.outcome in WON
    if rehearsal.agent not in EARNING and won:
        yield _line(rehearsal, Blemish.UNEARNED_WIN, last)
    if rehearsal.agent == "excellent" and not won:
        yield _line(rehearsal, Blemish.NOT_WON, last)
    elif rehearsal.agent == "excellent" and rehearsal.lines not in IN_TIME:
        yield _line(rehearsal, Blemish.NOT_IN_TIME, last)


def _line(rehearsal: Rehearsal, blemish: Blemish, turn: int) -> WorstLine:
    texts = {each.turn: each.text for each in rehearsal.turns}
    return WorstLine(
        blemish,
        rehearsal.archetype,
        rehearsal.scenario,
        rehearsal.agent,
        rehearsal.seed,
        turn,
        texts.get(turn - 1, ""),
        texts[turn],
    )
