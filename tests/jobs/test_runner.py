import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from sim.domain.session import GradingStatus
from sim.jobs import GradingRunner
from sim.practice.authoring.shelf import Shelf
from sim.practice.casting import Casting
from sim.practice.gradings import Gradings
from sim.practice.meters import Meters
from sim.practice.sessions import SessionOrder, Sessions
from sim.practice.talk.answer import Answer
from sim.practice.talk.turns import Turns
from sim.reading import default_reader
from sim.store import ProcessKind, Store
from tests.practice.stage import ScriptedCustomer, ScriptedGrader, make_library


class Process:
    """One process: a store of its own on the shared database, a runner over it."""

    def __init__(self, store: Store, *, at_once: int = 4) -> None:
        self.store = store
        self.grader = ScriptedGrader()
        casting, customer, meters = Casting(store), ScriptedCustomer(), Meters()
        self.meters = meters
        self.gradings = Gradings(self.grader, default_reader(), store, casting, meters)
        self.runner = GradingRunner(self.gradings, at_once=at_once, answers_open=lambda: meters.answers_open)
        self.sessions = Sessions(Shelf(make_library()), customer, store, casting)
        self.turns = Turns(customer, store, casting, meters, self.runner.wake)

    async def played(self) -> str:
        """Return a session that has ended with one line said."""
        session = await self.sessions.start(SessionOrder("water-bill", "stubborn"))
        await _heard(await self.turns.say(session.id, 2, "您好，我来查。"))
        await self.sessions.end(session.id)
        return session.id

    async def until(self, session_id: str, status: GradingStatus) -> None:
        for _ in range(1000):
            if (await self.store.grading_status(session_id)).status is status:
                return
            await asyncio.sleep(0.005)
        raise AssertionError(f"the grading never became {status.value}")


async def _heard(answer: Answer) -> None:
    seen = 0
    while news := await answer.wait(seen, 5):
        seen += len(news)


@asynccontextmanager
async def process(url: str, *, at_once: int = 4) -> AsyncIterator[Process]:
    store = await Store.open(url)
    await store.processes.join(ProcessKind.SERVE)
    made = Process(store, at_once=at_once)
    try:
        yield made
    finally:
        await made.runner.stop()
        await store.processes.leave()
        await store.close()


async def test_what_was_queued_before_the_start_is_graded(url: str) -> None:
    async with process(url) as desk:
        session_id = await desk.played()
        desk.runner.start()
        await desk.until(session_id, GradingStatus.DONE)
        progress = await desk.gradings.progress(session_id)
        assert progress.scorecard is not None
        assert progress.scorecard.id == session_id


async def test_a_grading_broken_off_goes_on_without_asking_again(url: str) -> None:
    async with process(url) as first:
        session_id = await first.played()
        first.grader.gates["empathy"] = asyncio.Event()
        first.runner.start()
        while not await first.store.judgements(session_id):  # noqa: ASYNC110  the store tells nobody
            await asyncio.sleep(0.005)
    async with process(url) as second:
        assert (await second.store.grading_status(session_id)).status is GradingStatus.QUEUED
        second.runner.start()
        await second.until(session_id, GradingStatus.DONE)
        assert second.grader.asked == ["empathy"]


async def test_with_others_on_the_database_a_running_grading_is_left_alone(url: str) -> None:
    async with process(url) as first, process(url) as second:
        session_id = await first.played()
        gate = first.grader.gates["empathy"] = asyncio.Event()
        first.runner.start()
        await first.until(session_id, GradingStatus.RUNNING)
        second.runner.start()
        second.runner.wake()
        await asyncio.sleep(0.05)
        assert second.grader.asked == []
        gate.set()
        await first.until(session_id, GradingStatus.DONE)


async def test_no_more_than_allowed_run_side_by_side_and_all_get_their_turn(url: str) -> None:
    async with process(url, at_once=2) as desk:
        sessions = [await desk.played() for _ in range(5)]
        gate = desk.grader.gates["listening"] = asyncio.Event()
        desk.runner.start()
        while desk.grader.asked.count("listening") < 2:  # noqa: ASYNC110  the grader tells nobody
            await asyncio.sleep(0.005)
        await asyncio.sleep(0.05)
        assert desk.grader.asked.count("listening") == 2
        gate.set()
        for session_id in sessions:
            await desk.until(session_id, GradingStatus.DONE)


@pytest.mark.parametrize(("answers", "side_by_side"), [(0, 3), (24, 3), (25, 2), (500, 1)])
async def test_while_many_answers_are_open_fewer_run_side_by_side(url: str, answers: int, side_by_side: int) -> None:
    async with process(url, at_once=3) as desk:
        sessions = [await desk.played() for _ in range(4)]
        gate = desk.grader.gates["listening"] = asyncio.Event()
        desk.meters.answers_open = answers
        desk.runner.start()
        while desk.grader.asked.count("listening") < side_by_side:  # noqa: ASYNC110  the grader tells nobody
            await asyncio.sleep(0.005)
        await asyncio.sleep(0.05)
        assert desk.grader.asked.count("listening") == side_by_side
        gate.set()
        for session_id in sessions:
            await desk.until(session_id, GradingStatus.DONE)


async def test_an_unforeseen_fault_fails_one_grading_and_spares_the_runner(url: str) -> None:
    async with process(url) as desk:
        broken, sound = await desk.played(), await desk.played()
        desk.grader.errors["empathy"] = RuntimeError("unforeseen")
        desk.runner.start()
        await desk.until(broken, GradingStatus.FAILED)
        assert "unforeseen" not in (await desk.store.grading_status(broken)).error
        await desk.until(sound, GradingStatus.FAILED)
        desk.grader.errors.clear()
        await desk.sessions.end(sound)
        desk.runner.wake()
        await desk.until(sound, GradingStatus.DONE)
