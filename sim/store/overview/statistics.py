"""What the results of a selection add up to, read from the sums alone.

Statements are made once: to put one together takes as long as to run it. Rows are fetched all at once: row by row a
thread would give the interpreter up, and wait for it, at each.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Connection, Row, Select, Table, bindparam, func, select

from sim.store.overview import part_sums
from sim.store.overview.records import EVERYBODY, Counts, PartMean, Practised, Selection
from sim.store.schema import practised, tally, tally_part

CASES = "case_with_sums"
"""What statements call the cases there are sums of."""


def values_of(chosen: Selection) -> dict[str, Any]:
    """Return the values that the statements of this module take."""
    return {
        "owners": [EVERYBODY] if chosen.owners is None else sorted(chosen.owners),
        "first": chosen.first,
        "last": chosen.last,
        "scenario": chosen.scenario or EVERYBODY,
    }


def _owners_and_weeks(table: Table) -> tuple[ColumnElement[bool], ...]:
    owners: BindParameter[Any] = bindparam("owners", expanding=True)
    return table.c.owner.in_(owners), table.c.week.between(bindparam("first"), bindparam("last"))


def _selected(table: Table) -> tuple[ColumnElement[bool], ...]:
    return table.c.scenario_id == bindparam("scenario"), *_owners_and_weeks(table)


_SUMS = (
    func.sum(tally.c.sessions),
    func.sum(tally.c.scored),
    func.sum(tally.c.passed),
    func.sum(tally.c.total),
    func.sum(tally.c.seconds),
)


def _cases() -> Select[Any]:
    """Return a subquery of all cases there are sums of.

    From each it goes to the next along the primary key, so that it reads a row for each case; and with the cases known,
    those who ask for all of them read the rows of their owners and weeks alone, in the order of the key.
    """
    case = select(func.min(tally.c.scenario_id).label("id")).cte(CASES, recursive=True)
    behind = select(func.min(tally.c.scenario_id)).where(tally.c.scenario_id > case.c.id).scalar_subquery()
    case = case.union_all(select(behind).where(case.c.id.is_not(None)))
    return select(case.c.id).where(case.c.id != EVERYBODY)


_EACH_CASE = (tally.c.scenario_id.in_(_cases()), *_owners_and_weeks(tally))
BY_WEEK = select(tally.c.week, *_SUMS).where(*_selected(tally)).group_by(tally.c.week).order_by(tally.c.week)
_BY_OWNER = select(tally.c.owner, *_SUMS).where(*_selected(tally)).group_by(tally.c.owner)
BY_CASE = (
    select(tally.c.scenario_id, *_SUMS).where(*_EACH_CASE).group_by(tally.c.scenario_id).order_by(tally.c.scenario_id)
)
CASES_OF = (
    select(tally.c.owner, tally.c.scenario_id, func.sum(tally.c.sessions))
    .where(*_EACH_CASE)
    .group_by(tally.c.scenario_id, tally.c.owner)
    .order_by(tally.c.scenario_id, tally.c.owner)
)
_PARTS = part_sums.added_up(*_selected(tally_part))
_PRACTISED = (
    select(practised)
    .where(practised.c.owner == bindparam("owner"), practised.c.sessions > 0)
    .order_by(practised.c.scenario_id, practised.c.archetype_id)
)


def by_week(connection: Connection, chosen: Selection) -> dict[str, Counts]:
    """Return the sums of each week that has any, in order."""
    return _sums_by(BY_WEEK, connection, chosen)


def by_owner(connection: Connection, chosen: Selection) -> dict[str, Counts]:
    """Return the sums of each owner that has any; the selection names its owners."""
    return {row[0]: _counts(row[1:]) for row in connection.execute(_BY_OWNER, values_of(chosen)).all()}


def by_case(connection: Connection, chosen: Selection) -> dict[str, Counts]:
    """Return the sums of each case that has any."""
    return _sums_by(BY_CASE, connection, chosen)


def cases_of(connection: Connection, chosen: Selection) -> dict[str, dict[str, int]]:
    """Return, for each owner of the selection, how many sessions of which case were graded."""
    found: dict[str, dict[str, int]] = {}
    for owner, scenario, sessions in connection.execute(CASES_OF, values_of(chosen)).all():
        if sessions:
            found.setdefault(owner, {})[scenario] = int(sessions)
    return found


def parts(connection: Connection, chosen: Selection) -> tuple[PartMean, ...]:
    """Return the means of all dimensions, criteria and gates, those of the rubric with most results first."""
    sums = part_sums.read(connection, _PARTS, values_of(chosen))
    if chosen.without:
        for key, (count, total) in part_sums.read(connection, _PARTS, values_of(_taken_out(chosen))).items():
            sums[key] = (sums[key][0] - count, sums[key][1] - total)
    found = [PartMean(rubric, part, count, total / count) for (rubric, part), (count, total) in sums.items() if count]
    most: dict[str, int] = {}
    for each in found:
        most[each.rubric] = max(most.get(each.rubric, 0), each.count)
    return tuple(sorted(found, key=lambda each: (-most[each.rubric], each.rubric, each.part)))


def practised_by(connection: Connection, owner: str) -> tuple[Practised, ...]:
    """Return what one owner has ever practised."""
    rows = connection.execute(_PRACTISED, {"owner": owner})
    return tuple(Practised(row.scenario_id, row.archetype_id, row.sessions, row.passed) for row in rows)


def _sums_by(statement: Select[Any], connection: Connection, chosen: Selection) -> dict[str, Counts]:
    """Return the sums by what a statement groups them by: everybody's less those of whom the selection goes without."""

    def read(which: Selection) -> Mapping[str, Counts]:
        return {row[0]: _counts(row[1:]) for row in connection.execute(statement, values_of(which)).all()}

    found = read(chosen)
    if not chosen.without:
        return dict(found)
    less = read(_taken_out(chosen))
    left = {key: each - less.get(key, Counts()) for key, each in found.items()}
    return {key: each for key, each in left.items() if each.sessions}


def _taken_out(chosen: Selection) -> Selection:
    return replace(chosen, owners=chosen.without, without=frozenset())


def _counts(row: Row[Any] | Sequence[Any]) -> Counts:
    sessions, scored, passed, total, seconds = (value or 0 for value in row)
    return Counts(int(sessions), int(scored), int(passed), float(total), int(seconds))
