"""Trials under way in this process: begun, told of, stopped. What is stored is the truth, so a reload loses nothing."""

import asyncio
import secrets
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import aclosing
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import structlog

from sim.domain.chat import Usage
from sim.domain.errors import DuilianError, InvalidInputError
from sim.domain.ports import Customer, Grader
from sim.domain.score import Engine
from sim.domain.session import ContentRef
from sim.domain.trial import Trial, TrialSort
from sim.llm.caller import Caller, calling_for
from sim.practice.spend import Spend
from sim.practice.tryout.backstage import backstage
from sim.practice.tryout.work import Crew, Step, Work
from sim.store.tryouts import TryoutStore

log = structlog.get_logger()

PURPOSE = "tryout"
AT_ONCE = 2
"""How many trials a process runs side by side; the others wait, and can be stopped meanwhile."""
_WRITE_SECONDS = 0.5
_LIFE_SECONDS = 10.0
"""How often at least a running trial shows life, and asks whether it was stopped elsewhere."""


@dataclass(frozen=True, slots=True)
class Subject:
    """The draft that is tried: its kind, id and hash."""

    kind: str
    content: ContentRef


@dataclass(slots=True)
class _Course:
    """How far a trial has come; ``result`` is what of it is not stored yet."""

    done: int = 0
    passed: bool | None = None
    result: Mapping[str, Any] | None = None
    is_new: bool = False
    written_at: float = 0.0
    usage: Usage = Usage()

    def take(self, step: Step) -> None:
        self.done, self.passed, self.is_new = step.done, step.passed, True
        self.result = step.result or self.result
        self.usage += step.usage

    def is_due(self) -> bool:
        return self.is_new or time.monotonic() - self.written_at > _LIFE_SECONDS


class Trials:
    """Begins, tells of and stops trials. Offline work has a process of its own; what a model does waits for it here."""

    def __init__(self, store: TryoutStore, crew: Crew, spend: Spend) -> None:
        """``crew`` are the engines this desk runs with; ``spend`` is told whose trial has cost what."""
        self._store = store
        self._crew = crew
        self._spend = spend
        self._places = asyncio.Semaphore(AT_ONCE)
        self._tasks: dict[str, asyncio.Task[None]] = {}

    async def begin(self, subject: Subject, work: Work, author: str, engine: Engine) -> Trial:
        """Begin a trial; it runs on by itself.

        Raises InvalidInputError where a model is wanted and this desk has none, ConflictError while one of this sort
        runs for the same document.
        """
        who = self._who(work.sort)
        if engine is Engine.LLM and who.engine is not Engine.LLM:
            raise InvalidInputError("这里没有接模型。 / No model is connected here.", field="engine")
        now = datetime.now(UTC)
        trial = Trial(
            id=secrets.token_hex(12),
            sort=work.sort,
            kind=subject.kind,
            content=subject.content,
            author=author,
            engine=engine,
            model=who.model if engine is Engine.LLM else None,
            total=work.total,
            created_at=now,
            touched_at=now,
        )
        await self._store.begin(trial)
        steps = work.steps(self._crew) if engine is Engine.LLM else backstage(work)
        with calling_for(Caller(key=author)):
            task = asyncio.create_task(self._run(trial, steps), name=f"trial-{trial.id}")
        self._tasks[trial.id] = task
        task.add_done_callback(lambda _: self._tasks.pop(trial.id, None))
        return trial

    async def stop(self, trial_id: str) -> None:
        """Stop a trial, wherever it runs; what it has found so far stays. Raises NotFoundError."""
        await self._store.load(trial_id)
        await self._store.stop(trial_id)
        task = self._tasks.get(trial_id)
        if task is not None:
            task.cancel()

    async def close(self) -> None:
        """Break off all trials of this process, and say so with them."""
        tasks = dict(self._tasks)
        for task in tasks.values():
            task.cancel()
        await asyncio.gather(*tasks.values(), return_exceptions=True)
        for trial_id in tasks:
            await self._ended(trial_id, error="服务停止时中断了，请重新开始。 / Broken off as the service stopped.")

    def _who(self, sort: TrialSort) -> Customer | Grader:
        return self._crew.customer if sort is TrialSort.REHEARSAL else self._crew.grader

    async def _run(self, trial: Trial, steps: AsyncIterator[Step]) -> None:
        course = _Course()
        try:
            if await self._watch(trial.id, course, steps):
                await self._ended(trial.id, passed=course.passed)
        except DuilianError as error:
            log.warning("trial failed", trial_id=trial.id, code=error.code, reason=error.summary)
            await self._ended(trial.id, error=error.message)
        except Exception as error:
            log.exception("trial failed", trial_id=trial.id, kind=type(error).__name__)
            await self._ended(trial.id, error="试演出了问题，请重试。 / The trial went wrong; try again.")
        finally:
            if course.usage != Usage():
                await self._bill(trial, course.usage)

    async def _watch(self, trial_id: str, course: _Course, steps: AsyncIterator[Step]) -> bool:
        """Write down how far the work has come until it ends; False where it was stopped."""
        working = asyncio.create_task(self._follow(course, steps))
        try:
            while not working.done():
                await asyncio.wait({working}, timeout=_WRITE_SECONDS)
                if course.is_due() and not await self._write(trial_id, course):
                    return False
            await working
            return await self._write(trial_id, course)
        finally:
            working.cancel()
            await asyncio.gather(working, return_exceptions=True)

    async def _follow(self, course: _Course, steps: AsyncIterator[Step]) -> None:
        async with self._places, aclosing(steps):  # type: ignore[type-var]  # the generators of work and backstage close
            async for step in steps:
                course.take(step)

    async def _write(self, trial_id: str, course: _Course) -> bool:
        result, course.result = course.result, None
        course.is_new, course.written_at = False, time.monotonic()
        return await self._store.advance(trial_id, course.done, result)

    async def _bill(self, trial: Trial, usage: Usage) -> None:
        try:
            await self._spend(trial.author, PURPOSE, usage)
        except DuilianError as error:
            log.warning("cost of trial not stored", trial_id=trial.id, code=error.code)

    async def _ended(self, trial_id: str, *, passed: bool | None = None, error: str = "") -> None:
        try:
            await self._store.finish(trial_id, passed=passed, error=error)
        except DuilianError as second:
            log.warning("end of trial not stored", trial_id=trial_id, code=second.code)
