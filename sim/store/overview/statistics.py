"""What the results of a selection add up to, read from the sums alone."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, Table, func, select

from sim.store.overview import part_sums
from sim.store.overview.records import EVERYBODY, Counts, PartMean, Practised, Selection
from sim.store.schema import practised, tally, tally_part

_SUMS = (
    func.sum(tally.c.sessions),
    func.sum(tally.c.scored),
    func.sum(tally.c.passed),
    func.sum(tally.c.total),
    func.sum(tally.c.seconds),
)


def by_week(connection: Connection, chosen: Selection) -> dict[str, Counts]:
    """Return the sums of each week that has any, in order."""
    return {row[0]: _counts(row[1:]) for row in connection.execute(weeks_query(chosen))}


def weeks_query(chosen: Selection) -> Select[Any]:
    """Return the query of ``by_week``."""
    query = select(tally.c.week, *_SUMS).where(*_selected(tally, chosen))
    return query.group_by(tally.c.week).order_by(tally.c.week)


def by_owner(connection: Connection, chosen: Selection) -> dict[str, Counts]:
    """Return the sums of each owner that has any; the selection names its owners."""
    query = select(tally.c.owner, *_SUMS).where(*_selected(tally, chosen)).group_by(tally.c.owner)
    return {row[0]: _counts(row[1:]) for row in connection.execute(query)}


def by_case(connection: Connection, chosen: Selection) -> dict[str, Counts]:
    """Return the sums of each case that has any."""
    query = select(tally.c.scenario_id, *_SUMS).where(*_all_cases(chosen)).group_by(tally.c.scenario_id)
    return {row[0]: _counts(row[1:]) for row in connection.execute(query)}


def cases_of(connection: Connection, chosen: Selection) -> dict[str, dict[str, int]]:
    """Return, for each owner of the selection, how many sessions of which case were graded."""
    columns = (tally.c.owner, tally.c.scenario_id)
    query = select(*columns, func.sum(tally.c.sessions)).where(*_all_cases(chosen)).group_by(*columns)
    found: dict[str, dict[str, int]] = {}
    for owner, scenario, sessions in connection.execute(query):
        if sessions:
            found.setdefault(owner, {})[scenario] = int(sessions)
    return found


def parts(connection: Connection, chosen: Selection) -> tuple[PartMean, ...]:
    """Return the means of all dimensions, criteria and gates, those of the rubric with most results first."""
    sums = part_sums.read(connection, *_selected(tally_part, chosen))
    found = [PartMean(rubric, part, count, total / count) for (rubric, part), (count, total) in sums.items() if count]
    most: dict[str, int] = {}
    for each in found:
        most[each.rubric] = max(most.get(each.rubric, 0), each.count)
    return tuple(sorted(found, key=lambda each: (-most[each.rubric], each.rubric, each.part)))


def practised_by(connection: Connection, owner: str) -> tuple[Practised, ...]:
    """Return what one owner has ever practised."""
    query = select(practised).where(practised.c.owner == owner, practised.c.sessions > 0)
    rows = connection.execute(query.order_by(practised.c.scenario_id, practised.c.archetype_id))
    return tuple(Practised(row.scenario_id, row.archetype_id, row.sessions, row.passed) for row in rows)


def _selected(table: Table, chosen: Selection) -> list[ColumnElement[bool]]:
    return [table.c.scenario_id == (chosen.scenario or EVERYBODY), *_owners_and_weeks(table, chosen)]


def _all_cases(chosen: Selection) -> list[ColumnElement[bool]]:
    return [tally.c.scenario_id != EVERYBODY, *_owners_and_weeks(tally, chosen)]


def _owners_and_weeks(table: Table, chosen: Selection) -> list[ColumnElement[bool]]:
    owners = {EVERYBODY} if chosen.owners is None else chosen.owners
    return [table.c.owner.in_(sorted(owners)), table.c.week.between(chosen.first, chosen.last)]


def _counts(row: Row[Any] | Sequence[Any]) -> Counts:
    sessions, scored, passed, total, seconds = (value or 0 for value in row)
    return Counts(int(sessions), int(scored), int(passed), float(total), int(seconds))
