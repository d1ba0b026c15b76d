import asyncio

import pytest

from sim.domain.errors import ConflictError, ModelRefusedError, SessionEndedError, StreamCutError
from sim.domain.mood import Outcome
from sim.domain.session import GradingStatus, Session, TurnStatus
from sim.practice.authoring.shelf import Shelf
from sim.practice.casting import Casting
from sim.practice.meters import Meters
from sim.practice.sessions import SessionOrder, Sessions
from sim.practice.talk.answer import Answer
from sim.practice.talk.events import Delta, MoodMoved, TurnDone, TurnEvent, TurnFailed
from sim.practice.talk.turns import Turns
from sim.store import Store
from tests.practice.stage import ScriptedCustomer, make_library


class Desk:
    """One process over a database."""

    def __init__(self, store: Store, customer: ScriptedCustomer) -> None:
        self.store = store
        self.customer = customer
        self.ends = 0
        casting = Casting(store)
        self.sessions = Sessions(Shelf(make_library()), customer, store, casting)
        self.turns = Turns(customer, store, casting, Meters(), self._ended)

    def _ended(self) -> None:
        self.ends += 1

    async def start(self) -> Session:
        return await self.sessions.start(SessionOrder("water-bill", "stubborn", seed=7))


@pytest.fixture
def desk(store: Store) -> Desk:
    return Desk(store, ScriptedCustomer())


async def heard(answer: Answer, seen: int = 0) -> list[TurnEvent]:
    events: list[TurnEvent] = []
    while news := await answer.wait(seen + len(events), 5):
        events += news
    return events


async def test_an_answer_comes_as_mood_sentences_and_turn_and_is_stored(desk: Desk) -> None:
    desk.customer.scripts = [("凭什么？", "你查过没有？")]
    session = await desk.start()
    events = await heard(await desk.turns.say(session.id, 2, "您好，我来查。"))
    assert [type(event) for event in events] == [MoodMoved, Delta, Delta, TurnDone]
    stored = await desk.sessions.load(session.id)
    assert [(turn.turn, turn.text, turn.status) for turn in stored.turns] == [
        (1, "水费怎么翻了三倍？", TurnStatus.COMPLETE),
        (2, "您好，我来查。", TurnStatus.COMPLETE),
        (3, "凭什么？你查过没有？", TurnStatus.COMPLETE),
    ]
    assert stored.turns[1].moves[0].quote == "您好"
    assert stored.turns[2].interventions[0].reason == "repeats"
    assert stored.state == {"lines": 1}


async def test_the_line_is_stored_before_the_customer_speaks(desk: Desk) -> None:
    gate = asyncio.Event()
    desk.customer.scripts = [(gate, "哼。")]
    session = await desk.start()
    answer = await desk.turns.say(session.id, 2, "您好。")
    stored = await desk.sessions.load(session.id)
    assert (stored.turns[-1].text, stored.turns[-1].status) == ("您好。", TurnStatus.PENDING)
    gate.set()
    await heard(answer)


async def test_the_same_line_joins_the_answer_under_way_and_another_conflicts(desk: Desk) -> None:
    gate = asyncio.Event()
    desk.customer.scripts = [("先说一句。", gate, "再说一句。")]
    session = await desk.start()
    first = await desk.turns.say(session.id, 2, "您好。")
    assert await desk.turns.say(session.id, 2, " 您好。 ") is first
    with pytest.raises(ConflictError):
        await desk.turns.say(session.id, 2, "别的话。")
    with pytest.raises(ConflictError):
        await desk.turns.say(session.id, 4, "您好。")
    gate.set()
    assert len(await heard(first)) == 4
    assert desk.customer.heard == ["您好。"]


async def test_two_at_once_get_one_answer(desk: Desk) -> None:
    session = await desk.start()
    one, two = await asyncio.gather(*(desk.turns.say(session.id, 2, "您好。") for _ in range(2)))
    assert one is two
    await heard(one)
    assert desk.customer.heard == ["您好。"]


async def test_two_different_lines_at_once_one_is_refused(desk: Desk) -> None:
    session = await desk.start()
    results = await asyncio.gather(
        desk.turns.say(session.id, 2, "您好。"), desk.turns.say(session.id, 2, "再见。"), return_exceptions=True
    )
    assert sorted(type(result).__name__ for result in results) == ["Answer", "ConflictError"]
    await heard(next(result for result in results if isinstance(result, Answer)))


async def test_a_stored_answer_is_told_again_without_asking_anew(desk: Desk) -> None:
    session = await desk.start()
    await heard(await desk.turns.say(session.id, 2, "您好。"))
    again = await heard(await desk.turns.say(session.id, 2, "您好。"))
    assert [type(event) for event in again] == [MoodMoved, Delta, TurnDone]
    assert desk.customer.heard == ["您好。"]
    with pytest.raises(ConflictError):
        await desk.turns.say(session.id, 2, "别的话。")


