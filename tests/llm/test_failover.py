import asyncio
from collections.abc import AsyncIterator

import pytest

from sim.domain.chat import ChatMessage, ChatRequest, StreamEnd, TextPiece
from sim.domain.errors import (
    FormUnsupportedError,
    ModelBusyError,
    ModelError,
    ModelFaultError,
    ModelRefusedError,
    ModelRestingError,
    ModelTimeoutError,
    StreamCutError,
)
from sim.llm.breaker import BreakerPolicy, BreakerState
from sim.llm.caller import Caller, calling_for
from sim.llm.failover import FailoverModel, ModelCall
from sim.llm.queue import CallQueue
from tests.fakes import FakeChatModel

REQUEST = ChatRequest((ChatMessage("user", "您好"),), purpose="customer")


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


class House:
    """Two endpoints behind one model, a clock to turn, and the calls that were told."""

    def __init__(self, at_once: int = 4, failures: int = 2) -> None:
        self.first = FakeChatModel("first", "http://one/v1")
        self.second = FakeChatModel("second", "http://two/v1")
        self.clock = Clock()
        self.calls: list[ModelCall] = []
        policy = BreakerPolicy(failures=failures, lasting=0.0, pause=10.0)
        self.model = FailoverModel((self.first, self.second), CallQueue(at_once), policy=policy, clock=self.clock)
        self.model.observe(self.calls.append)

    async def ask(self) -> tuple[str, str]:
        reply = await self.model.complete(REQUEST)
        return reply.text, reply.endpoint

    def told(self) -> list[tuple[str, str]]:
        return [(call.model, call.outcome) for call in self.calls]


@pytest.fixture
async def house() -> AsyncIterator[House]:
    made = House()
    yield made
    assert (made.model.queue.open, made.model.queue.waiting) == (0, 0)
    made.first.check()
    made.second.check()


async def test_the_first_endpoint_speaks_and_is_named(house: House) -> None:
    house.first.enqueue("来了。")
    assert await house.ask() == ("来了。", "http://one/v1")
    call = house.calls[0]
    assert (call.endpoint, call.purpose, call.outcome, call.usage.completion_tokens) == (
        "http://one/v1",
        "customer",
        "ok",
        3,
    )
    assert 0 < call.first <= call.whole


@pytest.mark.parametrize(
    "error",
    [ModelBusyError("429"), ModelFaultError("500"), ModelRefusedError("401"), ModelTimeoutError("silent")],
    ids=lambda error: error.code,
)
async def test_where_it_fails_before_its_first_word_the_second_is_asked(house: House, error: ModelError) -> None:
    house.first.enqueue(error)
    house.second.enqueue("我来。")
    assert await house.ask() == ("我来。", "http://two/v1")
    assert house.told() == [("first", error.code), ("second", "ok")]


async def test_after_the_first_word_nothing_is_asked_twice(house: House) -> None:
    house.first.enqueue(["说到", StreamCutError("cut")])
    stream = house.model.stream(REQUEST)
    assert await anext(stream) == TextPiece("说到")
    with pytest.raises(StreamCutError):
        await anext(stream)
    assert house.second.requests == []


async def test_an_answer_form_is_settled_with_the_endpoint_that_refuses_it(house: House) -> None:
    house.first.enqueue(FormUnsupportedError("no schema"))
    with pytest.raises(FormUnsupportedError):
        await house.ask()
    assert house.second.requests == []
    assert house.model.states()[0].failures == 0


async def test_a_sick_endpoint_is_left_alone_then_tried_once(house: House) -> None:
    house.first.enqueue(ModelFaultError("500"), ModelFaultError("500"))
    house.second.enqueue("一", "二", "三")
    for _ in range(3):
        await house.ask()
    assert len(house.first.requests) == 2
    state = house.model.states()[0]
    assert (state.breaker, state.rests_for, state.last_error) == (BreakerState.OPEN, 10.0, "500")
    house.clock.now += 10
    house.first.enqueue("好了。")
    assert await house.ask() == ("好了。", "http://one/v1")
    state = house.model.states()[0]
    assert (state.breaker, state.last_error) == (BreakerState.CLOSED, "")


