"""Tokens used: added up by month, owner and purpose with the turn or judgement that used them, read by session too."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from operator import attrgetter
from typing import Any

from sqlalchemy import ColumnElement, Connection, bindparam, delete, func, literal, select
from sqlalchemy.dialects import postgresql, sqlite

from sim.domain.chat import Usage
from sim.store.overview.records import EVERYBODY, GRADING, MonthUsage, SessionUsage
from sim.store.schema import judgement, session, turn, usage_month
from sim.store.statements import add_on_conflict, adding

NOBODY = "-"
"""Owner of the tokens of people who have left and of months past retention: sums for the bill, no person."""

_KEY = ("month", "owner", "purpose")
_SUMMED = ("calls", "prompt_tokens", "completion_tokens", "cached_tokens")
_TOKENS = _SUMMED[1:]
_ALL = tuple(func.sum(usage_month.c[name]) for name in _SUMMED)
_PERIOD = usage_month.c.month.between(bindparam("first"), bindparam("last"))
_OWNED: ColumnElement[bool] = usage_month.c.owner.in_(bindparam("owners", expanding=True))
MONTHS = (
    select(usage_month.c.month, literal(EVERYBODY), usage_month.c.purpose, *_ALL)
    .where(_PERIOD)
    .group_by(usage_month.c.month, usage_month.c.purpose)
    .order_by(usage_month.c.month, usage_month.c.purpose)
)
_MONTHS_OF = MONTHS.where(_OWNED)
_BY_OWNER = (
    select(usage_month.c.owner, usage_month.c.purpose, *_ALL)
    .where(_PERIOD, _OWNED)
    .group_by(usage_month.c.owner, usage_month.c.purpose)
    .order_by(usage_month.c.owner, usage_month.c.purpose)
)


def spend(connection: Connection, session_id: str, purpose: str, usage: Usage, moment: datetime) -> None:
    """Add what one call of a session used to its owner's month; does nothing where no tokens were counted."""
    if usage == Usage():
        return
    values = {**_row(usage), "of_session": session_id, "purpose": purpose, "month": month_of(moment)}
    connection.execute(_for_owner_of_session(connection.dialect.name), values)


def spend_for(connection: Connection, owner: str, purpose: str, usage: Usage, moment: datetime) -> None:
    """Add what was used for an owner outside any session."""
    if usage == Usage():
        return
    row = {"month": month_of(moment), "owner": owner, "purpose": purpose, "calls": 1, **_row(usage)}
    connection.execute(adding(connection.dialect.name, usage_month, _SUMMED), row)


def spend_judgement(connection: Connection, session_id: str, document: Mapping[str, Any], moment: datetime) -> None:
    """Add what a judgement (as a document) used, to the month of its session's owner."""
    spend(connection, session_id, GRADING, Usage(**document.get("usage", {})), moment)


def month_of(moment: datetime) -> str:
    """Return a moment's month in the server's time zone, as ``2026-03``."""
    local = moment.astimezone()
    return f"{local.year}-{local.month:02}"


def months(connection: Connection, owners: frozenset[str] | None, first: str, last: str) -> tuple[MonthUsage, ...]:
    """Return the tokens of each month and purpose, newest month first, added up over ``owners`` (None: everybody)."""
    values: dict[str, Any] = {"first": first, "last": last}
    if owners is None:
        rows = connection.execute(MONTHS, values).all()
    else:
        rows = connection.execute(_MONTHS_OF, {**values, "owners": sorted(owners)}).all()
    return tuple(sorted(map(_month, rows), key=attrgetter("month"), reverse=True))  # purposes stay in their order


def by_owner(connection: Connection, owners: frozenset[str], first: str, last: str) -> tuple[MonthUsage, ...]:
    """Return the tokens of each of these owners and purpose over the months; ``month`` is the last one asked for."""
    values = {"first": first, "last": last, "owners": sorted(owners)}
    return tuple(_month((last, *row)) for row in connection.execute(_BY_OWNER, values).all())


def of_sessions(connection: Connection, session_ids: Sequence[str]) -> dict[str, SessionUsage]:
    """Return the tokens of these sessions, from their turns and judgements."""
    spoken = {row[0]: _usage(row[1:]) for row in connection.execute(_spoken(), {"ids": list(session_ids)})}
    judged = {row[0]: _usage(row[1:]) for row in connection.execute(_judged(), {"ids": list(session_ids)})}
    return {name: SessionUsage(name, spoken.get(name, Usage()), judged.get(name, Usage())) for name in session_ids}


def make_anonymous(connection: Connection, owner: str | None = None, before_month: str = "") -> None:
    """Book an owner's tokens, or everybody's of months before ``before_month``, on nobody."""
    table = usage_month
    which = table.c.owner == owner if owner is not None else (table.c.month < before_month) & (table.c.owner != NOBODY)
    query = select(table.c.month, table.c.purpose, *_ALL).where(which).group_by(table.c.month, table.c.purpose)
    rows = [
        {"month": month, "owner": NOBODY, "purpose": purpose, **dict(zip(_SUMMED, map(int, sums), strict=True))}
        for month, purpose, *sums in connection.execute(query)
    ]
    connection.execute(delete(table).where(which))
    if rows:
        connection.execute(adding(connection.dialect.name, table, _SUMMED), rows)


def _row(usage: Usage) -> dict[str, int]:
    return {name: getattr(usage, name) for name in _TOKENS}


def _month(row: Sequence[Any]) -> MonthUsage:
    month, owner, purpose, calls, *sums = row
    return MonthUsage(month, owner, purpose, int(calls), _usage(sums))


def _usage(sums: Sequence[Any]) -> Usage:
    return Usage(*(int(each or 0) for each in sums))


@cache
def _for_owner_of_session(dialect: str) -> postgresql.Insert | sqlite.Insert:
    table = usage_month
    moved = [bindparam(name, type_=table.c[name].type) for name in _TOKENS]
    found = select(
        bindparam("month", type_=table.c.month.type),
        session.c.owner,
        bindparam("purpose", type_=table.c.purpose.type),
        literal(1),
        *moved,
    ).where(session.c.id == bindparam("of_session"))
    names = [*_KEY, *_SUMMED]
    if dialect == "postgresql":
        return add_on_conflict(postgresql.insert(table).from_select(names, found), table, _SUMMED)
    return add_on_conflict(sqlite.insert(table).from_select(names, found), table, _SUMMED)


@cache
def _spoken() -> Any:
    sums = (func.sum(turn.c[name]) for name in _TOKENS)
    return (
        select(turn.c.session_id, *sums)
        .where(turn.c.session_id.in_(bindparam("ids", expanding=True)))
        .group_by(turn.c.session_id)
    )


@cache
def _judged() -> Any:
    sums = (func.sum(judgement.c.document[("usage", name)].as_integer()) for name in _TOKENS)
    return (
        select(judgement.c.session_id, *sums)
        .where(judgement.c.session_id.in_(bindparam("ids", expanding=True)))
        .group_by(judgement.c.session_id)
    )