async def test_a_broken_answer_keeps_the_line_marks_the_turn_and_can_be_retried(desk: Desk) -> None:
    desk.customer.scripts = [("说到一半", StreamCutError("cut")), ("重说一遍。",)]
    session = await desk.start()
    failed = (await heard(await desk.turns.say(session.id, 2, "您好。")))[-1]
    assert isinstance(failed, TurnFailed)
    assert (failed.code, failed.retryable) == ("model-stream-cut", True)
    stored = await desk.sessions.load(session.id)
    assert [(turn.text, turn.status) for turn in stored.turns[1:]] == [
        ("您好。", TurnStatus.PENDING),
        ("", TurnStatus.INTERRUPTED),
    ]
    with pytest.raises(ConflictError):
        await desk.turns.say(session.id, 4, "那再说。")
    await heard(await desk.turns.say(session.id, 2, "您好。"))
    stored = await desk.sessions.load(session.id)
    assert [turn.text for turn in stored.turns] == ["水费怎么翻了三倍？", "您好。", "重说一遍。"]
    assert stored.state == {"lines": 1}


@pytest.mark.parametrize(
    ("error", "code", "retryable"),
    [(ModelRefusedError("401"), "model-refused", False), (RuntimeError("unforeseen"), "error", True)],
)
async def test_every_failure_is_told(desk: Desk, error: Exception, code: str, retryable: bool) -> None:
    desk.customer.scripts = [(error,)]
    session = await desk.start()
    failed = (await heard(await desk.turns.say(session.id, 2, "您好。")))[-1]
    assert isinstance(failed, TurnFailed)
    assert (failed.code, failed.retryable) == (code, retryable)
    assert "unforeseen" not in failed.message


async def test_the_customers_last_word_ends_the_session_and_queues_its_grading(desk: Desk) -> None:
    session = await desk.start()
    desk.customer.ends_with = Outcome.LEFT
    done = (await heard(await desk.turns.say(session.id, 2, "您好。")))[-1]
    assert isinstance(done, TurnDone)
    assert done.outcome is Outcome.LEFT
    stored = await desk.sessions.load(session.id)
    assert (stored.ended, stored.outcome, stored.grading) == (True, Outcome.LEFT, GradingStatus.QUEUED)
    assert desk.ends == 1
    with pytest.raises(SessionEndedError):
        await desk.turns.say(session.id, 4, "等等。")
    replayed = (await heard(await desk.turns.say(session.id, 2, "您好。")))[-1]
    assert isinstance(replayed, TurnDone)
    assert replayed.outcome is Outcome.LEFT


async def test_another_process_takes_over_where_the_first_one_died(store: Store) -> None:
    first, second = Desk(store, ScriptedCustomer()), Desk(store, ScriptedCustomer())
    session = await first.start()
    await heard(await first.turns.say(session.id, 2, "您好。"))
    await heard(await second.turns.say(session.id, 4, "我来查。"))
    await heard(await first.turns.say(session.id, 6, "查到了。"))
    stored = await second.sessions.load(session.id)
    assert [turn.turn for turn in stored.turns] == [1, 2, 3, 4, 5, 6, 7]
    assert stored.state == {"lines": 3}


async def test_closing_marks_what_is_under_way_as_interrupted(desk: Desk) -> None:
    desk.customer.scripts = [(asyncio.Event(),)]
    session = await desk.start()
    answer = await desk.turns.say(session.id, 2, "您好。")
    await asyncio.sleep(0)
    await desk.turns.close()
    assert isinstance((await heard(answer))[-1], TurnFailed)
    stored = await desk.sessions.load(session.id)
    assert stored.turns[-1].status is TurnStatus.INTERRUPTED


async def test_closing_at_once_leaves_no_listener_waiting(desk: Desk) -> None:
    desk.customer.scripts = [(asyncio.Event(),)]
    session = await desk.start()
    answer = await desk.turns.say(session.id, 2, "您好。")
    await desk.turns.close()
    assert await heard(answer) == []
    assert (await desk.sessions.load(session.id)).turns[-1].status is TurnStatus.PENDING


async def test_a_listener_that_leaves_does_not_stop_the_answer(desk: Desk) -> None:
    gate = asyncio.Event()
    desk.customer.scripts = [("先说。", gate, "后说。")]
    session = await desk.start()
    answer = await desk.turns.say(session.id, 2, "您好。")
    listener = asyncio.create_task(heard(answer))
    await asyncio.sleep(0.01)
    listener.cancel()
    gate.set()
    events = await heard(answer, seen=2)
    assert [type(event) for event in events] == [Delta, TurnDone]
