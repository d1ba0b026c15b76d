"""Following an answer that another process on the same database is getting, and telling a stored one again."""

import asyncio
from datetime import UTC, datetime

from sim.domain.errors import ConflictError
from sim.domain.session import Session
from sim.domain.transcript import Turn
from sim.practice.talk.answer import Answer
from sim.practice.talk.events import Delta, MoodMoved, TurnDone
from sim.store import Accepted, Store

_LOOK_SECONDS = 0.3


async def settled_elsewhere(store: Store, session_id: str, line: Turn) -> Accepted:
    """Wait until the process that is getting the answer to a stored line has it, gives up or dies.

    Returns the line complete, or held by this process from now on. Raises SessionEndedError where it was ended
    meanwhile, and StorageError.
    """
    while True:
        while await store.is_answered_elsewhere(session_id, line.turn):  # noqa: ASYNC110  another process tells nobody
            await asyncio.sleep(_LOOK_SECONDS)
        accepted = await store.accept_turn(session_id, line.turn, line.text, now=datetime.now(UTC))
        if not accepted.held:  # another may have been quicker to take it over
            return accepted


def retell(answer: Answer, session: Session) -> None:
    """Give the stored answer to ``answer.line`` again, and close. Raises ConflictError where it is not stored."""
    heard, reply = session.turn_at(answer.line.turn), session.turn_at(answer.line.turn + 1)
    if heard is None or reply is None:
        raise ConflictError(f"turn {answer.line.turn} is stored whole, but its answer is not there")
    if reply.mood is not None:
        answer.publish(MoodMoved(reply.mood, reply.changes, heard.moves))
    answer.publish(Delta(reply.text))
    answer.publish(TurnDone(reply, session.outcome if session.turns[-1] == reply else None))
    answer.close()
