"""Promises taken apart: who, what, when, a token to hold on to, and what happens if it fails (R4)."""

from dataclasses import dataclass

from sim.domain.moves import MoveKind
from sim.domain.score import Evidence
from sim.grading.dialogue import Dialogue, ReadTurn

PARTS = ("who", "what", "when", "token", "fallback")
"""The parts of a whole promise, as the reading names them."""


@dataclass(frozen=True, slots=True)
class Commitment:
    """What one turn commits to, put together from all promises in it. ``evidence`` holds the promising words."""

    turn: int
    who: bool
    what: bool
    when: bool
    token: bool
    fallback: bool
    evidence: tuple[Evidence, ...]

    @property
    def level(self) -> int:
        """The level of R4: what without when 1, when 2, who–what–when 3, plus token and fallback 4."""
        if not self.when:
            return 1 if self.what else 0
        if not (self.who and self.what):
            return 2
        return 4 if self.token and self.fallback else 3


def commitments(dialogue: Dialogue) -> tuple[Commitment, ...]:
    """Return one commitment per turn that promises something, in order.

    A token given once (a ticket number, a name with a staff number) holds for all promises after it.
    """
    found: list[Commitment] = []
    token = False
    for turn in dialogue.turns:
        token = token or _token(turn)
        promises = turn.moves(MoveKind.PROMISE)
        if promises:
            has = {part: any(move.get(part) == "yes" for move in promises) for part in PARTS}
            found.append(
                Commitment(
                    turn=turn.number,
                    who=has["who"],
                    what=has["what"],
                    when=has["when"],
                    token=token or has["token"],
                    fallback=has["fallback"],
                    evidence=tuple(Evidence(turn.number, move.start, move.end, move.quote) for move in promises),
                )
            )
    return tuple(found)


def _token(turn: ReadTurn) -> bool:
    numbered = any(move.get("number") for move in turn.moves(MoveKind.TICKET))
    return numbered or bool(turn.moves(MoveKind.SINGLE_CONTACT))
