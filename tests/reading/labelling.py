"""The labelled table: lines with the moves they make and the near-misses they do not, and how to measure on it."""

import json
from dataclasses import dataclass, field
from pathlib import Path

from sim.domain.moves import Move, MoveKind, Reading
from sim.domain.scenario import Scenario
from sim.domain.text import Bilingual
from sim.reading import ReadingContext, default_reader

NO_CASE = ReadingContext(Scenario("none", Bilingual("无")))
ATTACKS = frozenset({MoveKind.INJECTION, MoveKind.FORGED, MoveKind.OUT_OF_ROLE})
CLOSED_KINDS = ATTACKS | {MoveKind.RED_LINE, MoveKind.APOLOGY}
"""Kinds labelled on every line: finding one that is not labelled is an error even where ``not`` is silent."""


@dataclass(frozen=True)
class Expected:
    """One labelled move: its kind and the details that must agree."""

    kind: MoveKind
    detail: tuple[tuple[str, str], ...] = ()

    def meets(self, move: Move) -> bool:
        return move.kind is self.kind and all(move.get(name) == value for name, value in self.detail)


@dataclass(frozen=True)
class Labelled:
    """One line of the table. ``either`` are kinds on which trainers differ: found or not, both are right."""

    text: str
    moves: tuple[Expected, ...]
    absent: tuple[Expected, ...]
    either: frozenset[MoveKind] = frozenset()


@dataclass
class Count:
    """Hits and misses of one kind, with the lines that went wrong."""

    right: int = 0
    false: int = 0
    missed: int = 0
    mistakes: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float:
        return self.right / (self.right + self.false) if self.right + self.false else 1.0

    @property
    def recall(self) -> float:
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0


def load(name: str) -> list[Labelled]:
    lines = (Path(__file__).parent / name).read_text(encoding="utf-8").splitlines()
    return [_labelled(json.loads(line)) for line in lines]


def _labelled(raw: dict[str, object]) -> Labelled:
    return Labelled(str(raw["text"]), _expected(raw["moves"]), _expected(raw["not"]), _kinds(raw.get("either", [])))


def _expected(raw: object) -> tuple[Expected, ...]:
    assert isinstance(raw, list)
    return tuple(Expected(MoveKind(each["kind"]), tuple(sorted(each.get("detail", {}).items()))) for each in raw)


def _kinds(raw: object) -> frozenset[MoveKind]:
    assert isinstance(raw, list)
    return frozenset(MoveKind(each) for each in raw)


def measure(table: list[Labelled]) -> dict[MoveKind, Count]:
    """Read every line; a kind counts once per line. Apologies count only when they are meant as such."""
    counts: dict[MoveKind, Count] = {}
    reader = default_reader()
    for row in table:
        reading = reader.read(row.text, NO_CASE)
        for expected in row.moves:
            count = counts.setdefault(expected.kind, Count())
            if any(expected.meets(move) for move in reading.moves):
                count.right += 1
            else:
                count.missed += 1
                count.mistakes.append(f"missed {dict(expected.detail)}: {row.text}")
        for kind, quotes in _false(row, reading).items():
            count = counts.setdefault(kind, Count())
            count.false += 1
            count.mistakes.append(f"false {quotes!r}: {row.text}")
    return counts


def together(*tables: dict[MoveKind, Count]) -> dict[MoveKind, Count]:
    """Add up the counts of several tables."""
    total: dict[MoveKind, Count] = {}
    for kind, count in (item for table in tables for item in table.items()):
        sum_so_far = total.setdefault(kind, Count())
        sum_so_far.right += count.right
        sum_so_far.false += count.false
        sum_so_far.missed += count.missed
        sum_so_far.mistakes += count.mistakes
    return total


def _false(row: Labelled, reading: Reading) -> dict[MoveKind, str]:
    named = {expected.kind for expected in row.moves} | row.either
    named |= ATTACKS if named & ATTACKS else set()
    false = {}
    for move in reading.moves:
        meant = move.kind is not MoveKind.APOLOGY or move.get("use") == "apology"
        closed = move.kind in CLOSED_KINDS and meant and move.kind not in named
        if closed or any(expected.meets(move) for expected in row.absent):
            false[move.kind] = move.quote
    return false
