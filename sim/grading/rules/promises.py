"""Promises taken apart: who, what, when, a token to hold on to, and what happens if it fails (R4)."""

import re
from dataclasses import dataclass

from sim.domain.moves import Move, MoveKind
from sim.domain.score import Evidence
from sim.grading.words.dialogue import Dialogue, ReadTurn

_HANDED = re.compile("(单|编|受理|回执|工|流水)号[^,。!?;0-9a-z]{0,4}(给|报|发|告诉)给?(您|你)")
_NUMBER = re.compile("[0-9a-z]*[0-9][0-9a-z\\-]{2,}|[零一二三四五六七八九幺]{3,}")

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
            has["token"] = has["token"] and not is_unnamed(turn)
            found.append(
                Commitment(
                    turn=turn.number,
                    who=has["who"],
                    what=has["what"],
                    when=has["when"],
                    token=token or has["token"],
                    fallback=has["fallback"],
                    evidence=tuple(_words(turn, move) for move in promises),
                )
            )
    return tuple(found)


def is_unnamed(turn: ReadTurn) -> bool:
    """Tell whether a turn hands over a number it never says: “单号给您” leaves nothing to hold on to."""
    text = turn.normal.text
    return _HANDED.search(text) is not None and _NUMBER.search(text) is None


def _words(turn: ReadTurn, move: Move) -> Evidence:
    return Evidence(turn.number, move.start, move.end, move.quote)


def _token(turn: ReadTurn) -> bool:
    numbered = any(move.get("number") for move in turn.moves(MoveKind.TICKET))
    return numbered or bool(turn.moves(MoveKind.SINGLE_CONTACT))
