"""Operations on turns. The rules by which a transcript grows stand here and nowhere else.

A trainee's line is pending until its answer is stored; the answer and what the line did to the customer come in one
transaction. A customer line that broke off leaves an interrupted marker without text, which a later answer replaces.
A pending line is held by the process that gets its answer; while that process lives, no other answers it, and once
another has taken it over, what the first still brings is refused.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, insert, select, update
from sqlalchemy.exc import IntegrityError

from sim.domain.errors import ClaimLostError, ConflictError, SessionEndedError
from sim.domain.mood import Outcome
from sim.domain.session import TurnRecord, TurnStatus
from sim.domain.transcript import Speaker
from sim.store import processes, rows, schema
from sim.store.overview import spending
from sim.store.overview.records import CUSTOMER
from sim.store.records import Accepted
from sim.store.statements import lock_session
from sim.store.talks import gradings

# Statements are built once: building one costs more than running it.
_session, _turn = schema.session, schema.turn
_of_session = _turn.c.session_id == bindparam("of_session")
_AT = select(_turn).where(_of_session, _turn.c.turn == bindparam("at"))
_HELD = (_turn.c.turn, _turn.c.speaker, _turn.c.status, _turn.c.text, _turn.c.holder)
_TWO = select(*_HELD).where(_of_session, _turn.c.turn.in_((bindparam("at"), bindparam("next"))))
_TAIL = select(_turn.c.turn, _turn.c.speaker, _turn.c.status).where(_of_session).order_by(_turn.c.turn.desc()).limit(2)
_INSERT = insert(_turn)
_REPLACE = update(_turn).where(_of_session, _turn.c.turn == bindparam("at"))
_HOLDER = select(_turn.c.holder).where(_of_session, _turn.c.turn == bindparam("at"))
_HOLD = update(_turn).where(_of_session, _turn.c.turn == bindparam("at")).values(holder=bindparam("by"))
_MOVE_ON = update(_session).where(_session.c.id == bindparam("of_session"))

_ALL = frozenset(_turn.c.keys()) - {"session_id", "turn", "holder"}
_LEARNT = ("status", "anger", "trust", "stage", "details")
"""What the answer adds to a trainee's line: all else of it is stored."""

Brief = Row[int, str, str]
Held = Row[int, str, str, str, str | None]


def accept(connection: Connection, session_id: str, number: int, text: str, now: datetime, holder: str) -> Accepted:
    """Store a trainee line as the next turn, held by ``holder``, or find it stored already.

    A stored line that waits for its answer is taken over, unless another process that lives is getting the answer.

    Raises:
        NotFoundError: no such session.
        SessionEndedError: it takes no more turns.
        ConflictError: another number is due, other words are stored under this one, or the last line has no answer.
    """
    ended = lock_session(connection, session_id) is not None
    tail = connection.execute(_TAIL, {"of_session": session_id}).all()
    if tail and number <= tail[0].turn:
        stored = _at(connection, session_id, number)
        if stored is not None and stored.speaker is Speaker.TRAINEE:
            _check_same(stored, text, session_id if ended else None)
            return Accepted(stored, repeated=True, held=not _take_over(connection, session_id, stored, holder))
    if ended:
        raise _ended(session_id)
    _check_due(tail, number)
    record = TurnRecord(number, Speaker.TRAINEE, text, TurnStatus.PENDING, now)
    _insert(connection, session_id, record, holder)
    return Accepted(record, repeated=False)


def reply(
    connection: Connection,
    session_id: str,
    trainee: TurnRecord,
    customer: TurnRecord,
    state: Mapping[str, Any],
    outcome: Outcome | None,
    ended_at: datetime | None,
    holder: str,
) -> None:
    """Store the customer's answer together with what the trainee's line did, and the session's new state.

    An answer that ends the session queues its grading too, all in one transaction.

    Raises:
        NotFoundError: no such session.
        SessionEndedError: the session was ended meanwhile.
        ConflictError: the line is not stored so.
        ClaimLostError: it has another answer already, or another process has taken it over.
    """
    ended = lock_session(connection, session_id) is not None
    found = {row.turn: row for row in connection.execute(_TWO, _pair(session_id, trainee.turn))}
    line, answer = found.get(trainee.turn), found.get(customer.turn)
    if answer is not None and answer.status == TurnStatus.COMPLETE:
        if answer.text == customer.text and answer.speaker == Speaker.CUSTOMER:
            return
        raise ClaimLostError(f"turn {customer.turn} has been answered already; load the session to see the answer")
    if ended:
        raise _ended(session_id)
    _check_awaiting(line, trainee, customer, holder)
    _replace(connection, session_id, replace(trainee, status=TurnStatus.COMPLETE), _LEARNT)
    store = _insert if answer is None else _replace
    store(connection, session_id, replace(customer, status=TurnStatus.COMPLETE))
    values = {"state": dict(state), "outcome": outcome.value if outcome else None, "ended_at": ended_at}
    connection.execute(_MOVE_ON, {"of_session": session_id, **values})
    if ended_at is not None:
        gradings.queue(connection, session_id, ended_at)
    spending.spend(connection, session_id, CUSTOMER, customer.usage, customer.created_at)


