"""Sums of the parts of rubrics: all parts of one rubric, in one week of one owner and case, together in one row.

With a row for each part a graded session would change two hundred of them, and a page over a year would read sixty
thousand. A row holds lists instead: how many sessions have a value for each part, and the sum of these values. Which
parts they are, in which order, says its shape; scorecards by the same version of a rubric share one.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from operator import add as plus
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, bindparam, func, select, update

from sim.store.databases.codec import from_json, to_json
from sim.store.rows import Row
from sim.store.schema import tally_part, tally_shape
from sim.store.statements import insert_or_skip

Key = tuple[str, str, str, str, str]
"""Case, owner, week, rubric, shape: the primary key."""

_KEY = tuple(column.name for column in tally_part.primary_key)
_OF_KEY = tuple(f"of_{name}" for name in _KEY)
_IS_KEPT = [tally_part.c[name] == bindparam(parameter) for name, parameter in zip(_KEY, _OF_KEY, strict=True)]
_KEPT = select(tally_part.c.sessions, tally_part.c.counts, tally_part.c.totals).where(*_IS_KEPT).with_for_update()
_CHANGE = update(tally_part).where(*_IS_KEPT)


@dataclass(slots=True)
class PartSum:
    """How many sessions there are, and for each part of a shape how many of them have a value and what these sum to."""

    sessions: int
    counts: list[int]
    totals: list[float]

    def add(self, sessions: int, counts: Sequence[int], totals: Sequence[float]) -> None:
        """Add another sum of the same shape."""
        self.sessions += sessions
        self.counts = list(map(plus, self.counts, counts))
        self.totals = list(map(plus, self.totals, totals))

    def columns(self) -> dict[str, Any]:
        """Return the sum as it is kept."""
        return {"sessions": self.sessions, "counts": to_json(self.counts), "totals": to_json(self.totals)}


@dataclass(slots=True)
class PartSums:
    """What some results add up to: a sum for each key, and the parts of the shapes that stand in the keys."""

    sums: dict[Key, PartSum] = field(default_factory=dict)
    shapes: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def add(self, row: Row, places: Sequence[Mapping[str, str]], sign: int) -> None:
        """Add (``sign`` 1) or subtract (-1) one result, a row of its table, at the places it counts for."""
        values = {part: value for group in row["parts"].values() for part, value in group.items()}
        shape = shape_of(tuple(values))
        self.shapes[shape] = tuple(values)
        counts = [0 if value is None else sign for value in values.values()]
        totals = [sign * float(value or 0) for value in values.values()]
        for place in places:
            key = (place["scenario_id"], place["owner"], place["week"], row["rubric_id"], shape)
            kept = self.sums.get(key)
            if kept is None:
                self.sums[key] = PartSum(sign, counts, totals)
            else:
                kept.add(sign, counts, totals)

    def shape_rows(self) -> list[dict[str, Any]]:
        """Return the shapes as rows of their table."""
        return [{"shape": shape, "parts": list(parts)} for shape, parts in sorted(self.shapes.items())]

    def rows(self) -> Iterator[dict[str, Any]]:
        """Yield the sums as rows of their table, in the order of their keys."""
        return ({**dict(zip(_KEY, key, strict=True)), **each.columns()} for key, each in sorted(self.sums.items()))


def shape_of(parts: tuple[str, ...]) -> str:
    """Return the name of a shape: 16 hexadecimal digits."""
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def keep(connection: Connection, added: PartSums) -> None:
    """Add sums to those that are kept. Keys are taken in order, so that two processes never wait for each other."""
    if not added.sums:
        return
    insert_or_skip(connection, tally_shape, added.shape_rows())
    insert_or_skip(connection, tally_part, [dict(zip(_KEY, key, strict=True)) | _NOTHING for key in sorted(added.sums)])
    changed = []
    for key, each in sorted(added.sums.items()):
        which = dict(zip(_OF_KEY, key, strict=True))
        kept = connection.execute(_KEPT, which).one()
        if kept.sessions:
            each.add(kept.sessions, from_json(kept.counts), from_json(kept.totals))
        changed.append(which | each.columns())
    connection.execute(_CHANGE, changed)


_NOTHING = {"sessions": 0, "counts": "[]", "totals": "[]"}


def added_up(*which: ColumnElement[bool]) -> Select[Any]:
    """Return the statement that ``read`` runs to add up the rows that are meant: a row for each rubric and shape.

    It holds the lists of all rows, those of one kind as one text.
    """
    lists = [func.aggregate_strings(tally_part.c[name], ",").label(name) for name in ("counts", "totals")]
    shapes = (
        select(tally_part.c.rubric_id, tally_part.c.shape, *lists)
        .where(tally_part.c.sessions > 0, *which)
        .group_by(tally_part.c.rubric_id, tally_part.c.shape)
        .subquery()
    )
    return select(shapes, tally_shape.c.parts).join(tally_shape, tally_shape.c.shape == shapes.c.shape)


def read(
    connection: Connection, statement: Select[Any], values: Mapping[str, Any]
) -> dict[tuple[str, str], tuple[int, float]]:
    """Return by rubric and part how many values the rows hold that ``statement`` means, and what they sum to."""
    found: dict[tuple[str, str], tuple[int, float]] = {}
    for row in connection.execute(statement, values):
        sums = zip(row.parts, _columns(row.counts, row.parts), _columns(row.totals, row.parts), strict=True)
        for part, count, total in sums:
            before = found.get((row.rubric_id, part), (0, 0.0))
            found[row.rubric_id, part] = (before[0] + int(count), before[1] + total)
    return found


def _columns(lists: str, parts: Sequence[str]) -> list[float]:
    """Add up the columns of lists in JSON that commas stand between; read as one list, they are summed in strides."""
    numbers = from_json(lists.replace("],[", ","))
    return [sum(numbers[place :: len(parts)]) for place in range(len(parts))]
