"""Sums of parts: what is added up outside the database is what adding one by one would give."""

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from sim.store import Store, schema
from sim.store.overview import Selection, part_sums
from sim.store.overview.part_sums import PartSums
from tests.store.overview import graded, scorecard

PLACE = {"scenario_id": "heating", "owner": "ann", "week": "2026-03-02"}
LEVELS = st.lists(st.none() | st.integers(0, 4), min_size=2, max_size=2)


def row(levels: list[int | None]) -> dict[str, object]:
    return {"rubric_id": "r", "parts": {"criteria": dict(zip(("one", "two"), levels, strict=True)), "gates": {}}}


@given(st.lists(LEVELS, min_size=1), st.integers(0, 3))
def test_subtracting_undoes_adding(all_levels: list[list[int | None]], kept: int) -> None:
    sums = PartSums()
    for levels in all_levels:
        sums.add(row(levels), [PLACE], 1)
    for levels in all_levels[kept:]:
        sums.add(row(levels), [PLACE], -1)
    (found,) = sums.rows()
    left = all_levels[:kept]
    columns = [[levels[at] for levels in left] for at in (0, 1)]
    assert found["sessions"] == len(left)
    assert found["counts"] == f"[{','.join(str(sum(v is not None for v in column)) for column in columns)}]"
    assert [float(each) for each in found["totals"].strip("[]").split(",")] == [sum(filter(None, c)) for c in columns]


async def test_parts_of_two_versions_of_a_rubric_are_added_up_by_name(store: Store) -> None:
    longer = scorecard(50, 1)
    longer["criteria"] = [*longer["criteria"], {"id": "listening.more", "level": 4, "status": "scored"}]
    await graded(store, "a1", "ann", scorecard(75, 3))
    await graded(store, "a2", "ann", longer)
    summary = await store.overview.summary(Selection(frozenset({"ann"}), "2000-01-03", "2100-01-04"))
    assert {each.part: (each.count, each.mean) for each in summary.parts} == {
        "listening": (2, 62.5),
        "listening.facts": (2, 2.0),
        "listening.more": (1, 4.0),
        "gate.red-line": (2, 1.0),
    }
    found = select(schema.tally_shape.c.shape)
    shapes = await store._runner.read(lambda connection: connection.execute(found).all())
    assert len(shapes) == 2


def test_the_order_of_parts_makes_another_shape() -> None:
    assert part_sums.shape_of(("a", "b")) != part_sums.shape_of(("b", "a"))