async def test_while_one_call_tries_others_go_to_the_second(house: House) -> None:
    gate = asyncio.Event()
    house.first.enqueue(ModelFaultError("500"), ModelFaultError("500"), [gate.wait, "好了。"])
    house.second.enqueue("一", "二", "三")
    await house.ask()
    await house.ask()
    house.clock.now += 10
    trial = asyncio.create_task(house.ask())
    await asyncio.sleep(0)
    assert await house.ask() == ("三", "http://two/v1")
    gate.set()
    assert await trial == ("好了。", "http://one/v1")


async def test_where_all_rest_it_says_for_how_long(house: House) -> None:
    house.first.enqueue(ModelFaultError("500"), ModelFaultError("500"))
    house.second.enqueue(ModelTimeoutError("silent"), ModelTimeoutError("silent"))
    for _ in range(2):
        with pytest.raises(ModelTimeoutError):
            await house.ask()
    house.clock.now += 4
    with pytest.raises(ModelRestingError, match="first at http://one/v1") as caught:
        await house.ask()
    assert (caught.value.retry_after, caught.value.retryable) == (6.0, True)


async def test_an_endpoint_that_is_busy_or_refuses_is_alive(house: House) -> None:
    house.first.enqueue(*[ModelBusyError("429"), ModelRefusedError("400")] * 3)
    house.second.enqueue(*["好"] * 6)
    for _ in range(6):
        await house.ask()
    assert house.model.states()[0].breaker is BreakerState.CLOSED


async def test_a_listener_who_leaves_after_a_word_frees_everything(house: House) -> None:
    house.first.enqueue("很长的一段话，说个没完。")
    stream = house.model.stream(REQUEST)
    assert await anext(stream) == TextPiece("很长的")
    assert house.model.queue.open == 1
    await stream.aclose()
    assert house.model.queue.open == 0
    assert house.told() == [("first", "ok")]


async def test_a_trial_nobody_waits_for_decides_nothing(house: House) -> None:
    house.first.enqueue(ModelFaultError("500"), ModelFaultError("500"), [asyncio.Event().wait])
    house.second.enqueue("一", "二")
    await house.ask()
    await house.ask()
    house.clock.now += 10
    trial = asyncio.create_task(house.ask())
    await asyncio.sleep(0)
    trial.cancel()
    await asyncio.gather(trial, return_exceptions=True)
    assert house.told()[-1] == ("first", "abandoned")
    house.first.enqueue("好了。")
    assert await house.ask() == ("好了。", "http://one/v1")


async def test_who_waits_is_told_and_people_go_before_gradings() -> None:
    house = House(at_once=1)
    gate = asyncio.Event()
    house.first.enqueue([gate.wait, "一"], "二", "三")
    places: list[int] = []

    async def ask_as(caller: Caller, purpose: str) -> None:
        with calling_for(caller):
            await house.model.complete(ChatRequest(REQUEST.messages, purpose=purpose))

    tasks = [
        asyncio.create_task(ask_as(Caller("a"), "first")),
        asyncio.create_task(ask_as(Caller("b"), "grade")),
        asyncio.create_task(ask_as(Caller("c", True, places.append), "customer")),
    ]
    await asyncio.sleep(0.01)
    gate.set()
    await asyncio.gather(*tasks)
    assert [request.purpose for request in house.first.requests] == ["first", "customer", "grade"]
    assert places == [1, 0]
    assert house.calls[-1].waited > 0


async def test_a_probe_asks_all_and_closes_the_breaker_of_one_that_is_well_again(house: House) -> None:
    house.first.enqueue(ModelFaultError("500"), ModelFaultError("500"))
    house.second.enqueue("一", "二")
    await house.ask()
    await house.ask()
    house.first.enqueue("好")
    house.second.enqueue(ModelRefusedError("401"))
    good, bad = await house.model.probe()
    assert (good.model, good.error) == ("first", "")
    assert (bad.model, bad.error) == ("second", "401")
    assert house.model.states()[0].breaker is BreakerState.CLOSED


async def test_the_end_names_the_endpoint(house: House) -> None:
    house.first.enqueue("好。")
    *_, end = [item async for item in house.model.stream(REQUEST)]
    assert isinstance(end, StreamEnd)
    assert end.endpoint == "http://one/v1"
