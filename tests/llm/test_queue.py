import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.llm import queue
from sim.llm.caller import Caller
from sim.llm.queue import PATIENT_SHARE, CallQueue, FairQueue

COMERS = st.lists(st.tuples(st.sampled_from("abcd"), st.booleans()), max_size=60)


def filled(comers: list[tuple[str, bool]]) -> FairQueue[tuple[str, bool, int]]:
    fair: FairQueue[tuple[str, bool, int]] = FairQueue()
    for number, (key, urgent) in enumerate(comers):
        fair.push(key, (key, urgent, number), urgent=urgent)
    return fair


@given(COMERS, st.integers(0, 20))
def test_the_order_told_is_the_order_served(comers: list[tuple[str, bool]], before: int) -> None:
    fair = filled(comers)
    for _ in range(min(before, len(fair))):
        fair.pop()
    told = list(fair)
    assert len(told) == len(fair)
    assert [fair.pop() for _ in range(len(fair))] == told
    with pytest.raises(IndexError):
        fair.pop()


@given(COMERS)
def test_each_key_is_served_in_its_own_order_and_none_twice_before_another_once(comers: list[tuple[str, bool]]) -> None:
    urgent = [item for item in filled(comers) if item[1]]
    for key in "abcd":
        numbers = [number for each, _, number in urgent if each == key]
        assert numbers == sorted(numbers)
    waiting = {key: sum(each == key for each, _, _ in urgent) for key in "abcd"}
    for place, (key, _, _) in enumerate(urgent):
        served = {each: sum(item[0] == each for item in urgent[:place]) for each in "abcd"}
        assert all(served[key] <= served[other] for other in "abcd" if served[other] < waiting[other])


@given(COMERS)
def test_the_patient_wait_for_people_but_not_for_ever(comers: list[tuple[str, bool]]) -> None:
    served = [urgent for _, urgent, _ in filled(comers)]
    last_urgent = max((place for place, urgent in enumerate(served) if urgent), default=-1)
    for place, urgent in enumerate(served[: last_urgent + 1]):
        if not urgent:
            assert place >= PATIENT_SHARE - 1
            assert all(served[place - PATIENT_SHARE + 1 : place])
    run = 0
    for place, urgent in enumerate(served):
        run = run + 1 if urgent else 0
        assert run < PATIENT_SHARE or all(served[place:])


@given(COMERS, st.data())
def test_who_leaves_is_gone_and_the_others_keep_their_order(
    comers: list[tuple[str, bool]], data: st.DataObject
) -> None:
    fair = filled(comers)
    if not comers:
        return
    gone = data.draw(st.sampled_from(list(fair)))
    assert fair.remove(gone[0], gone)
    assert not fair.remove(gone[0], gone)
    assert gone not in list(fair)
    assert len(fair) == len(comers) - 1


async def enter(calls: CallQueue, *callers: Caller) -> list[asyncio.Task[None]]:
    tasks = [asyncio.create_task(calls.enter(caller)) for caller in callers]
    await asyncio.sleep(0)
    return tasks


async def test_no_more_than_so_many_are_open_and_people_go_first() -> None:
    calls = CallQueue(2)
    await enter(calls, Caller("a"), Caller("b"))
    grading, person = await enter(calls, Caller("c"), Caller("d", urgent=True))
    assert (calls.open, calls.waiting) == (2, 2)
    calls.leave()
    await asyncio.sleep(0)
    assert (grading.done(), person.done()) == (False, True)
    calls.leave()
    await asyncio.sleep(0)
    assert grading.done()
    calls.leave()
    calls.leave()
    assert (calls.open, calls.waiting) == (0, 0)


async def test_places_are_told_as_they_change_and_0_at_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue, "_TELL_SECONDS", 0.01)
    calls = CallQueue(1)
    await calls.enter(Caller("first"))
    heard: dict[str, list[int]] = {"a": [], "b": []}
    tasks = await enter(calls, *(Caller(key, True, heard[key].append) for key in heard))
    assert heard == {"a": [1], "b": [2]}
    calls.leave()
    await asyncio.sleep(0.05)
    assert heard == {"a": [1, 0], "b": [2, 1]}
    calls.leave()
    await asyncio.gather(*tasks)
    assert heard == {"a": [1, 0], "b": [2, 1, 0]}


async def test_who_is_cancelled_frees_his_place() -> None:
    calls = CallQueue(1)
    await calls.enter(Caller("open"))
    waiting, chosen, last = await enter(calls, Caller("w"), Caller("c"), Caller("l"))
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
    assert calls.waiting == 2
    calls.leave()
    chosen.cancel()  # his turn has come, he does not know yet
    await asyncio.gather(chosen, return_exceptions=True)
    await asyncio.wait_for(last, 1)
    assert (calls.open, calls.waiting) == (1, 0)
    calls.leave()
    assert calls.open == 0


async def test_one_cancelled_in_the_moment_of_his_turn_is_passed_over() -> None:
    calls = CallQueue(1)
    await calls.enter(Caller("open"))
    gone, last = await enter(calls, Caller("g"), Caller("l"))
    gone.cancel()  # not yet noticed by the task itself
    calls.leave()
    await asyncio.wait_for(last, 1)
    assert (calls.open, calls.waiting) == (1, 0)


@given(st.lists(st.tuples(st.sampled_from("abc"), st.booleans(), st.booleans()), max_size=30), st.integers(1, 4))
async def test_slots_are_never_lost_nor_given_twice(comers: list[tuple[str, bool, bool]], at_once: int) -> None:
    calls = CallQueue(at_once)
    most = 0

    async def call(key: str, urgent: bool) -> None:
        nonlocal most
        await calls.enter(Caller(key, urgent))
        most = max(most, calls.open)
        try:
            await asyncio.sleep(0)
        finally:
            calls.leave()

    tasks = [asyncio.create_task(call(key, urgent)) for key, urgent, _ in comers]
    await asyncio.sleep(0)
    for task, (_, _, cancelled) in zip(tasks, comers, strict=True):
        if cancelled:
            task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    assert most <= at_once
    assert (calls.open, calls.waiting) == (0, 0)
