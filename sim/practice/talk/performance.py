"""One exchange: the trainee's line moves the customer, and he answers. No storage: page and terminal share it."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from sim.domain.errors import EmptyAnswerError
from sim.domain.mood import Outcome
from sim.domain.ports import Cast, Customer, Opening, Reaction, Sentence, Spoken
from sim.domain.score import Engine
from sim.domain.session import TurnRecord, TurnStatus
from sim.domain.transcript import Speaker, Turn
from sim.practice.talk.events import Delta, MoodMoved


@dataclass(frozen=True, slots=True)
class Exchange:
    """A whole exchange: both turns as stored, the customer's state after it, the outcome if it was his last."""

    trainee: TurnRecord
    customer: TurnRecord
    state: Mapping[str, Any]
    outcome: Outcome | None


def opening_record(opening: Opening, engine: Engine, now: datetime) -> TurnRecord:
    """Return the customer's opening as turn 1."""
    return TurnRecord(
        turn=1,
        speaker=Speaker.CUSTOMER,
        text=opening.text,
        status=TurnStatus.COMPLETE,
        created_at=now,
        mood=opening.mood,
        disclosed=opening.disclosed,
        engine=engine,
    )


def as_turns(records: Sequence[TurnRecord]) -> tuple[Turn, ...]:
    """Return the records as a dialogue; a turn that broke off is marked."""
    return tuple(
        Turn(record.turn, record.speaker, record.text, interrupted=record.status is TurnStatus.INTERRUPTED)
        for record in records
    )


async def perform(
    customer: Customer, cast: Cast, records: Sequence[TurnRecord], state: Mapping[str, Any]
) -> AsyncIterator[MoodMoved | Delta | Exchange]:
    """Answer the last of ``records``, which is the trainee's line: how it moved him, his sentences, then the whole.

    Raises a ModelError when the customer's voice fails or breaks off; what was yielded until then is no answer.
    """
    turns = as_turns(records)
    reaction = customer.react(cast, turns, state)
    yield MoodMoved(reaction.mood, reaction.changes, reaction.reading.moves)
    spoken: Spoken | None = None
    async for piece in customer.speak(cast, turns, reaction):
        match piece:
            case Sentence(text):
                yield Delta(text)
            case Spoken():
                spoken = piece
    if spoken is None or not spoken.text:
        raise EmptyAnswerError("客户没有说完。 / The customer's answer has no end.")
    yield _exchange(records[-1], reaction, spoken)


def _exchange(line: TurnRecord, reaction: Reaction, spoken: Spoken) -> Exchange:
    customer = TurnRecord(
        turn=line.turn + 1,
        speaker=Speaker.CUSTOMER,
        text=spoken.text,
        status=TurnStatus.COMPLETE,
        created_at=datetime.now(UTC),
        mood=reaction.mood,
        changes=reaction.changes,
        disclosed=reaction.disclosed,
        interventions=spoken.interventions,
        usage=spoken.usage,
        engine=spoken.engine,
        model=spoken.model,
        endpoint=spoken.endpoint,
    )
    trainee = replace(line, status=TurnStatus.COMPLETE, moves=reaction.reading.moves, mood=reaction.mood)
    return Exchange(trainee, customer, spoken.state, reaction.outcome)
