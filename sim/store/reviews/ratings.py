"""Operations on ratings, and on everything people have said in levels."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, Select, insert, or_, select, true
from sqlalchemy.exc import IntegrityError

from sim.domain.errors import ConflictError
from sim.domain.review import Override, Rating
from sim.store import schema
from sim.store.reviews import rows
from sim.store.reviews.records import Rated
from sim.store.statements import insert_or_skip

RATED_LIMIT = 5_000
"""Most sessions that are compared with what people said, the latest first."""

_table = schema.rating


def keep(connection: Connection, rating: Rating) -> bool:
    """Keep a rating; returns False for one that was kept before and is sent again.

    Raises ConflictError where the same person has rated the session differently before.
    """
    known = of_author(connection, rating.session_id, rating.author.id)
    if known == rating:
        return False
    try:
        with connection.begin_nested():
            connection.execute(insert(_table), rows.rating_to_row(rating))
    except IntegrityError as error:
        raise ConflictError(
            "你已经给这次练习打过分，盲评只有一次。 / You have rated this session; a blind rating is given once."
        ) from error
    return True


def of_author(connection: Connection, session_id: str, author: str) -> Rating | None:
    """Return a person's rating of a session, None where he gave none."""
    query = select(_table).where(_table.c.session_id == session_id, _table.c.author_id == author)
    row = connection.execute(query).mappings().one_or_none()
    return None if row is None else rows.rating_from_row(row)


def of_session(connection: Connection, session_id: str) -> tuple[Rating, ...]:
    """Return all ratings of a session, the earliest first."""
    query = select(_table).where(_table.c.session_id == session_id)
    found = connection.execute(query.order_by(_table.c.created_at, _table.c.author_id)).mappings()
    return tuple(rows.rating_from_row(row) for row in found)


def note_seen(connection: Connection, session_id: str, account: str, now: datetime) -> None:
    """Note that somebody was shown a session's scores; the first time counts."""
    row = {"session_id": session_id, "account_id": account, "seen_at": now}
    insert_or_skip(connection, schema.score_seen, [row])


def seen(connection: Connection, session_ids: Collection[str], account: str) -> frozenset[str]:
    """Return those of these sessions whose scores somebody was shown."""
    table = schema.score_seen
    query = select(table.c.session_id).where(table.c.session_id.in_(session_ids), table.c.account_id == account)
    return frozenset(connection.execute(query).scalars())


def rated(connection: Connection, rubric: str, owners: frozenset[str] | None) -> tuple[Rated, ...]:
    """Return the sessions graded by a rubric of which anybody has given levels, the latest first.

    ``owners`` None takes everybody's; labelled sets are taken in any case.
    """
    found = connection.execute(_rated_query(rubric, owners)).mappings().all()
    ids = [row["session_id"] for row in found]
    ratings, overrides = _ratings_of(connection, ids), _overrides_of(connection, ids)
    return tuple(_rated(row, ratings, overrides) for row in found)


def _rated_query(rubric: str, owners: frozenset[str] | None) -> Select[Any]:
    session, card, labelled = schema.session, schema.scorecard, schema.labelled_session
    said = or_(
        session.c.id.in_(select(_table.c.session_id)),
        session.c.id.in_(select(schema.override.c.session_id)),
    )
    visible = true() if owners is None else or_(session.c.owner.in_(sorted(owners)), labelled.c.set_name.is_not(None))
    return (
        select(
            session.c.id.label("session_id"),
            session.c.owner,
            session.c.scenario_id,
            session.c.rubric_version,
            card.c.document,
            card.c.created_at.label("graded_at"),
            labelled.c.set_name,
            labelled.c.transcript_id,
        )
        .join(card, card.c.session_id == session.c.id)
        .outerjoin(labelled, labelled.c.session_id == session.c.id)
        .where(session.c.rubric_id == rubric, said, visible)
        .order_by(card.c.created_at.desc(), session.c.id)
        .limit(RATED_LIMIT)
    )


def _rated(row: RowMapping, ratings: Mapping[str, list[Rating]], overrides: Mapping[str, list[Override]]) -> Rated:
    session_id = row["session_id"]
    return Rated(
        session_id=session_id,
        owner=row["owner"],
        scenario=row["scenario_id"],
        rubric_version=row["rubric_version"],
        graded_at=row["graded_at"],
        scorecard=row["document"],
        overrides=tuple(overrides.get(session_id, ())),
        ratings=tuple(ratings.get(session_id, ())),
        labelled_set=row["set_name"] or "",
        transcript_id=row["transcript_id"] or "",
    )


def _ratings_of(connection: Connection, ids: Sequence[str]) -> Mapping[str, list[Rating]]:
    query = select(_table).where(_table.c.session_id.in_(ids)).order_by(_table.c.created_at, _table.c.author_id)
    by_session: defaultdict[str, list[Rating]] = defaultdict(list)
    for row in connection.execute(query).mappings():
        by_session[row["session_id"]].append(rows.rating_from_row(row))
    return by_session


def _overrides_of(connection: Connection, ids: Sequence[str]) -> Mapping[str, list[Override]]:
    table = schema.override
    by_session: defaultdict[str, list[Override]] = defaultdict(list)
    query = select(table).where(table.c.session_id.in_(ids)).order_by(table.c.number)
    for row in connection.execute(query).mappings():
        by_session[row["session_id"]].append(rows.override_from_row(row))
    return by_session
