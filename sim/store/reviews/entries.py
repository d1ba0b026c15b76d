"""Operations on the review queue: an entry for each graded session, made where its scorecard is kept."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    bindparam,
    case,
    exists,
    func,
    literal,
    literal_column,
    or_,
    select,
    true,
    tuple_,
    update,
)
from sqlalchemy.types import Integer, String

from sim.domain.errors import ConflictError, NotFoundError
from sim.domain.review import AppealStatus, Author, Reason, ReviewEntry, Standing, sample_bucket
from sim.domain.score import Status
from sim.store import schema
from sim.store.reviews import rows
from sim.store.reviews.records import QueueFilter, QueueKey, QueuePage, QueueState
from sim.store.statements import insert_or_skip

_table = schema.review_entry
_flagged = or_(_table.c.out_of_role, _table.c.gate_failed, _table.c.low_confidence)
_APPEALED, _FLAGGED, _SAMPLED = range(3)
"""Ranks in the queue."""
_UNDONE = or_(_table.c.finished_at.is_(None), _table.c.open_appeals > literal_column("0"))
"""As in the condition of the index of what waits, literally: else it would not be used."""
DISPUTED = (
    select(_table.c.owner, func.sum(_table.c.open_appeals))
    .where(_UNDONE, _table.c.rank == _APPEALED)
    .group_by(_table.c.owner)
)
"""The query of ``disputed``: along the index of what waits, whose first rank is that of appeals."""
_DOUBTFUL = frozenset({Status.NEEDS_REVIEW.value, Status.UNSCORED.value})
_REASONS: Mapping[Reason, ColumnElement[bool]] = {
    Reason.APPEAL: _table.c.rank == _APPEALED,
    Reason.OUT_OF_ROLE: _table.c.out_of_role,
    Reason.GATE_FAILED: _table.c.gate_failed,
    Reason.LOW_CONFIDENCE: _table.c.low_confidence,
}
_SESSION = select(schema.session.c.owner, schema.session.c.tryout).where(schema.session.c.id == bindparam("of_session"))
_ENTRY = select(_table, schema.session.c.scenario_id, schema.session.c.archetype_id).join(
    schema.session, schema.session.c.id == _table.c.session_id
)


def enter(connection: Connection, session_id: str, scorecard: Mapping[str, Any], now: datetime) -> None:
    """Enter a session with the scorecard (as a document) it was just given; one that has been entered stays.

    A talk with a draft is nobody's practice and enters no queue.
    """
    owner, is_tryout = connection.execute(_SESSION, {"of_session": session_id}).one()
    if not is_tryout:
        insert_or_skip(connection, _table, [row_of(session_id, owner, scorecard, now)])


def row_of(session_id: str, owner: str, scorecard: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    """Return the row of a session that was just given a scorecard (as a document)."""
    flags = set(scorecard.get("flags", ()))
    doubtful = any(item.get("status") in _DOUBTFUL for item in scorecard.get("criteria", ()))
    reasons = {
        "out_of_role": Reason.OUT_OF_ROLE.value in flags,
        "gate_failed": any(not item["passed"] for item in scorecard.get("gates", ())),
        "low_confidence": doubtful or bool(flags - {Reason.OUT_OF_ROLE.value}),
    }
    return {
        "session_id": session_id,
        "owner": owner,
        "graded_at": now,
        **reasons,
        "rank": _FLAGGED if any(reasons.values()) else _SAMPLED,
        "bucket": sample_bucket(session_id),
        "open_appeals": 0,
        "note": "",
    }


def load(connection: Connection, session_id: str) -> ReviewEntry | None:
    """Return a session's entry; None where it was not graded here."""
    row = connection.execute(_ENTRY.where(_table.c.session_id == session_id)).mappings().one_or_none()
    return None if row is None else rows.entry_from_row(row)


def page(connection: Connection, wanted: QueueFilter, limit: int, after: QueueKey | None) -> QueuePage:
    """Return up to ``limit`` entries behind ``after``: appeals first, then what is flagged, each the oldest first."""
    found = connection.execute(page_query(wanted, limit, after)).mappings().all()
    shown = tuple(rows.entry_from_row(row) for row in found[:limit])
    last = found[limit - 1] if len(found) > limit else None
    return QueuePage(shown, QueueKey(last["rank"], last["graded_at"], last["session_id"]) if last else None)


def titles(connection: Connection, session_ids: Collection[str]) -> Mapping[str, Mapping[str, str]]:
    """Return the titles of the cases as these sessions were played with them, each in its languages."""
    kept, played = schema.content_version, schema.session
    is_case = and_(kept.c.kind == "scenario", kept.c.version == played.c.scenario_version)
    query = select(played.c.id, kept.c.document["title"]).join(kept, is_case).where(played.c.id.in_(session_ids))
    return {session_id: title for session_id, title in connection.execute(query) if title}


def page_query(wanted: QueueFilter, limit: int, after: QueueKey | None) -> Select[Any]:
    """Return the query of ``page``, along the index of its state from ``after`` on."""
    order = (_table.c.rank, _table.c.graded_at, _table.c.session_id)
    query = _filtered(wanted).order_by(*order).limit(limit + 1)
    if after is not None:
        key = tuple_(
            literal(after.rank, Integer()),
            literal(after.graded_at, schema.UtcDateTime()),
            literal(after.session_id, String()),
        )
        query = query.where(tuple_(*order) > key)
    return query


def disputed(connection: Connection) -> Mapping[str, int]:
    """Count the appeals that wait for their answer by the owner of the session."""
    found = connection.execute(DISPUTED)
    return {owner: int(count) for owner, count in found}


