"""Precision and recall of every kind of move on the labelled tables; printed at the end of the test run."""

import pytest

from sim.domain.moves import MoveKind
from tests.reading.labelling import ATTACKS, Count, load, measure

FLOORS = {MoveKind.RED_LINE: 0.95, MoveKind.APOLOGY: 0.95} | dict.fromkeys(ATTACKS, 0.95)
FLOOR = 0.8
ENOUGH = 5
"""Kinds with fewer labelled lines are printed, but a floor on them would only measure chance."""


@pytest.fixture(scope="module")
def counts() -> dict[MoveKind, Count]:
    return measure(load("labelled.jsonl"))


def test_the_table_is_large_and_half_of_it_holds_near_misses() -> None:
    table = load("labelled.jsonl")
    assert len({row.text for row in table}) == len(table) >= 600
    assert sum(bool(row.absent) for row in table) >= len(table) * 0.3


def test_precision_and_recall_by_kind(counts: dict[MoveKind, Count], capsys: pytest.CaptureFixture[str]) -> None:
    with capsys.disabled():
        print("\nkind                  n  precision recall")
        for kind, count in sorted(counts.items()):
            print(f"{kind:20} {count.right + count.missed:3}  {count.precision:8.2f} {count.recall:7.2f}")


@pytest.mark.parametrize("kind", list(MoveKind))
def test_floors(counts: dict[MoveKind, Count], kind: MoveKind) -> None:
    count = counts.get(kind)
    if count is None or count.right + count.missed < ENOUGH:
        pytest.skip("too few labelled lines")
    floor = FLOORS.get(kind, FLOOR)
    mistakes = "\n".join(count.mistakes)
    assert count.precision >= floor, mistakes
    assert count.recall >= min(floor, 0.9) - 0.3, mistakes
