"""Gradings shared through PostgreSQL's queue: once each, handed on, rescued."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from sqlalchemy import Connection, text

from sim.domain.session import GradingStatus
from sim.jobs import job_runner
from sim.jobs.job_runner import JobRunner
from sim.practice.authoring.shelf import Shelf
from sim.practice.casting import Casting
from sim.practice.gradings import Gradings
from sim.practice.meters import Meters
from sim.practice.sessions import SessionOrder, Sessions
from sim.reading import default_reader
from sim.store import ProcessKind, Store
from sim.store.talks import sessions
from tests.practice.stage import ScriptedCustomer, ScriptedGrader, make_library
from tests.store.samples import LATER, died, exchange


class Process:
    """A process that grades from the queue, and starts and ends sessions."""

    def __init__(self, store: Store, url: str, *, yielding: bool = False) -> None:
        self.store = store
        self.grader = ScriptedGrader()
        casting = Casting(store)
        self.gradings = Gradings(self.grader, default_reader(), store, casting, Meters())
        self.runner = JobRunner(self.gradings, store, url, at_once=4, yielding=yielding)
        self.sessions = Sessions(Shelf(make_library()), ScriptedCustomer(), store, casting)

    async def played(self) -> str:
        """Return a session that has ended with one line said."""
        session = await self.sessions.start(SessionOrder("water-bill", "stubborn"))
        await exchange(self.store, 2, session.id)
        await self.sessions.end(session.id)
        return session.id

    async def until(self, session_id: str, status: GradingStatus) -> None:
        async with asyncio.timeout(30):
            while (await self.store.grading_status(session_id)).status is not status:  # noqa: ASYNC110  the store tells nobody
                await asyncio.sleep(0.02)

    async def jobs(self) -> list[str]:
        """Return the states of the jobs in the queue."""
        query = text("SELECT status::text FROM procrastinate_jobs ORDER BY id")
        return await self.store._runner.read(lambda connection: list(connection.execute(query).scalars()))


@asynccontextmanager
async def process(
    url: str, kind: ProcessKind = ProcessKind.WORKER, *, yielding: bool = False
) -> AsyncIterator[Process]:
    store = await Store.open(url)
    await store.processes.join(kind)
    made = Process(store, url, yielding=yielding)
    try:
        yield made
    finally:
        await made.runner.stop()
        await store.processes.leave()
        await store.close()


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(job_runner, "_LOOK_SECONDS", 0.1)
    monkeypatch.setattr(job_runner, "_BEAT_SECONDS", 0.2)
    monkeypatch.setattr(job_runner, "_STALLED_SECONDS", 1.0)
    monkeypatch.setattr(job_runner, "_POLL_SECONDS", 0.2)
    monkeypatch.setattr(job_runner, "_RETRY_SECONDS", 0)


async def test_ending_a_session_and_its_job_are_one_transaction(postgres_url: str) -> None:
    async with process(postgres_url) as desk:
        await desk.played()
        assert await desk.jobs() == ["todo"]
        session = await desk.sessions.start(SessionOrder("water-bill", "stubborn"))

        def ends_and_fails(connection: Connection) -> None:
            sessions.end(connection, session.id, LATER, None, True)
            raise RuntimeError("the transaction is taken back")

        with pytest.raises(RuntimeError):
            await desk.store._runner.write(ends_and_fails)
        assert await desk.jobs() == ["todo"]


async def test_two_processes_grade_each_session_once(postgres_url: str) -> None:
    async with process(postgres_url) as one, process(postgres_url) as two:
        played = [await one.played() for _ in range(8)]
        one.runner.start()
        two.runner.start()
        for session_id in played:
            await one.until(session_id, GradingStatus.DONE)
        assert len(one.grader.asked + two.grader.asked) == 2 * len(played)
        async with asyncio.timeout(10):
            while await one.jobs():  # noqa: ASYNC110  the database tells nobody
                await asyncio.sleep(0.02)


async def test_a_stopped_worker_hands_on_what_it_has(postgres_url: str) -> None:
    async with process(postgres_url) as one, process(postgres_url) as two:
        session_id = await one.played()
        one.grader.gates["empathy"] = asyncio.Event()
        one.runner.start()
        while not await one.store.judgements(session_id):  # noqa: ASYNC110  as above
            await asyncio.sleep(0.02)
        await one.runner.stop()
        assert (await one.store.grading_status(session_id)).status is GradingStatus.QUEUED
        two.runner.start()
        await two.until(session_id, GradingStatus.DONE)
        assert two.grader.asked == ["empathy"]


async def test_a_stopping_worker_lets_what_ends_in_time_end(postgres_url: str) -> None:
    async with process(postgres_url) as one:
        session_id = await one.played()
        gate = one.grader.gates["empathy"] = asyncio.Event()
        one.runner.start()
        while "empathy" not in one.grader.asked:  # noqa: ASYNC110  the grader tells nobody
            await asyncio.sleep(0.02)
        asyncio.get_running_loop().call_later(0.2, gate.set)
        await one.runner.stop(5)
        assert (await one.store.grading_status(session_id)).status is GradingStatus.DONE
        assert await one.jobs() == []


async def test_a_dead_workers_job_is_rescued_and_what_it_brings_later_changes_nothing(postgres_url: str) -> None:
    async with process(postgres_url) as dead, process(postgres_url) as two:
        session_id = await dead.played()
        claim = await dead.gradings.claim(session_id)
        assert claim is not None
        gate = dead.grader.gates["empathy"] = asyncio.Event()
        take = text("UPDATE procrastinate_jobs SET status = 'doing'")
        await dead.store._runner.write(lambda connection: connection.execute(take).rowcount)
        late = asyncio.create_task(dead.gradings.grade(claim))
        while not await dead.store.judgements(session_id):  # noqa: ASYNC110  the store tells nobody
            await asyncio.sleep(0.02)
        await died(dead.store)
        two.runner.start()
        await two.until(session_id, GradingStatus.DONE)
        assert two.grader.asked == ["empathy"]
        card = await two.store.load_scorecard(session_id)
        gate.set()
        await late
        assert (await two.store.grading_status(session_id)).attempts == 2
        assert await two.store.load_scorecard(session_id) == card


async def test_a_grading_without_a_job_gets_one(postgres_url: str) -> None:
    async with process(postgres_url) as desk:
        session_id = await desk.played()
        forget = text("DELETE FROM procrastinate_jobs")
        await desk.store._runner.write(lambda connection: connection.execute(forget).rowcount)
        assert await desk.store.queue_gradings_without_job() == 1
        assert await desk.store.queue_gradings_without_job() == 0
        desk.runner.start()
        await desk.until(session_id, GradingStatus.DONE)


async def test_a_server_grades_only_while_there_is_no_worker(postgres_url: str) -> None:
    async with process(postgres_url, ProcessKind.SERVE, yielding=True) as server:
        async with process(postgres_url) as worker:
            session_id = await server.played()
            server.runner.start()
            await asyncio.sleep(0.5)
            assert server.grader.asked == []
            worker.runner.start()
            await server.until(session_id, GradingStatus.DONE)
            assert server.grader.asked == []
        alone = await server.played()
        await server.until(alone, GradingStatus.DONE)
        assert len(server.grader.asked) == 2
