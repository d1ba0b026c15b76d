"""Runs the gradings that wait in PostgreSQL's job queue, shared with all other processes that do (Procrastinate)."""

import asyncio
import contextlib
from datetime import UTC, datetime

import structlog
from procrastinate import App, PsycopgConnector, RetryStrategy
from procrastinate.exceptions import ConnectorException
from procrastinate.worker import Worker
from psycopg_pool import PoolTimeout

from sim.domain.errors import DuilianError
from sim.practice.gradings import Gradings
from sim.store import ProcessKind, Store
from sim.store.talks.grading_jobs import QUEUE, TASK

log = structlog.get_logger()

_BEAT_SECONDS = 3.0
_STALLED_SECONDS = 12.0
"""A worker silent for so long is dead, and its jobs are for others."""
_LOOK_SECONDS = 3.0
_POLL_SECONDS = 5.0
_RETRY_SECONDS = 3
_GRACE_SECONDS = 5.0
_GIVE_UP_SECONDS = 1.5
_DRIVER = "postgresql+psycopg://"


class HeldElsewhereError(DuilianError):
    """A grading that another process holds which may still live: its job is tried again a little later."""

    code = "held-elsewhere"


class JobRunner:
    """Takes jobs from the queue, a few at a time, from ``start`` to ``stop``.

    ``yielding``, it works only while no process that does nothing but grade is there: so one process alone does
    everything, and workers take the load off it as soon as there are some. Every runner also rescues the jobs of
    workers that died, and gives a job to gradings that wait without one (moved from another database).
    """

    def __init__(self, gradings: Gradings, store: Store, url: str, *, at_once: int, yielding: bool) -> None:
        """``at_once`` gradings run side by side; ``url`` is that of ``store``."""
        self._gradings = gradings
        self._store = store
        self._address = url.replace(_DRIVER, "postgresql://", 1)
        self._at_once = at_once
        self._yielding = yielding
        self._grace = _GRACE_SECONDS
        self._stopping = asyncio.Event()
        self._loop: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin; needs a running event loop."""
        self._loop = asyncio.create_task(self._run(), name="job-runner")

    def wake(self) -> None:
        """Do nothing: the database itself tells of new jobs."""

    async def stop(self, grace: float = 0.0) -> None:
        """Take no more jobs, give those under way ``grace`` seconds to end, hand back the others. Twice is no harm."""
        self._grace = grace
        self._stopping.set()
        if self._loop is not None:
            await asyncio.wait((self._loop,), timeout=grace + _GIVE_UP_SECONDS)
            self._loop.cancel()  # the database does not answer
            await asyncio.gather(self._loop, return_exceptions=True)

    async def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                if await self._wanted():
                    await self._work()
            except (ConnectorException, PoolTimeout, DuilianError) as error:
                log.warning("grading jobs cannot be read", kind=type(error).__name__)
            await self._pause(_LOOK_SECONDS)

    async def _wanted(self) -> bool:
        if not self._yielding:
            return True
        return all(process.kind is not ProcessKind.WORKER for process in await self._store.processes.alive())

    async def _pause(self, seconds: float) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._stopping.wait()

    async def _work(self) -> None:
        """Take jobs until stopped, or until workers are there to take them."""
        app = App(connector=PsycopgConnector(conninfo=self._address, min_size=1, max_size=3))
        retry = RetryStrategy(wait=_RETRY_SECONDS, retry_exceptions=[HeldElsewhereError])
        app.task(name=TASK, queue=QUEUE, retry=retry)(self._grade)
        async with app.open_async():
            worker = self._worker(app)
            working = asyncio.create_task(worker.run(), name="job-worker")  # type: ignore[no-untyped-call]  # the library leaves it out
            rescue = asyncio.create_task(self._rescue(app), name="job-rescue")
            await asyncio.wait((working, rescue), return_when=asyncio.FIRST_COMPLETED)
            worker.shutdown_graceful_timeout = self._grace
            worker.stop()  # type: ignore[no-untyped-call]  # as above
            rescue.cancel()
            await asyncio.gather(rescue, return_exceptions=True)
            await working

    def _worker(self, app: App) -> Worker:
        return Worker(
            app,
            queues=[QUEUE],
            concurrency=self._at_once,
            install_signal_handlers=False,
            fetch_job_polling_interval=_POLL_SECONDS,
            update_heartbeat_interval=_BEAT_SECONDS,
            stalled_worker_timeout=_STALLED_SECONDS,
            delete_jobs="always",  # the grading's row tells what came of it
        )

    async def _rescue(self, app: App) -> None:
        """Give the jobs of dead workers to the living; ends when this process has no more jobs to take."""
        while not self._stopping.is_set() and await self._wanted():
            for job in await app.job_manager.get_stalled_jobs(queue=QUEUE, seconds_since_heartbeat=_STALLED_SECONDS):
                try:
                    await app.job_manager.retry_job(job, retry_at=datetime.now(UTC))
                except ConnectorException:
                    log.info("stalled job rescued by another process")
            await self._store.queue_gradings_without_job()
            await self._pause(_LOOK_SECONDS)

    async def _grade(self, session_id: str) -> None:
        claim = await self._gradings.claim(session_id)
        if claim is not None:
            with structlog.contextvars.bound_contextvars(session_id=session_id):
                await self._gradings.grade(claim)
        elif await self._gradings.is_open(session_id):
            raise HeldElsewhereError(f"the grading of session {session_id!r} is held by another process")
