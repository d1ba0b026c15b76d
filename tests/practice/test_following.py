"""Two processes, one line: one answers, the other follows; and takes over where the first has died."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from sim.domain.errors import StoppingError, StorageError, StreamCutError
from sim.practice.talk import following, turns
from sim.practice.talk.events import Delta, MoodMoved, TurnDone, TurnFailed
from sim.store import ProcessKind, Store
from tests.practice.stage import ScriptedCustomer
from tests.practice.test_turns import Desk, heard
from tests.store.samples import died


@asynccontextmanager
async def full_disk(store: Store, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[None]:
    """Let no interruption be stored meanwhile."""

    async def refuse(session_id: str, turn: int) -> None:
        raise StorageError(f"the disk is full: turn {turn} of {session_id} cannot be marked")

    with monkeypatch.context() as patch:
        patch.setattr(store, "mark_interrupted", refuse)
        yield


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(following, "_LOOK_SECONDS", 0.02)
    monkeypatch.setattr(turns, "_AGAIN_SECONDS", 0.02)


@pytest.fixture
async def one(store: Store) -> Desk:
    await store.processes.join(ProcessKind.SERVE)
    return Desk(store, ScriptedCustomer())


@pytest.fixture
async def two(store: Store, url: str) -> AsyncIterator[Desk]:
    """A second process on the database of ``one``."""
    opened = await Store.open(url)
    await opened.processes.join(ProcessKind.SERVE)
    yield Desk(opened, ScriptedCustomer())
    await opened.close()


async def test_two_processes_give_one_answer(one: Desk, two: Desk) -> None:
    gate = asyncio.Event()
    one.customer.scripts = [("先说一句。", gate, "再说一句。")]
    session = await one.start()
    first = await one.turns.say(session.id, 2, "您好。")
    second = await two.turns.say(session.id, 2, "您好。")
    await asyncio.sleep(0.1)
    gate.set()
    told, followed = await heard(first), await heard(second)
    assert [type(event) for event in followed] == [MoodMoved, Delta, TurnDone]
    assert isinstance(told[-1], TurnDone)
    assert isinstance(followed[-1], TurnDone)
    assert followed[-1].record.text == told[-1].record.text == "先说一句。再说一句。"
    assert (one.customer.heard, two.customer.heard) == (["您好。"], [])


async def test_the_follower_takes_over_from_a_process_that_dies(one: Desk, two: Desk) -> None:
    gate = asyncio.Event()
    one.customer.scripts = [("说到一半", gate, "迟到的后半句。")]
    two.customer.scripts = [("重新说。",)]
    session = await one.start()
    late = await one.turns.say(session.id, 2, "您好。")
    followed = await two.turns.say(session.id, 2, "您好。")
    await died(one.store)
    events = await heard(followed)
    assert isinstance(events[-1], TurnDone)
    assert events[-1].record.text == "重新说。"
    gate.set()
    refused = (await heard(late))[-1]
    assert isinstance(refused, TurnFailed)
    assert (refused.code, refused.retryable) == ("claim-lost", True)
    again = (await heard(await one.turns.say(session.id, 2, "您好。")))[-1]
    assert isinstance(again, TurnDone)
    assert again.record.text == "重新说。"
    assert len((await two.sessions.load(session.id)).turns) == 3


async def test_the_follower_asks_anew_where_the_first_gave_up(one: Desk, two: Desk) -> None:
    gate = asyncio.Event()
    one.customer.scripts = [("说到一半", gate, StreamCutError("cut"))]
    session = await one.start()
    first = await one.turns.say(session.id, 2, "您好。")
    followed = await two.turns.say(session.id, 2, "您好。")
    gate.set()
    assert isinstance((await heard(first))[-1], TurnFailed)
    assert isinstance((await heard(followed))[-1], TurnDone)
    assert two.customer.heard == ["您好。"]


async def test_a_follower_that_stops_leaves_the_answer_to_who_gives_it(one: Desk, two: Desk) -> None:
    gate = asyncio.Event()
    one.customer.scripts = [("先说。", gate)]
    session = await one.start()
    first = await one.turns.say(session.id, 2, "您好。")
    followed = await two.turns.say(session.id, 2, "您好。")
    await asyncio.sleep(0.05)
    await two.turns.close()
    assert isinstance((await heard(followed))[-1], TurnFailed)
    gate.set()
    assert isinstance((await heard(first))[-1], TurnDone)


async def test_draining_takes_nothing_new_and_lets_what_is_under_way_end(one: Desk, two: Desk) -> None:
    gate = asyncio.Event()
    one.customer.scripts = [("先说。", gate, "后说。")]
    session, another = await one.start(), await one.start()
    answer = await one.turns.say(session.id, 2, "您好。")
    one.turns.drain()
    with pytest.raises(StoppingError) as caught:
        await one.turns.say(another.id, 2, "您好。")
    assert caught.value.retry_after > 0
    assert await one.turns.say(session.id, 2, "您好。") is answer
    await one.turns.finish(0.05)
    assert not answer.closed
    gate.set()
    await one.turns.finish(5)
    assert isinstance((await heard(answer))[-1], TurnDone)
    assert isinstance((await heard(await two.turns.say(another.id, 2, "您好。")))[-1], TurnDone)


async def test_an_interruption_that_cannot_be_stored_is_stored_later(
    one: Desk, two: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    one.customer.scripts = [(StreamCutError("cut"),)]
    session = await one.start()
    async with full_disk(one.store, monkeypatch):
        assert isinstance((await heard(await one.turns.say(session.id, 2, "您好。")))[-1], TurnFailed)
        followed = await two.turns.say(session.id, 2, "您好。")
        await asyncio.sleep(0.1)
        assert not followed.closed
    assert isinstance((await heard(followed))[-1], TurnDone)
    await one.turns.close()
