"""Runs queued gradings inside this process."""

import asyncio
import contextlib
from collections.abc import Callable

import structlog

from sim.domain.errors import DuilianError
from sim.practice.gradings import Gradings
from sim.store import Claim

log = structlog.get_logger()

_LOOK_AGAIN_SECONDS = 5.0
_ANSWERS = 25
"""Talks come first: for so many answers being given, one grading fewer runs beside them."""


class GradingRunner:
    """Takes queued gradings, a few at a time, from ``start`` to ``stop``.

    It looks when it starts, when ``wake`` is called and every few seconds, so that what a process that died was
    grading is taken up by another soon, and by its successor at once. Several processes may share the database.
    """

    def __init__(self, gradings: Gradings, *, at_once: int, answers_open: Callable[[], int]) -> None:
        """``at_once`` gradings run side by side, fewer while many answers are open, never less than one."""
        self._gradings = gradings
        self._at_once = at_once
        self._answers_open = answers_open
        self._woken = asyncio.Event()
        self._running: dict[str, asyncio.Task[None]] = {}
        self._loop: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin; needs a running event loop."""
        self._loop = asyncio.create_task(self._run(), name="grading-runner")

    def wake(self) -> None:
        """Say that a grading was queued."""
        self._woken.set()

    async def stop(self, grace: float = 0.0) -> None:
        """Take no more, give those under way ``grace`` seconds to end, hand back the others. Twice is no harm."""
        if self._loop is not None:
            self._loop.cancel()
            await asyncio.gather(self._loop, return_exceptions=True)
        running = tuple(self._running.values())
        if running and grace:
            await asyncio.wait(running, timeout=grace)
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)

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

    def _has_room(self) -> bool:
        return len(self._running) < max(1, self._at_once - self._answers_open() // _ANSWERS)

    async def _take(self) -> None:
        if not self._has_room():
            return  # what waits is not even looked at: in a class, sessions end far more often than gradings
        for session_id in await self._gradings.waiting():
            if not self._has_room():
                return  # the one that ends first looks again
            if session_id not in self._running and (claim := await self._gradings.claim(session_id)) is not None:
                self._running[session_id] = asyncio.create_task(self._grade(claim), name=f"grading-{session_id}")

    async def _grade(self, claim: Claim) -> None:
        try:
            with structlog.contextvars.bound_contextvars(session_id=claim.session_id):
                await self._gradings.grade(claim)
        finally:
            del self._running[claim.session_id]
            self.wake()
