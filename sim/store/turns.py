"""Operations on turns. The rules by which a transcript grows stand here and nowhere else.

A trainee's line is pending until its answer is stored; the answer and what the line did to the customer come in one
transaction. A customer line that broke off leaves an interrupted marker without text, which a later answer replaces.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from sim.domain.errors import ConflictError, SessionEndedError
from sim.domain.mood import Outcome
from sim.domain.session import TurnRecord, TurnStatus
from sim.domain.transcript import Speaker
from sim.store import rows
from sim.store.records import Accepted
from sim.store.schema import session as session_table
from sim.store.schema import turn as turn_table
from sim.store.statements import lock_session


def accept(connection: Connection, session_id: str, number: int, text: str, now: datetime) -> Accepted:
    """Store a trainee line as the next turn, or find it stored already.

    Raises:
        NotFoundError: no such session.
        SessionEndedError: it takes no more turns.
        ConflictError: another number is due, other words are stored under this one, or the last line has no answer.
    """
    ended = lock_session(connection, session_id)["ended_at"] is not None
    stored = _at(connection, session_id, number)
    if stored is not None and stored.speaker is Speaker.TRAINEE:
        if ended and stored.status is TurnStatus.PENDING:
            raise _ended(session_id)
        if stored.text != text:
            raise ConflictError(f"turn {number} is stored with other words; load the session to see them")
        return Accepted(stored, repeated=True)
    if ended:
        raise _ended(session_id)
    _check_due(connection, session_id, number)
    record = TurnRecord(number, Speaker.TRAINEE, text, TurnStatus.PENDING, now)
    _insert(connection, session_id, record)
    return Accepted(record, repeated=False)


def reply(
    connection: Connection,
    session_id: str,
    trainee: TurnRecord,
    customer: TurnRecord,
    state: Mapping[str, Any],
    outcome: Outcome | None,
    ended_at: datetime | None,
) -> None:
    """Store the customer's answer together with what the trainee's line did, and the session's new state.

    Raises:
        NotFoundError: no such session.
        SessionEndedError: the session was ended meanwhile.
        ConflictError: the line is not stored so, or it has another answer already.
    """
    ended = lock_session(connection, session_id)["ended_at"] is not None
    answer = _at(connection, session_id, customer.turn)
    if answer is not None and answer.status is TurnStatus.COMPLETE:
        if answer.text == customer.text and answer.speaker is Speaker.CUSTOMER:
            return
        raise ConflictError(f"turn {customer.turn} has been answered already; load the session to see the answer")
    if ended:
        raise _ended(session_id)
    line = _at(connection, session_id, trainee.turn)
    if line is None or line.text != trainee.text or customer.turn != trainee.turn + 1:
        raise ConflictError(f"turn {customer.turn} does not answer a stored line: turn {trainee.turn} is not stored so")
    _forget(connection, session_id, customer.turn)
    _update(connection, session_id, replace(trainee, status=TurnStatus.COMPLETE, created_at=line.created_at))
    _insert(connection, session_id, replace(customer, status=TurnStatus.COMPLETE))
    values = {"state": dict(state), "outcome": outcome.value if outcome else None, "ended_at": ended_at}
    connection.execute(update(session_table).where(session_table.c.id == session_id).values(values))


def interrupt(connection: Connection, session_id: str, number: int, now: datetime) -> None:
    """Mark the customer's turn as broken off. Does nothing where the turn is stored whole or marked already.

    Raises:
        NotFoundError: no such session.
        ConflictError: the turn before is not a trainee line that waits for its answer.
    """
    lock_session(connection, session_id)
    if _at(connection, session_id, number) is not None:
        return
    line = _at(connection, session_id, number - 1)
    if line is None or line.status is not TurnStatus.PENDING:
        raise ConflictError(f"turn {number} cannot be interrupted: turn {number - 1} does not wait for an answer")
    _insert(connection, session_id, TurnRecord(number, Speaker.CUSTOMER, "", TurnStatus.INTERRUPTED, now))


def _check_due(connection: Connection, session_id: str, number: int) -> None:
    query = (
        select(turn_table.c.turn, turn_table.c.speaker)
        .where(turn_table.c.session_id == session_id, turn_table.c.status != TurnStatus.INTERRUPTED.value)
        .order_by(turn_table.c.turn.desc())
        .limit(1)
    )
    last = connection.execute(query).one_or_none()
    if last is not None and last.speaker == Speaker.TRAINEE.value:
        raise ConflictError(f"turn {last.turn} has no answer yet: send turn {last.turn} again before turn {number}")
    due = 1 if last is None else last.turn + 1
    if number != due:
        raise ConflictError(f"the next turn is {due}, not {number}")


def _at(connection: Connection, session_id: str, number: int) -> TurnRecord | None:
    query = select(turn_table).where(turn_table.c.session_id == session_id, turn_table.c.turn == number)
    row = connection.execute(query).mappings().one_or_none()
    return None if row is None else rows.turn_from_row(row)


def _insert(connection: Connection, session_id: str, record: TurnRecord) -> None:
    try:
        connection.execute(insert(turn_table), rows.turn_to_row(session_id, record))
    except IntegrityError as error:
        raise ConflictError(f"turn {record.turn} has just been stored by another request") from error


def _update(connection: Connection, session_id: str, record: TurnRecord) -> None:
    values = rows.turn_to_row(session_id, record)
    keys = (turn_table.c.session_id == values.pop("session_id"), turn_table.c.turn == values.pop("turn"))
    connection.execute(update(turn_table).where(*keys).values(values))


def _forget(connection: Connection, session_id: str, number: int) -> None:
    connection.execute(delete(turn_table).where(turn_table.c.session_id == session_id, turn_table.c.turn == number))


def _ended(session_id: str) -> SessionEndedError:
    return SessionEndedError(f"session {session_id!r} has ended and takes no more turns")