def interrupt(connection: Connection, session_id: str, number: int, now: datetime, holder: str) -> None:
    """Mark the customer's turn as broken off and let go of the line, so that any process may answer it.

    Does nothing where the turn is stored whole, or where another process has taken the line over.

    Raises:
        NotFoundError: no such session.
        ConflictError: the turn before is not a trainee line that waits for its answer.
    """
    lock_session(connection, session_id)
    found = {row.turn: row for row in connection.execute(_TWO, _pair(session_id, number - 1))}
    line, answer = found.get(number - 1), found.get(number)
    if answer is not None and answer.status == TurnStatus.COMPLETE:
        return
    if line is None or line.status != TurnStatus.PENDING:
        raise ConflictError(f"turn {number} cannot be interrupted: turn {number - 1} does not wait for an answer")
    if line.holder not in (None, holder):
        return
    connection.execute(_HOLD, {"of_session": session_id, "at": number - 1, "by": None})
    if answer is None:
        _insert(connection, session_id, TurnRecord(number, Speaker.CUSTOMER, "", TurnStatus.INTERRUPTED, now))


def is_held(connection: Connection, session_id: str, number: int, holder: str) -> bool:
    """Tell whether the line waits for an answer that a living process other than ``holder`` is getting."""
    line = {"of_session": session_id, "at": number}
    held_by = connection.execute(_HOLDER, line).scalar_one_or_none()
    return held_by != holder and processes.is_alive(connection, held_by)


def _check_same(stored: TurnRecord, text: str, ended_session: str | None) -> None:
    if ended_session is not None and stored.status is TurnStatus.PENDING:
        raise _ended(ended_session)
    if stored.text != text:
        raise ConflictError(f"turn {stored.turn} is stored with other words; load the session to see them")


def _take_over(connection: Connection, session_id: str, stored: TurnRecord, holder: str) -> bool:
    """Hold a line that waits for its answer; False where another process that lives holds it."""
    if stored.status is not TurnStatus.PENDING:
        return True
    held_by = connection.execute(_HOLDER, {"of_session": session_id, "at": stored.turn}).scalar_one()
    if held_by != holder and processes.is_alive(connection, held_by):
        return False
    connection.execute(_HOLD, {"of_session": session_id, "at": stored.turn, "by": holder})
    return True


def _check_due(tail: Sequence[Brief], number: int) -> None:
    """Raise ConflictError unless ``number`` is due. ``tail`` are the last two turns, the last one first."""
    last = next((row for row in tail if row.status != TurnStatus.INTERRUPTED), None)
    if last is not None and last.speaker == Speaker.TRAINEE:
        raise ConflictError(f"turn {last.turn} has no answer yet: send turn {last.turn} again before turn {number}")
    due = 1 if last is None else last.turn + 1
    if number != due:
        raise ConflictError(f"the next turn is {due}, not {number}")


def _check_awaiting(line: Held | None, trainee: TurnRecord, customer: TurnRecord, holder: str) -> None:
    """Raise ConflictError or ClaimLostError unless this is the stored line that an answer is for."""
    if line is None or line.text != trainee.text or customer.turn != trainee.turn + 1:
        raise ConflictError(f"turn {customer.turn} does not answer a stored line: turn {trainee.turn} is not stored so")
    if line.holder not in (None, holder):
        raise ClaimLostError(f"turn {customer.turn} is being answered by another process, which has taken it over")


def _at(connection: Connection, session_id: str, number: int) -> TurnRecord | None:
    row = connection.execute(_AT, {"of_session": session_id, "at": number}).mappings().one_or_none()
    return None if row is None else rows.turn_from_row(row)


def _insert(connection: Connection, session_id: str, record: TurnRecord, holder: str | None = None) -> None:
    try:
        connection.execute(_INSERT, {**rows.turn_to_row(session_id, record), "holder": holder})
    except IntegrityError as error:
        raise ConflictError(f"turn {record.turn} has just been stored by another request") from error


def _replace(connection: Connection, session_id: str, record: TurnRecord, names: Collection[str] = _ALL) -> None:
    """Overwrite a stored turn, or only the columns of these ``names``, and let go of it."""
    row = rows.turn_to_row(session_id, record)
    values = {name: row[name] for name in names}
    connection.execute(_REPLACE, {"of_session": session_id, "at": record.turn, **values, "holder": None})


def _pair(session_id: str, line: int) -> dict[str, Any]:
    return {"of_session": session_id, "at": line, "next": line + 1}


def _ended(session_id: str) -> SessionEndedError:
    return SessionEndedError(f"session {session_id!r} has ended and takes no more turns")
