"""Runs queued gradings inside this process."""

import asyncio
import contextlib
from datetime import timedelta

import structlog

from sim.domain.errors import DuilianError
from sim.practice.gradings import Gradings

log = structlog.get_logger()

STALE_AFTER = timedelta(minutes=30)
"""A grading that has shown no life for so long belongs to a worker that is dead."""
_LOOK_AGAIN_SECONDS = 60.0


class GradingRunner:
    """Takes queued gradings, a few at a time, from ``start`` to ``stop``.

    It looks when it starts, when ``wake`` is called and once a minute. What was running when the process died is
    taken up again: at once where this process is the only one on its database, else when it has gone stale.
    """

    def __init__(self, gradings: Gradings, *, at_once: int, alone: bool) -> None:
        """``at_once`` gradings run side by side; ``alone`` tells that no other process grades from this database."""
        self._gradings = gradings
        self._at_once = at_once
        self._stale_after = timedelta(0) if alone else STALE_AFTER
        self._woken = asyncio.Event()
        self._running: dict[str, asyncio.Task[None]] = {}
        self._loop: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin; needs a running event loop."""
        self._loop = asyncio.create_task(self._run(), name="grading-runner")

    def wake(self) -> None:
        """Say that a grading was queued."""
        self._woken.set()

    async def stop(self) -> None:
        """Stop at once. Gradings under way stay marked running, and keep the dimensions already judged."""
        tasks = [task for task in (self._loop, *self._running.values()) if task is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _run(self) -> None:
        while True:
            self._woken.clear()
            try:
                await self._take()
            except DuilianError as error:
                log.warning("queued gradings cannot be read", code=error.code, reason=error.message)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_LOOK_AGAIN_SECONDS):
                    await self._woken.wait()

    async def _take(self) -> None:
        for session_id in await self._gradings.waiting(self._stale_after):
            if len(self._running) >= self._at_once:
                return  # the one that ends first looks again
            if session_id not in self._running and await self._gradings.claim(session_id, self._stale_after):
                self._running[session_id] = asyncio.create_task(self._grade(session_id), name=f"grading-{session_id}")

    async def _grade(self, session_id: str) -> None:
        try:
            with structlog.contextvars.bound_contextvars(session_id=session_id):
                await self._gradings.grade(session_id)
        finally:
            del self._running[session_id]
            self.wake()
