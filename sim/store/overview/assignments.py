"""Operations on assignments. How far somebody has come is never stored: it follows from the sessions since."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, and_, case, func, insert, or_, select, update

from sim.domain.account import Role
from sim.domain.assignment import Assignment, Duty, Progress
from sim.domain.errors import NotFoundError
from sim.store.records import PageKey
from sim.store.rows import Row
from sim.store.schema import account, assignment, membership, result, session
from sim.store.statements import paged

_COLUMNS = {
    "id": "id",
    "group": "group_id",
    "account": "account_id",
    "scenario": "scenario_id",
    "archetype": "archetype_id",
    "rubric": "rubric_id",
    "due_at": "due_at",
    "note": "note",
    "author": "author",
    "created_at": "created_at",
    "withdrawn_at": "withdrawn_at",
}
_SINCE = and_(
    session.c.scenario_id == assignment.c.scenario_id,
    session.c.archetype_id == assignment.c.archetype_id,
    session.c.created_at >= assignment.c.created_at,
    session.c.tryout.is_(False),
)
_GRADED = result.c.session_id.is_not(None)
_PROGRESS = (
    func.count(session.c.id).label("sessions"),
    func.min(case((_GRADED, session.c.created_at), else_=None)).label("done_at"),
    func.sum(case((result.c.passed, 1), else_=0)).label("passed"),
)


def give(connection: Connection, given: Assignment) -> None:
    """Store a new assignment."""
    connection.execute(insert(assignment), {column: getattr(given, name) for name, column in _COLUMNS.items()})


def withdraw(connection: Connection, assignment_id: str, now: datetime) -> bool:
    """Take an assignment back; once taken back it stays so, and this returns False."""
    which = (assignment.c.id == assignment_id) & assignment.c.withdrawn_at.is_(None)
    return connection.execute(update(assignment).where(which).values(withdrawn_at=now)).rowcount > 0


def load(connection: Connection, assignment_id: str) -> Assignment:
    """Return an assignment. Raises NotFoundError."""
    row = connection.execute(select(assignment).where(assignment.c.id == assignment_id)).mappings().one_or_none()
    if row is None:
        raise NotFoundError(f"there is no assignment {assignment_id!r}")
    return _assignment(row)


def given_to(
    connection: Connection,
    groups: AbstractSet[str] | None,
    accounts: AbstractSet[str] | None,
    limit: int,
    before: PageKey | None,
) -> tuple[Assignment, ...]:
    """Return assignments not taken back of these groups or to these accounts (None: all), newest first."""
    query = select(assignment).where(assignment.c.withdrawn_at.is_(None))
    if groups is not None or accounts is not None:
        query = query.where(
            or_(assignment.c.group_id.in_(sorted(groups or ())), assignment.c.account_id.in_(sorted(accounts or ())))
        )
    found = connection.execute(paged(query, assignment, limit, before))
    return tuple(_assignment(row) for row in found.mappings())


def duties(connection: Connection, owner: str, groups: AbstractSet[str], limit: int) -> tuple[Duty, ...]:
    """Return what one person has been asked to practise, himself or with his groups, newest first."""
    rows = connection.execute(duties_query(owner, groups, limit)).mappings()
    return tuple(Duty(_assignment(row), owner, _progress(row), row["done_at"]) for row in rows)


def duties_query(owner: str, groups: AbstractSet[str], limit: int) -> Select[Any]:
    """Return the query of ``duties``."""
    return (
        select(assignment, *_PROGRESS)
        .outerjoin(session, and_(session.c.owner == owner, _SINCE))
        .outerjoin(result, result.c.session_id == session.c.id)
        .where(
            assignment.c.withdrawn_at.is_(None),
            or_(assignment.c.account_id == owner, assignment.c.group_id.in_(sorted(groups))),
        )
        .group_by(*assignment.c)
        .order_by(assignment.c.created_at.desc(), assignment.c.id.desc())
        .limit(limit)
    )


def standing(connection: Connection, given: Assignment, owners: AbstractSet[str]) -> tuple[Duty, ...]:
    """Return how far each of these people has come with one assignment; who has not begun is OPEN."""
    query = (
        select(session.c.owner, *_PROGRESS)
        .select_from(assignment)
        .join(session, _SINCE)
        .outerjoin(result, result.c.session_id == session.c.id)
        .where(assignment.c.id == given.id, session.c.owner.in_(sorted(owners)))
        .group_by(session.c.owner)
    )
    found = {row["owner"]: row for row in connection.execute(query).mappings()}
    return tuple(
        Duty(given, owner, _progress(found[owner]), found[owner]["done_at"])
        if owner in found
        else Duty(given, owner, Progress.OPEN)
        for owner in sorted(owners)
    )


def reached(connection: Connection, ids: Sequence[str]) -> dict[str, dict[Progress, int]]:
    """Return, for each of these assignments, how many of those it was given to have started, done and passed it.

    Whoever has done it has also started it, whoever has passed has also done it.
    """
    in_group = (
        select(membership.c.group_id)
        .join(account, account.c.id == membership.c.account_id)
        .where(
            membership.c.group_id == assignment.c.group_id,
            membership.c.account_id == session.c.owner,
            account.c.role == Role.TRAINEE.value,
        )
    )
    each = (
        select(assignment.c.id.label("assignment_id"), session.c.owner, *_PROGRESS)
        .join(session, _SINCE)
        .outerjoin(result, result.c.session_id == session.c.id)
        .where(assignment.c.id.in_(ids), or_(assignment.c.account_id == session.c.owner, in_group.exists()))
        .group_by(assignment.c.id, session.c.owner)
        .subquery()
    )
    query = select(
        each.c.assignment_id,
        func.count(),
        func.sum(case((each.c.done_at.is_not(None), 1), else_=0)),
        func.sum(case((each.c.passed > 0, 1), else_=0)),
    ).group_by(each.c.assignment_id)
    return {
        row[0]: {Progress.STARTED: int(row[1]), Progress.DONE: int(row[2]), Progress.PASSED: int(row[3])}
        for row in connection.execute(query)
    }


def _assignment(row: Row) -> Assignment:
    return Assignment(**{name: row[column] for name, column in _COLUMNS.items()})


def _progress(row: Row) -> Progress:
    if row["passed"]:
        return Progress.PASSED
    if row["done_at"] is not None:
        return Progress.DONE
    return Progress.STARTED if row["sessions"] else Progress.OPEN
