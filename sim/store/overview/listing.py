"""Lists of sessions for trainers and for sheets: chosen by owners, case, time and result, paged by key."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Select, select

from sim.domain.errors import InvalidInputError
from sim.store import rows, schema
from sim.store.overview.records import Result
from sim.store.records import PageKey, SessionPage, cut_page
from sim.store.statements import paged

PAGE_LIMIT = 1000
"""Most rows on one page."""


class Standing(StrEnum):
    """Which sessions, by what became of them."""

    ANY = ""
    PASSED = "passed"
    FAILED = "failed"
    UNGRADED = "ungraded"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which sessions a list holds: ``since`` included, ``until`` not.

    ``owners`` None is everybody but those in ``without``.
    """

    owners: frozenset[str] | None
    since: datetime | None = None
    until: datetime | None = None
    scenario: str = ""
    standing: Standing = Standing.ANY
    without: frozenset[str] = frozenset()


def sessions(connection: Connection, wanted: Wanted, limit: int, before: PageKey | None) -> SessionPage:
    """Return a page of sessions, newest first. Raises InvalidInputError for an odd ``limit``."""
    found = connection.execute(sessions_query(wanted, limit, before)).mappings()
    return SessionPage(*cut_page([rows.summary_from_row(row) for row in found], limit))


def sessions_query(wanted: Wanted, limit: int, before: PageKey | None) -> Select[Any]:
    """Return the query of a page of sessions, along an index from ``before`` on.

    The sessions on the page are found first: a group has thousands that are never shown.
    """
    table, result = schema.session, schema.result
    found = select(table.c.id)
    if wanted.standing is not Standing.ANY:
        found = found.outerjoin(result, result.c.session_id == table.c.id)
    columns = [table.c[name] for name in rows.SUMMARY]
    return (
        select(*columns, schema.grading.c.status.label("grading"), result.c.total, result.c.passed)
        .outerjoin(schema.grading, schema.grading.c.session_id == table.c.id)
        .outerjoin(result, result.c.session_id == table.c.id)
        .where(table.c.id.in_(_paged(found, wanted, limit, before)))
        .order_by(table.c.created_at.desc(), table.c.id.desc())
    )


def results(connection: Connection, wanted: Wanted, limit: int, before: PageKey | None) -> tuple[Result, ...]:
    """Return a page of results, newest first; the last one's moment and id are the key of the next page."""
    card, original = schema.scorecard, schema.scorecard.c.document["total"].label("original_total")
    query = select(schema.result, original).join(schema.session, schema.session.c.id == schema.result.c.session_id)
    query = query.join(card, card.c.session_id == schema.result.c.session_id)
    found = connection.execute(_paged(query, wanted, limit, before)).mappings()
    return tuple(
        Result(
            session=row["session_id"],
            owner=row["owner"],
            scenario=row["scenario_id"],
            archetype=row["archetype_id"],
            rubric=row["rubric_id"],
            engine=row["engine"],
            created_at=row["created_at"],
            seconds=row["seconds"],
            total=row["total"],
            passed=row["passed"],
            level=row["level"],
            parts=row["parts"],
            original_total=row["original_total"],
        )
        for row in list(found)[:limit]
    )


def _paged(query: Select[Any], wanted: Wanted, limit: int, before: PageKey | None) -> Select[Any]:
    if not 1 <= limit <= PAGE_LIMIT:
        raise InvalidInputError(f"limit is {limit}, allowed is 1 to {PAGE_LIMIT}", field="limit")
    table = schema.session
    query = query.where(table.c.tryout.is_(False))
    if wanted.owners is not None:
        query = query.where(table.c.owner.in_(sorted(wanted.owners)))
    if wanted.without:
        query = query.where(table.c.owner.not_in(sorted(wanted.without)))
    if wanted.scenario:
        query = query.where(table.c.scenario_id == wanted.scenario)
    if wanted.since is not None:
        query = query.where(table.c.created_at >= wanted.since)
    if wanted.until is not None:
        query = query.where(table.c.created_at < wanted.until)
    return paged(_standing(query, wanted.standing), table, limit + 1, before)


def _standing(query: Select[Any], standing: Standing) -> Select[Any]:
    result = schema.result
    match standing:
        case Standing.PASSED:
            return query.where(result.c.passed.is_(True))
        case Standing.FAILED:
            return query.where(result.c.passed.is_(False))
        case Standing.UNGRADED:
            return query.where(result.c.session_id.is_(None))
        case Standing.ANY:
            return query
