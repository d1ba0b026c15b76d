"""Results: one row for each graded session, and the sums that are kept with it, in the transaction that grades.

A page over a hundred thousand sessions reads sums, never scorecards. The sums are kept by owner and week, for each case
and for all cases, for each owner and for everybody; what a result once added is taken away when it changes or goes.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

from sqlalchemy import Connection, Table, bindparam, delete, select

from sim.store import schema
from sim.store.overview import part_sums
from sim.store.overview.part_sums import PartSums
from sim.store.overview.records import EVERYBODY
from sim.store.rows import Row
from sim.store.statements import adding, insert_or_replace

PAUSE = timedelta(minutes=5)
"""A longer silence between two turns counts as this long: somebody left the desk."""

_SUMMED = {
    schema.tally: ("sessions", "scored", "passed", "total", "seconds"),
    schema.practised: ("sessions", "passed"),
}
_SESSION = select(
    schema.session.c.owner,
    schema.session.c.scenario_id,
    schema.session.c.archetype_id,
    schema.session.c.rubric_id,
    schema.session.c.created_at,
).where(schema.session.c.id == bindparam("of_session"), schema.session.c.tryout.is_(False))


def put(connection: Connection, session_id: str, scorecard: Mapping[str, Any]) -> None:
    """Keep the result of a session whose scorecard (as a document) is stored; one kept before is replaced.

    Authors' talks with drafts are no practice and have none.
    """
    session = connection.execute(_SESSION, {"of_session": session_id}).mappings().one_or_none()
    if session is None:
        return
    _take_away(connection, (session_id,))
    row = {
        **session,
        **row_of(session_id, session["created_at"], scorecard),
        "seconds": _seconds(connection, session_id),
    }
    insert_or_replace(connection, schema.result, row)
    add(connection, [row])


def row_of(session_id: str, began: datetime, scorecard: Mapping[str, Any]) -> dict[str, Any]:
    """Return the part of a result's row that follows from its scorecard (as a document) and when it began."""
    return {
        "session_id": session_id,
        "engine": scorecard.get("engine", ""),
        "week": week_of(began),
        "total": scorecard.get("total"),
        "passed": bool(scorecard.get("passed")),
        "level": scorecard.get("level"),
        "parts": _parts(scorecard),
    }


def drop(connection: Connection, session_ids: Sequence[str]) -> None:
    """Take the results of sessions out of the sums, before the sessions are deleted."""
    rows = _take_away(connection, session_ids)
    connection.execute(delete(schema.result).where(schema.result.c.session_id.in_(session_ids)))
    owners, cases = ({EVERYBODY, *(row[name] for row in rows)} for name in ("owner", "scenario_id"))
    for table in (schema.tally, schema.tally_part, schema.practised):
        key = table.c.scenario_id.in_(cases) & table.c.owner.in_(owners)
        connection.execute(delete(table).where(key, table.c.sessions <= 0))


def week_of(moment: datetime) -> str:
    """Return the Monday of a moment's week in the server's time zone, as ``2026-03-02``."""
    return monday(moment.astimezone().date()).isoformat()


def monday(day: date) -> date:
    """Return the Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def _take_away(connection: Connection, session_ids: Sequence[str]) -> Sequence[Row]:
    """Subtract what these sessions' results had added, and return them."""
    query = select(schema.result).where(schema.result.c.session_id.in_(session_ids))
    rows = connection.execute(query).mappings().all()
    add(connection, rows, -1)
    return rows


def add(connection: Connection, rows: Sequence[Row], sign: int = 1) -> None:
    """Add results (rows of their table) to the sums, or with ``sign`` -1 subtract them.

    Equal keys are added up first, and keys are taken in order, so that two processes never wait for each other.
    """
    for table, cells in sums_of(rows, sign):
        if cells:
            connection.execute(adding(connection.dialect.name, table, _SUMMED[table]), cells)
    part_sums.keep(connection, part_sums_of(rows, sign))


def sums_of(rows: Sequence[Row], sign: int = 1) -> Iterator[tuple[Table, list[dict[str, Any]]]]:
    """Yield the rows that results add up to, for each table of sums but that of the parts."""
    for table, cells_of in ((schema.tally, _cells), (schema.practised, _case_cells)):
        yield table, _merged((cell for row in rows for cell in cells_of(row, sign)), _SUMMED[table])


def part_sums_of(rows: Sequence[Row], sign: int = 1) -> PartSums:
    """Return what the parts of results add up to."""
    sums = PartSums()
    for row in rows:
        sums.add(row, list(_places(row)), sign)
    return sums


def _merged(cells: Iterable[dict[str, Any]], summed: tuple[str, ...]) -> list[dict[str, Any]]:
    """Add up cells with equal keys; return them in the order of their keys."""
    found: dict[tuple[str, ...], dict[str, Any]] = {}
    for cell in cells:
        key = tuple(str(value) for name, value in cell.items() if name not in summed)
        kept = found.setdefault(key, cell)
        if kept is not cell:
            for name in summed:
                kept[name] += cell[name]
    return [found[key] for key in sorted(found)]


def _places(row: Row) -> Iterator[dict[str, str]]:
    for scenario in (EVERYBODY, row["scenario_id"]):
        for owner in (EVERYBODY, row["owner"]):
            yield {"owner": owner, "week": row["week"], "scenario_id": scenario}


def _cells(row: Row, sign: int) -> Iterator[dict[str, Any]]:
    total = row["total"]
    for place in _places(row):
        yield {
            **place,
            "sessions": sign,
            "scored": sign * (total is not None),
            "passed": sign * row["passed"],
            "total": sign * (total or 0.0),
            "seconds": sign * row["seconds"],
        }


def _case_cells(row: Row, sign: int) -> Iterator[dict[str, Any]]:
    where = {name: row[name] for name in ("owner", "scenario_id", "archetype_id")}
    yield {**where, "sessions": sign, "passed": sign * row["passed"]}


def _parts(scorecard: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    return {
        "dimensions": dict(scorecard.get("dimensions", {})),
        "criteria": {item["id"]: item["level"] for item in scorecard.get("criteria", ())},
        "gates": {item["id"]: bool(item["passed"]) for item in scorecard.get("gates", ())},
    }


def _seconds(connection: Connection, session_id: str) -> int:
    query = select(schema.turn.c.created_at).where(schema.turn.c.session_id == session_id).order_by(schema.turn.c.turn)
    moments = connection.execute(query).scalars().all()
    return round(
        sum((min(later - earlier, PAUSE) for earlier, later in pairwise(moments)), timedelta()).total_seconds()
    )
