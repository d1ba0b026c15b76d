"""Trials in the background: begun, followed, stopped, broken off."""

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass

import pytest

from sim.domain.chat import Usage
from sim.domain.errors import ConflictError, InvalidInputError, ModelRefusedError, NotFoundError
from sim.domain.score import Engine
from sim.domain.session import ContentRef
from sim.domain.trial import Trial, TrialSort, TrialStatus
from sim.practice.tryout.rehearsing import Rehearsing
from sim.practice.tryout.trials import Subject, Trials
from sim.practice.tryout.work import Crew, Step, offline_crew
from sim.reading import default_reader
from sim.store import Store
from tests.customer.builders import archetype, scenario
from tests.practice.stage import ScriptedCustomer, ScriptedGrader

SUBJECT = Subject("archetype", ContentRef("stubborn", "v1"))


@dataclass(frozen=True)
class Slowly:
    """Work that goes on when it is let."""

    gate: asyncio.Event
    sort: TrialSort = TrialSort.REHEARSAL
    total: int = 2
    error: Exception | None = None

    async def steps(self, crew: Crew) -> AsyncIterator[Step]:
        yield Step(1, {"half": True}, usage=Usage(100, 20, 50))
        await self.gate.wait()
        if self.error is not None:
            raise self.error
        yield Step(2, {"half": False}, passed=True, usage=Usage(10, 2))


@pytest.fixture
async def trials(store: Store) -> AsyncIterator[Trials]:
    made = Trials(store.tryouts, Crew(default_reader(), ScriptedCustomer(), ScriptedGrader()), store.usage.spend)
    yield made
    await made.close()


async def when(store: Store, trial_id: str, is_so: Callable[[Trial], bool]) -> Trial:
    async with asyncio.timeout(60):
        while not is_so(trial := await store.tryouts.load(trial_id)):  # noqa: ASYNC110 - see below
            await asyncio.sleep(0.02)  # another process may be at work: there is no event to wait for
    return trial


def has_ended(trial: Trial) -> bool:
    return trial.status is not TrialStatus.RUNNING


async def test_a_trial_tells_how_far_it_is_and_what_came_of_it(store: Store, trials: Trials) -> None:
    gate = asyncio.Event()

    begun = await trials.begin(SUBJECT, Slowly(gate), "a1", Engine.LLM)
    half = await when(store, begun.id, lambda trial: trial.done == 1)
    gate.set()
    done = await when(store, begun.id, has_ended)

    assert (half.result, half.total, half.author, half.model) == ({"half": True}, 2, "a1", "scripted")
    assert (done.status, done.passed, done.done, done.result) == (TrialStatus.DONE, True, 2, {"half": False})
    assert await store.tryouts.latest("archetype", "v1", finished=True) == done


async def test_a_stopped_trial_stays_as_far_as_it_came(store: Store, trials: Trials) -> None:
    begun = await trials.begin(SUBJECT, Slowly(asyncio.Event()), "a1", Engine.LLM)
    await when(store, begun.id, lambda trial: trial.done == 1)

    with pytest.raises(ConflictError):
        await trials.begin(SUBJECT, Slowly(asyncio.Event()), "a2", Engine.LLM)
    await trials.stop(begun.id)

    stopped = await store.tryouts.load(begun.id)
    assert (stopped.status, stopped.done, stopped.result) == (TrialStatus.STOPPED, 1, {"half": True})
    await trials.begin(SUBJECT, Slowly(asyncio.Event()), "a2", Engine.LLM)


async def test_what_goes_wrong_is_stored_with_it(store: Store, trials: Trials) -> None:
    gate = asyncio.Event()
    gate.set()

    refused = await trials.begin(SUBJECT, Slowly(gate, error=ModelRefusedError("bad key")), "a1", Engine.LLM)
    assert (await when(store, refused.id, has_ended)).error == "bad key"

    broken = await trials.begin(SUBJECT, Slowly(gate, error=RuntimeError("secret")), "a1", Engine.LLM)
    failed = await when(store, broken.id, has_ended)
    assert failed.status is TrialStatus.FAILED
    assert failed.error
    assert "secret" not in failed.error


async def test_what_a_trial_cost_is_billed_to_its_author(store: Store, trials: Trials) -> None:
    gate = asyncio.Event()
    begun = await trials.begin(SUBJECT, Slowly(gate), "a1", Engine.LLM)
    await when(store, begun.id, lambda trial: trial.done == 1)
    gate.set()
    await when(store, begun.id, has_ended)

    async with asyncio.timeout(10):
        while not (spent := await store.usage.months(frozenset({"a1"}), "2000-01", "2999-12")):  # noqa: ASYNC110
            await asyncio.sleep(0.01)  # billed right after it has ended
    assert [(month.purpose, month.usage) for month in spent] == [("tryout", Usage(110, 22, 50))]


async def test_the_service_stopping_is_told(store: Store, trials: Trials) -> None:
    begun = await trials.begin(SUBJECT, Slowly(asyncio.Event()), "a1", Engine.LLM)
    await when(store, begun.id, lambda trial: trial.done == 1)

    await trials.close()

    ended = await store.tryouts.load(begun.id)
    assert ended.status is TrialStatus.FAILED
    assert "服务" in ended.error


async def test_without_a_model_none_is_asked(store: Store) -> None:
    trials = Trials(store.tryouts, offline_crew(), store.usage.spend)

    with pytest.raises(InvalidInputError) as refused:
        await trials.begin(SUBJECT, Slowly(asyncio.Event()), "a1", Engine.LLM)

    assert refused.value.field == "engine"
    with pytest.raises(NotFoundError):
        await trials.stop("none")


@pytest.mark.slow
async def test_an_offline_rehearsal_runs_in_a_process_of_its_own(store: Store, trials: Trials) -> None:
    work = Rehearsing(archetype("stubborn"), (scenario("water-cloudy"),), seeds=1)

    begun = await trials.begin(SUBJECT, work, "a1", Engine.OFFLINE)
    done = await when(store, begun.id, has_ended)

    assert (done.status, done.error, done.passed, done.done) == (TrialStatus.DONE, "", True, work.total)
    assert (done.engine, done.model) == (Engine.OFFLINE, None)
    assert done.result["passed"]


@dataclass(frozen=True)
class Dying:
    """Work that takes its process down."""

    sort: TrialSort = TrialSort.REHEARSAL
    total: int = 2

    async def steps(self, crew: Crew) -> AsyncIterator[Step]:
        yield Step(1)
        os._exit(3)


@pytest.mark.slow
async def test_a_process_that_fails_or_dies_is_told(store: Store, trials: Trials) -> None:
    gate = asyncio.Event()
    gate.set()
    failing = await trials.begin(SUBJECT, Slowly(gate, error=ModelRefusedError("bad key")), "a1", Engine.OFFLINE)
    other = Subject("archetype", ContentRef("hurtful-speech", "v1"))
    dying = await trials.begin(other, Dying(), "a1", Engine.OFFLINE)

    failed = await when(store, failing.id, has_ended)
    died = await when(store, dying.id, has_ended)

    assert (failed.status, failed.error, failed.result) == (TrialStatus.FAILED, "bad key", {"half": True})
    assert (died.status, died.done) == (TrialStatus.FAILED, 1)
    assert "3" in died.error
