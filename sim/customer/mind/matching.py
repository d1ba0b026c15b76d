"""Which moves of a reading a mood rule answers to."""

from collections.abc import Iterable, Mapping, Sequence

from sim.domain.archetype import MoodRule, Selector
from sim.domain.moves import Move, MoveKind, Reading

MovesByKind = Mapping[MoveKind, Sequence[Move]]


def by_kind(reading: Reading) -> MovesByKind:
    """Return the moves of a reading by their kind, in order."""
    found: dict[MoveKind, list[Move]] = {}
    for move in reading.moves:
        found.setdefault(move.kind, []).append(move)
    return found


def hits(rule: MoodRule, moves: MovesByKind) -> tuple[Move, ...]:
    """Return the moves that make ``rule`` apply, the telling ones first; empty where it does not apply.

    Every selector of ``all_of`` must find a move, ``any_of`` (if given) at least one, ``none_of`` none at all.
    """
    found: list[Move] = []
    for selector in rule.all_of:
        matching = _found(selector, moves)
        if not matching:
            return ()
        found.extend(matching)
    if rule.any_of:
        alternatives = [move for selector in rule.any_of for move in _found(selector, moves)]
        if not alternatives:
            return ()
        found.extend(alternatives)
    if any(_found(selector, moves) for selector in rule.none_of):
        return ()
    return _distinct(found)


def _found(selector: Selector, moves: MovesByKind) -> Sequence[Move]:
    of_kind = moves.get(selector.kind, ())
    if not of_kind or not selector.detail:
        return of_kind
    wanted = selector.detail.items()
    return [move for move in of_kind if all(move.get(name) in allowed for name, allowed in wanted)]


def _distinct(moves: Iterable[Move]) -> tuple[Move, ...]:
    kept: list[Move] = []
    for move in moves:
        if move not in kept:
            kept.append(move)
    return tuple(kept)
