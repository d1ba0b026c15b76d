"""Which moves of a reading a mood rule answers to."""

from collections.abc import Iterable

from sim.domain.archetype import MoodRule, Selector
from sim.domain.moves import Move, Reading


def hits(rule: MoodRule, reading: Reading) -> tuple[Move, ...]:
    """Return the moves that make ``rule`` apply, the telling ones first; empty where it does not apply.

    Every selector of ``all_of`` must find a move, ``any_of`` (if given) at least one, ``none_of`` none at all.
    """
    if any(_found(selector, reading) for selector in rule.none_of):
        return ()
    found: list[Move] = []
    for selector in rule.all_of:
        moves = _found(selector, reading)
        if not moves:
            return ()
        found.extend(moves)
    if rule.any_of:
        alternatives = [move for selector in rule.any_of for move in _found(selector, reading)]
        if not alternatives:
            return ()
        found.extend(alternatives)
    return _distinct(found)


def _found(selector: Selector, reading: Reading) -> list[Move]:
    return [
        move
        for move in reading.moves
        if move.kind is selector.kind and all(move.get(name) in allowed for name, allowed in selector.detail.items())
    ]


def _distinct(moves: Iterable[Move]) -> tuple[Move, ...]:
    kept: list[Move] = []
    for move in moves:
        if move not in kept:
            kept.append(move)
    return tuple(kept)
