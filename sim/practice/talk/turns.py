"""Carrying a trainee's line to the customer and his answer back."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from weakref import WeakValueDictionary

import structlog

from sim.domain.errors import (
    ConflictError,
    DuilianError,
    EmptyAnswerError,
    InvalidInputError,
    StorageError,
)
from sim.domain.ports import Customer
from sim.domain.session import TurnRecord, TurnStatus
from sim.domain.transcript import Speaker, Turn
from sim.llm.caller import Caller, calling_for
from sim.practice.budget import Budget
from sim.practice.casting import Casting, Played
from sim.practice.meters import Meters
from sim.practice.talk import mishaps
from sim.practice.talk.answer import Answer
from sim.practice.talk.events import Delta, Queued, TurnDone, TurnFailed
from sim.practice.talk.following import retell, settled_elsewhere
from sim.practice.talk.lines import checked_line
from sim.practice.talk.performance import Exchange, perform
from sim.practice.talk.voices import Voices
from sim.store import Store

log = structlog.get_logger()

_LAST_INDEX = 10_000
_AGAIN_SECONDS = 3.0


class Turns:
    """The turns being played in this process.

    Each answer is given by a task of its own that no listener can stop. Whether a line is accepted, and which of
    several processes answers it, is decided by the store; this process follows an answer another one is getting.
    """

    def __init__(
        self,
        customer: Customer,
        store: Store,
        casting: Casting,
        meters: Meters,
        on_end: Callable[[], None],
        *,
        understudy: Customer | None = None,
        budget: Budget | None = None,
    ) -> None:
        """Take the parts.

        Args:
            customer: plays in all sessions but those that go on offline.
            store: holds the truth.
            casting: finds sessions.
            meters: count.
            on_end: called when a customer's answer has ended its session.
            understudy: the offline engine, for sessions whose model fails; None where that is never offered.
            budget: bounds the tokens of an owner's day; None for no bound.
        """
        self.voices = Voices(customer, understudy, budget)
        self._store = store
        self._casting = casting
        self._meters = meters
        self._on_end = on_end
        self._answers: dict[str, Answer] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._draining = False
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def say(self, session_id: str, index: int, text: str) -> Answer:
        """Accept a trainee's line as turn ``index`` and return the answer to it, which begins at once.

        The line is stored before anything is asked of anybody. The same line again joins the answer under way,
        returns the stored one, or, after a failure, begins it anew. Raises InvalidInputError (text, index),
        NotFoundError, SessionEndedError, ConflictError (another index is due, another text is stored, or the
        customer is still answering), StoppingError (``drain`` was called) and StorageError.
        """
        line = Turn(_checked_index(index), Speaker.TRAINEE, checked_line(text))
        lock = self._locks.setdefault(session_id, asyncio.Lock())
        async with lock:
            running = self._answers.get(session_id)
            if running is not None:
                return _joined(running, line)
            if self._draining:
                raise mishaps.draining()
            return await self._accept(session_id, line)

    @property
    def draining(self) -> bool:
        """Tell whether no new line is taken any more."""
        return self._draining

    def drain(self) -> None:
        """Take no new line from now on; answers under way go on, and can still be listened to."""
        self._draining = True

    async def finish(self, seconds: float) -> None:
        """Wait until no answer is under way, at most so long."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=seconds)

    async def close(self) -> None:
        """Break off all answers under way, marking them interrupted."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for answer in self._answers.values():  # those cancelled before their first step
            answer.close()

    async def _accept(self, session_id: str, line: Turn) -> Answer:
        began = time.perf_counter()
        now = datetime.now(UTC)
        accepted = await self._store.accept_turn(session_id, line.turn, line.text, now=now)
        if accepted.record.status is TurnStatus.COMPLETE:
            session = await self._store.load_session(session_id)
            retell(retold := Answer(line, mood_visible=session.settings.mood_visible), session)
            return retold
        try:
            played = await self._casting.for_turn(session_id, line.turn, again=accepted.repeated)
        except DuilianError as error:
            await self._interrupted(session_id, accepted.record, error)
            raise
        answer = Answer(line, mood_visible=played.session.settings.mood_visible)
        self._answers[session_id] = answer
        if accepted.held:
            task = asyncio.create_task(self._follow(answer, session_id))
        else:
            task = asyncio.create_task(self._answer(answer, accepted.record, played, began))
        self._keep_task(task)
        return answer

    def _keep_task(self, task: asyncio.Task[None]) -> None:
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _follow(self, answer: Answer, session_id: str) -> None:
        """Tell the answer another process is getting; get it here where that process has died or given up."""
        try:
            accepted = await settled_elsewhere(self._store, session_id, answer.line)
            if accepted.record.status is TurnStatus.COMPLETE:
                retell(answer, await self._store.load_session(session_id))
            played = await self._casting.for_turn(session_id, answer.line.turn, again=True)
        except asyncio.CancelledError:
            answer.publish(mishaps.failed(mishaps.stopped()))
            raise
        except DuilianError as error:
            answer.publish(mishaps.failed(error))
        else:
            if not answer.closed:
                await self._answer(answer, accepted.record, played, time.perf_counter())
        finally:
            self._answers.pop(session_id, None)
            answer.close()

    async def _answer(self, answer: Answer, line: TurnRecord, played: Played, began: float) -> None:
        session_id = played.session.id
        self._meters.answers_open += 1
        try:
            answer.publish(await self._perform(answer, line, played, began))
        except asyncio.CancelledError:
            answer.publish(await self._interrupted(session_id, line, mishaps.stopped()))
            raise
        except DuilianError as error:
            answer.publish(await self._interrupted(session_id, line, error))
        except Exception as error:
            log.exception("answer failed", session_id=session_id, turn=line.turn, kind=type(error).__name__)
            answer.publish(await self._interrupted(session_id, line, mishaps.unexpected()))
        finally:
            self._meters.answers_open -= 1
            self._answers.pop(session_id, None)
            answer.close()

    async def _perform(self, answer: Answer, line: TurnRecord, played: Played, began: float) -> TurnDone:
        records = (*(record for record in played.session.turns if record.turn < line.turn), line)
        first_text = 0.0
        exchange: Exchange | None = None
        session = played.session
        customer = await self.voices.of(session)
        waiting = Caller(session.owner or session.id, urgent=True, on_place=lambda place: answer.publish(Queued(place)))
        with calling_for(waiting):
            async for item in perform(customer, played.cast, records, session.state):
                if isinstance(item, Exchange):
                    exchange = item
                    continue
                if isinstance(item, Delta):
                    first_text = first_text or time.perf_counter() - began
                answer.publish(item)
        if exchange is None:
            raise EmptyAnswerError("客户没有回答。 / The customer gave no answer.")
        await self._keep(exchange, replace(played, session=replace(played.session, turns=records[:-1])))
        self.voices.answered(session.id)
        self._meters.answered(exchange.customer, first_text, time.perf_counter() - began)
        return TurnDone(exchange.customer, exchange.outcome)

    async def _keep(self, exchange: Exchange, before: Played) -> None:
        ended_at = exchange.customer.created_at if exchange.outcome else None
        await self._store.save_reply(
            before.session.id,
            exchange.trainee,
            exchange.customer,
            exchange.state,
            outcome=exchange.outcome,
            ended_at=ended_at,
        )
        after = replace(
            before.session,
            turns=(*before.session.turns, exchange.trainee, exchange.customer),
            state=exchange.state,
            outcome=exchange.outcome,
            ended_at=ended_at,
        )
        self._casting.remember(replace(before, session=after))
        if ended_at is not None:
            self._on_end()

    async def _interrupted(self, session_id: str, line: TurnRecord, error: DuilianError) -> TurnFailed:
        """Mark the customer's turn as broken off, so that it can be asked for again, and say what happened."""
        log.warning("answer broke off", session_id=session_id, turn=line.turn, code=error.code, reason=error.summary)
        self._meters.broke_off(error.code)
        try:
            await self._store.mark_interrupted(session_id, line.turn + 1)
        except DuilianError as second:
            log.warning("interruption not stored", session_id=session_id, turn=line.turn, reason=second.message)
            self._keep_task(asyncio.create_task(self._interrupt_later(session_id, line.turn)))
        return mishaps.failed(error, offline=self.voices.failed(session_id, error))

    async def _interrupt_later(self, session_id: str, turn: int) -> None:
        """Try again until it is stored: as long as it is not, other processes wait for this one's answer."""
        waits = True
        while waits:
            await asyncio.sleep(_AGAIN_SECONDS)
            try:
                if session_id not in self._answers:  # else it has been asked for anew
                    await self._store.mark_interrupted(session_id, turn + 1)
                waits = False
            except DuilianError as error:
                waits = isinstance(error, StorageError)


def _checked_index(index: int) -> int:
    if index % 2 or not 2 <= index <= _LAST_INDEX:
        raise InvalidInputError(f"{index} is no trainee turn; those are 2, 4, 6 … {_LAST_INDEX}", field="index")
    return index


def _joined(running: Answer, line: Turn) -> Answer:
    if running.line == line:
        return running
    raise ConflictError("客户还在回答上一句，请等他说完。 / The customer is still answering your last line.")
