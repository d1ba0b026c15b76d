"""A sick model: the words stay, the offer comes, the offline engine goes on, and everything is marked."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta

import pytest

from sim.domain.errors import (
    BudgetSpentError,
    ConflictError,
    DuilianError,
    ModelBusyError,
    ModelRefusedError,
    ModelTimeoutError,
)
from sim.domain.ports import Cast, Reaction, Sentence, Spoken
from sim.domain.score import Engine
from sim.domain.session import GradingStatus, Session
from sim.domain.transcript import Turn
from sim.llm.caller import present_caller
from sim.practice.authoring.shelf import Shelf
from sim.practice.budget import Budget, day_of
from sim.practice.casting import Casting
from sim.practice.gradings import GRADED_BY_RULES, OFFLINE_FROM, Gradings
from sim.practice.meters import Meters
from sim.practice.sessions import SessionOrder, Sessions
from sim.practice.talk.events import Queued, TurnDone, TurnEvent, TurnFailed
from sim.practice.talk.stand_ins import StandIns
from sim.practice.talk.turns import Turns
from sim.reading import default_reader
from sim.store import Store
from tests.practice.stage import ScriptedCustomer, ScriptedGrader, make_library
from tests.practice.test_turns import heard

SILENT = ModelTimeoutError("no first word within 60 s")


class Understudy(ScriptedCustomer):
    engine = Engine.OFFLINE
    model = None


class Rules(ScriptedGrader):
    engine = Engine.OFFLINE
    model = None


class Desk:
    """One process whose model may fail, with everything that can step in."""

    def __init__(self, store: Store, tokens_per_day: int | None = None) -> None:
        self.store = store
        self.customer, self.understudy = ScriptedCustomer(), Understudy()
        self.grader, self.rules = ScriptedGrader(), Rules()
        casting, meters = Casting(store), Meters()
        self.sessions = Sessions(Shelf(make_library(), store.library), self.customer, store, casting)
        budget = Budget(store.operations, tokens_per_day) if tokens_per_day else None
        self.turns = Turns(
            self.customer, store, casting, meters, lambda: None, understudy=self.understudy, budget=budget
        )
        self.gradings = Gradings(self.grader, default_reader(), store, casting, meters, rules=self.rules)
        self.queued = 0
        self.stand_ins = StandIns(store, self._on_queued)

    def _on_queued(self) -> None:
        self.queued += 1

    async def start(self, owner: str = "") -> Session:
        return await self.sessions.start(SessionOrder("water-bill", "stubborn", seed=7, owner=owner))

    async def say(self, session: Session, index: int, text: str = "您好。") -> TurnEvent:
        return (await heard(await self.turns.say(session.id, index, text)))[-1]

    async def fail(self, session: Session, index: int, *errors: DuilianError) -> TurnFailed:
        for error in errors:
            self.customer.scripts = [(error,)]
            event = await self.say(session, index)
        assert isinstance(event, TurnFailed)
        return event


@pytest.fixture
def desk(store: Store) -> Desk:
    return Desk(store)


async def test_the_offline_engine_is_offered_after_two_failures_in_a_row(desk: Desk) -> None:
    session = await desk.start()
    assert not (await desk.fail(session, 2, SILENT)).offline
    assert (await desk.fail(session, 2, SILENT)).offline
    assert desk.turns.voices.offers_understudy(session.id)
    desk.customer.scripts = []
    await desk.say(session, 2)
    assert not desk.turns.voices.offers_understudy(session.id)
    assert not (await desk.fail(session, 4, SILENT)).offline


async def test_it_is_offered_at_once_where_a_retry_is_vain(desk: Desk) -> None:
    session = await desk.start()
    failed = await desk.fail(session, 2, ModelRefusedError("the key is wrong (401)"))
    assert (failed.retryable, failed.offline) == (False, True)


async def test_it_goes_on_with_the_line_that_waits_and_stays(desk: Desk, store: Store) -> None:
    session = await desk.start()
    await desk.say(session, 2)
    await desk.fail(session, 4, SILENT, SILENT)
    switched = await desk.stand_ins.play(session.id)
    assert switched.offline_from == 5
    desk.understudy.scripts = [("那你说怎么办？",), ("行。",)]
    done = await desk.say(session, 4)
    assert isinstance(done, TurnDone)
    assert (done.record.text, done.record.engine) == ("那你说怎么办？", Engine.OFFLINE)
    desk.customer.heard.clear()
    await desk.say(session, 6)
    assert desk.customer.heard == []
    stored = await store.load_session(session.id)
    assert [turn.engine for turn in stored.turns if turn.speaker == "customer"] == [
        Engine.LLM,
        Engine.LLM,
        Engine.OFFLINE,
        Engine.OFFLINE,
    ]
    assert (stored.engine, stored.offline_from) == (Engine.LLM, 5)


async def test_another_process_that_knew_the_session_goes_on_offline_too(store: Store) -> None:
    first, second = Desk(store), Desk(store)
    session = await first.start()
    await second.say(session, 2)
    await first.say(session, 4)
    await first.fail(session, 6, SILENT, SILENT)
    await first.stand_ins.play(session.id)
    done = await second.say(session, 6)
    assert isinstance(done, TurnDone)
    assert done.record.engine is Engine.OFFLINE


async def test_nothing_steps_in_where_no_line_waits(desk: Desk) -> None:
    session = await desk.start()
    await desk.say(session, 2)
    with pytest.raises(ConflictError):
        await desk.stand_ins.play(session.id)


async def test_the_model_is_asked_for_the_owner_and_his_place_is_told(desk: Desk) -> None:
    keys = []

    class Waiting(ScriptedCustomer):
        async def speak(
            self, cast: Cast, turns: Sequence[Turn], reaction: Reaction
        ) -> AsyncIterator[Sentence | Spoken]:
            caller = present_caller()
            keys.append((caller.key, caller.urgent))
            assert caller.on_place is not None
            caller.on_place(2)
            caller.on_place(0)
            async for item in super().speak(cast, turns, reaction):
                yield item

    desk.turns.voices._customer = Waiting()
    mine, nobodys = await desk.start("li"), await desk.start()
    events = await heard(await desk.turns.say(mine.id, 2, "您好。"))
    assert [event.place for event in events if isinstance(event, Queued)] == [2, 0]
    await heard(await desk.turns.say(nobodys.id, 2, "您好。"))
    assert keys == [("li", True), (nobodys.id, True)]


async def ended(desk: Desk) -> Session:
    session = await desk.start()
    await desk.say(session, 2)
    return await desk.sessions.end(session.id)


async def grade(desk: Desk, session: Session) -> None:
    claim = await desk.gradings.claim(session.id)
    assert claim is not None
    await desk.gradings.grade(claim)


async def test_rules_are_offered_after_two_failed_gradings_and_grade_alone(desk: Desk) -> None:
    session = await ended(desk)
    desk.grader.errors = {"empathy": SILENT}
    await grade(desk, session)
    progress = await desk.gradings.progress(session.id)
    assert (progress.status, progress.offline) == (GradingStatus.FAILED, False)
    await desk.sessions.end(session.id)
    await grade(desk, session)
    assert (await desk.gradings.progress(session.id)).offline
    await desk.stand_ins.grade(session.id)
    assert desk.queued == 1
    await grade(desk, session)
    card = (await desk.gradings.progress(session.id)).scorecard
    assert card is not None
    assert (card.engine, card.model, card.flags) == (Engine.OFFLINE, None, (*card.flags[:-1], GRADED_BY_RULES))
    assert sorted(desk.rules.asked) == ["empathy", "listening"]


async def test_a_scorecard_tells_from_which_turn_the_customer_was_offline(desk: Desk) -> None:
    session = await desk.start()
    await desk.fail(session, 2, SILENT, SILENT)
    await desk.stand_ins.play(session.id)
    await desk.say(session, 2)
    await desk.sessions.end(session.id)
    await grade(desk, session)
    card = (await desk.gradings.progress(session.id)).scorecard
    assert card is not None
    assert f"{OFFLINE_FROM}:3" in card.flags
    assert GRADED_BY_RULES not in card.flags


async def test_a_spent_budget_keeps_the_words_and_says_when_it_renews(store: Store) -> None:
    desk = Desk(store, tokens_per_day=100)
    session, other = await desk.start("li"), await desk.start("wang")
    await desk.say(session, 2)
    await spend(store, session, 60)
    assert isinstance(await desk.say(session, 4), TurnDone)
    await spend(store, session, 40)
    failed = await desk.say(session, 6)
    assert isinstance(failed, TurnFailed)
    assert (failed.code, failed.retryable, failed.offline) == ("budget-spent", True, True)
    assert failed.retry_after is not None
    assert 0 < failed.retry_after <= 25 * 3600
    assert (await store.load_session(session.id)).turns[-2].text == "您好。"
    assert isinstance(await desk.say(other, 2), TurnDone)
    await desk.stand_ins.play(session.id)
    assert isinstance(await desk.say(session, 6), TurnDone)


async def spend(store: Store, session: Session, tokens: int) -> None:
    """Have the last turn of a session cost so many tokens."""
    from sqlalchemy import text

    statement = text(
        "UPDATE turn SET prompt_tokens = :n WHERE session_id = :s AND turn ="
        " (SELECT max(turn) FROM turn WHERE session_id = :s)"
    )
    await store._runner.write(lambda connection: connection.execute(statement, {"n": tokens, "s": session.id}))


async def test_a_day_is_the_servers_day() -> None:
    now = datetime(2026, 3, 1, 8, 30, tzinfo=UTC)
    midnight, renewal = day_of(now)
    assert midnight <= now < renewal
    assert timedelta(hours=23) <= renewal - midnight <= timedelta(hours=25)
    assert (midnight.hour, midnight.minute, renewal.hour) == (0, 0, 0)


async def test_budget_is_asked_of_the_store(store: Store) -> None:
    budget = Budget(store.operations, 1)
    await budget.check("li", datetime.now(UTC))
    desk = Desk(store)
    session = await desk.start("li")
    await spend(store, session, 1)
    with pytest.raises(BudgetSpentError, match="renew"):
        await budget.check("li", datetime.now(UTC))


async def test_busy_counts_as_a_failure_and_other_errors_do_not(desk: Desk) -> None:
    session = await desk.start()
    assert (await desk.fail(session, 2, ModelBusyError("429"), ModelBusyError("429"))).offline
    other = await desk.start()
    assert not (await desk.fail(other, 2, DuilianError("odd"), DuilianError("odd"), DuilianError("odd"))).offline


async def test_closing_is_no_failure_of_the_model(desk: Desk) -> None:
    session = await desk.start()
    desk.customer.scripts = [(asyncio.Event(),)]
    await desk.turns.say(session.id, 2, "您好。")
    await asyncio.sleep(0)
    await desk.turns.close()
    assert not desk.turns.voices.offers_understudy(session.id)
