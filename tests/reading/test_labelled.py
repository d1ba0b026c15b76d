"""Precision and recall of every kind of move on the labelled tables; printed at the end of the test run."""

import pytest

from sim.domain.moves import MoveKind
from tests.reading.labelling import ATTACKS, Count, load, measure, together

FLOORS = {MoveKind.RED_LINE: 0.95, MoveKind.APOLOGY: 0.95} | dict.fromkeys(ATTACKS, 0.95)
TABLES = (
    "labelled.jsonl",
    "labelled_later.jsonl",
    "labelled_near.jsonl",
    "labelled_shapes.jsonl",
    "labelled_aside.jsonl",
    "labelled_counter.jsonl",
)
"""The first table, lines written when the lexicons stood, lines that only look like a move, and red lines by the shape
of the sentence, each shape in a trade of its own, red lines said in passing, and what is said at a counter every day,
well and badly; all of them with their near-misses."""
FLOOR = 0.8
RECALL_FLOOR = 0.65
ENOUGH = 5
"""Kinds with fewer labelled lines are printed, but a floor on them would only measure chance."""


@pytest.fixture(scope="module")
def counts() -> dict[MoveKind, Count]:
    return measure(load("labelled.jsonl"))


@pytest.fixture(scope="module")
def later() -> dict[MoveKind, Count]:
    return measure(load("labelled_later.jsonl"))


@pytest.fixture(scope="module")
def shapes() -> dict[MoveKind, Count]:
    return measure(load("labelled_shapes.jsonl"))


@pytest.fixture(scope="module")
def aside() -> dict[MoveKind, Count]:
    return measure(load("labelled_aside.jsonl"))


@pytest.fixture(scope="module")
def counter() -> dict[MoveKind, Count]:
    return measure(load("labelled_counter.jsonl"))


@pytest.fixture(scope="module")
def near() -> dict[MoveKind, Count]:
    return measure(load("labelled_near.jsonl"))


def test_the_tables_are_large_and_half_of_their_lines_are_near_misses() -> None:
    table = [row for name in TABLES for row in load(name)]
    assert len({row.text for row in table}) == len(table) >= 1200
    assert sum(bool(row.absent) for row in table) >= len(table) / 2


def test_precision_and_recall_by_kind(
    counts: dict[MoveKind, Count],
    later: dict[MoveKind, Count],
    near: dict[MoveKind, Count],
    shapes: dict[MoveKind, Count],
    aside: dict[MoveKind, Count],
    counter: dict[MoveKind, Count],
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Print each table and all of them together."""
    everything = together(counts, later, near, shapes, aside, counter)
    with capsys.disabled():
        for name, table in (("labelled", counts), ("labelled later", later), ("all tables", everything)):
            print(f"\n{name:20}   n  precision recall")
            for kind, count in sorted(table.items()):
                print(f"{kind:20} {count.right + count.missed:3}  {count.precision:8.2f} {count.recall:7.2f}")
    assert counts.keys() >= FLOORS.keys()
    low = [kind for kind, floor in FLOORS.items() if everything[kind].precision < floor]
    assert not low, "\n".join(line for kind in low for line in everything[kind].mistakes)


def test_red_lines_are_known_by_their_shape_whatever_the_trade(shapes: dict[MoveKind, Count]) -> None:
    found = shapes[MoveKind.RED_LINE]
    assert found.right >= 75
    assert found.precision >= FLOORS[MoveKind.RED_LINE], "\n".join(found.mistakes)
    assert found.recall >= 0.95, "\n".join(found.mistakes)


def test_red_lines_said_in_passing_are_known_and_their_near_misses_are_none(aside: dict[MoveKind, Count]) -> None:
    found = aside[MoveKind.RED_LINE]
    assert found.right >= 65
    assert found.false == 0, "\n".join(found.mistakes)
    assert found.recall >= 0.9, "\n".join(found.mistakes)


def test_red_lines_of_every_day_are_known_and_good_lines_are_none(counter: dict[MoveKind, Count]) -> None:
    found = counter[MoveKind.RED_LINE]
    assert found.right >= 110
    assert found.false == 0, "\n".join(found.mistakes)
    assert found.recall >= 0.95, "\n".join(found.mistakes)


def test_few_near_misses_are_taken_for_the_move(near: dict[MoveKind, Count]) -> None:
    false = [mistake for count in near.values() for mistake in count.mistakes]
    assert len(false) <= len(load("labelled_near.jsonl")) * 0.06, "\n".join(false)


@pytest.mark.parametrize("kind", sorted(FLOORS))
def test_precision_holds_on_lines_written_later(later: dict[MoveKind, Count], kind: MoveKind) -> None:
    count = later.get(kind, Count())
    assert count.precision >= 0.9, "\n".join(count.mistakes)


def test_floors(counts: dict[MoveKind, Count]) -> None:
    low = [
        f"{kind}: precision {count.precision:.2f}, recall {count.recall:.2f}\n" + "\n".join(count.mistakes)
        for kind, count in counts.items()
        if count.right + count.missed >= ENOUGH
        and (count.precision < FLOORS.get(kind, FLOOR) or count.recall < RECALL_FLOOR)
    ]
    assert not low, "\n".join(low)