def standings(connection: Connection, session_ids: Collection[str]) -> Mapping[str, Standing]:
    """Return how far people are with these sessions; those that nobody has looked at are left out."""
    found = connection.execute(standings_query(session_ids)).all()
    return {session_id: Standing(name) for session_id, name in found}


def standings_query(session_ids: Collection[str]) -> Select[Any]:
    """Return the query of ``standings``, by the keys of the sessions."""
    answered = exists().where(
        schema.appeal.c.session_id == _table.c.session_id,
        schema.appeal.c.status.in_([AppealStatus.UPHELD.value, AppealStatus.DISMISSED.value]),
    )
    standing = case(
        (_table.c.open_appeals > 0, Standing.DISPUTED.value),
        (answered, Standing.ANSWERED.value),
        (_table.c.finished_at.is_not(None), Standing.REVIEWED.value),
    ).label("standing")
    named = select(_table.c.session_id, standing).where(_table.c.session_id.in_(sorted(session_ids))).subquery()
    return select(named.c.session_id, named.c.standing).where(named.c.standing.is_not(None))


def take(connection: Connection, session_id: str, reviewer: Author, now: datetime, *, over: bool) -> None:
    """Put an entry into a reviewer's hand. Raises ConflictError where it is in another's, unless ``over`` is asked for.

    A session without an entry (a labelled one) is in nobody's hand.
    """
    entry = load(connection, session_id)
    if entry is None:
        return
    if entry.reviewer is not None and entry.reviewer.id == reviewer.id:
        return
    if entry.reviewer is not None and not over:
        raise ConflictError(
            f"{entry.reviewer.name}正在复核这份评分，要由你来就先接手。"
            f" / {entry.reviewer.name} has this review in hand; take it over first."
        )
    _update(connection, session_id, {**rows.person_to_row("reviewer", reviewer), "taken_at": now})


def release(connection: Connection, session_id: str, reviewer: Author) -> None:
    """Put an entry back where it is in this reviewer's hand."""
    entry = load(connection, session_id)
    if entry is not None and entry.reviewer is not None and entry.reviewer.id == reviewer.id:
        _update(connection, session_id, {**rows.person_to_row("reviewer", None), "taken_at": None})


def finish(connection: Connection, session_id: str, reviewer: Author, note: str, now: datetime) -> None:
    """Close a review. Raises NotFoundError without an entry, ConflictError while an appeal waits for its answer."""
    entry = load(connection, session_id)
    if entry is None:
        raise NotFoundError(f"session {session_id!r} is not in the review queue")
    if entry.open_appeals:
        raise ConflictError("还有申诉没有答复，答复后才能完成复核。 / An appeal waits for its answer; answer it first.")
    take(connection, session_id, reviewer, now, over=False)
    closed = {**rows.person_to_row("finisher", reviewer), "finished_at": now, "note": note}
    _update(connection, session_id, {**closed, **rows.person_to_row("reviewer", None), "taken_at": None})


def count_appeals(connection: Connection, session_id: str, change: int) -> None:
    """Note that an appeal was opened (1) or closed (-1)."""
    left = _table.c.open_appeals + change
    rank = case((left > 0, _APPEALED), (_flagged, _FLAGGED), else_=_SAMPLED)
    _update(connection, session_id, {"open_appeals": left, "rank": rank})


def draw_blind(connection: Connection, owners: frozenset[str] | None, rater: str) -> str | None:
    """Return a session somebody could rate blindly: not his own, not rated by him, its scores not seen by him.

    Nor one with an appeal that he may have to answer, because nobody else has it in hand: who answers must weigh the
    scores that are disputed, and levels he gave blindly just before would decide for him.
    """
    rated = exists().where(
        schema.rating.c.session_id == _table.c.session_id, schema.rating.c.author_id == literal(rater)
    )
    seen = exists().where(
        schema.score_seen.c.session_id == _table.c.session_id, schema.score_seen.c.account_id == literal(rater)
    )
    answered_by_another = and_(_table.c.reviewer_id.is_not(None), _table.c.reviewer_id != literal(rater))
    free = or_(_table.c.open_appeals == 0, answered_by_another)
    own = and_(_table.c.owner == rater, _table.c.owner != "")
    query = (
        select(_table.c.session_id)
        .where(~rated, ~seen, ~own, free, _of_owners(owners))
        .order_by(_table.c.bucket, _table.c.session_id)
        .limit(1)
    )
    found: str | None = connection.execute(query).scalar_one_or_none()
    return found


def _filtered(wanted: QueueFilter) -> Select[Any]:
    query = _ENTRY.where(_of_owners(wanted.owners))
    sampled = _table.c.bucket < wanted.sample
    waiting = and_(_UNDONE, or_(_table.c.rank < _SAMPLED, sampled))
    match wanted.state:
        case QueueState.WAITING:
            query = query.where(waiting)
        case QueueState.FREE:
            query = query.where(waiting, _table.c.reviewer_id.is_(None))
        case QueueState.MINE:
            query = query.where(_table.c.reviewer_id == wanted.reviewer)
        case QueueState.FINISHED:
            query = query.where(_table.c.finished_at.is_not(None), _table.c.open_appeals == 0)
    if wanted.reason is not None:
        query = query.where(_REASONS.get(wanted.reason, sampled))
    return query


def _of_owners(owners: frozenset[str] | None) -> ColumnElement[bool]:
    return true() if owners is None else _table.c.owner.in_(sorted(owners))


def _update(connection: Connection, session_id: str, values: Mapping[str, Any]) -> None:
    connection.execute(update(_table).where(_table.c.session_id == session_id).values(values))
