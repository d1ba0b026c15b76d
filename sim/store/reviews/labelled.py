"""Operations on labelled sets loaded from files: sessions nobody practised, kept apart from those of people."""

from datetime import datetime

from sqlalchemy import Connection, insert, select

from sim.domain.errors import ConflictError, NotFoundError
from sim.domain.review import LabelledSession
from sim.domain.session import GradingStatus, Session
from sim.store import schema
from sim.store.reviews import rows
from sim.store.reviews.records import LabelledImport
from sim.store.statements import insert_or_replace
from sim.store.talks import sessions

_table = schema.labelled_session


def keep(connection: Connection, labelled: LabelledImport, now: datetime) -> None:
    """Keep a labelled transcript as a graded session, with its ratings.

    Of one that was loaded before, session and scorecard stay as they are and the ratings are brought up to date. It
    enters no queue and no sum of an overview: nobody here has practised it.

    Raises ConflictError where the set holds other words under the same id.
    """
    session = labelled.session
    kept = _kept(connection, session.id)
    if kept is None:
        _insert(connection, labelled, now)
    elif _words(kept) != _words(session):
        raise ConflictError(
            f"标注集 {labelled.set_name} 里已有另一份 {labelled.transcript_id}，请换一个集名。"
            f" / Set {labelled.set_name} holds another transcript {labelled.transcript_id}; name the set differently."
        )
    for rating in labelled.ratings:
        insert_or_replace(connection, schema.rating, rows.rating_to_row(rating))


def load(connection: Connection, session_id: str) -> LabelledSession | None:
    """Return which labelled set a session belongs to; None for one that was practised here."""
    row = connection.execute(select(_table).where(_table.c.session_id == session_id)).mappings().one_or_none()
    if row is None:
        return None
    return LabelledSession(row["session_id"], row["set_name"], row["transcript_id"], row["loaded_at"])


def _insert(connection: Connection, labelled: LabelledImport, now: datetime) -> None:
    session_id = labelled.session.id
    sessions.create(connection, labelled.session, labelled.content)
    done = {"status": GradingStatus.DONE.value, "attempts": 1, "error": ""}
    times = {"queued_at": now, "touched_at": now, "finished_at": now}
    connection.execute(insert(schema.grading), {"session_id": session_id, **done, **times})
    card = {"total": labelled.scorecard.get("total"), "document": dict(labelled.scorecard), "created_at": now}
    connection.execute(insert(schema.scorecard), {"session_id": session_id, **card})
    place = {"set_name": labelled.set_name, "transcript_id": labelled.transcript_id, "loaded_at": now}
    connection.execute(insert(_table), {"session_id": session_id, **place})


def _kept(connection: Connection, session_id: str) -> Session | None:
    try:
        return sessions.load(connection, session_id)
    except NotFoundError:
        return None


def _words(session: Session) -> list[tuple[int, str, str]]:
    return [(turn.turn, turn.speaker.value, turn.text) for turn in session.turns]
