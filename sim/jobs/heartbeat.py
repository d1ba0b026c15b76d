"""Shows the other processes on the database that this one lives."""

import asyncio

import structlog

from sim.domain.errors import DuilianError
from sim.store import Processes, ProcessKind
from sim.store.processes import BEAT_SECONDS

log = structlog.get_logger()


class Heartbeat:
    """Joins the processes on the database at ``start``, beats until ``stop``, and then leaves them."""

    def __init__(self, processes: Processes, kind: ProcessKind) -> None:
        """``kind`` is what this process does."""
        self._processes = processes
        self._kind = kind
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Join, and begin to beat; where the database cannot be written, join as soon as it can."""
        await self._beat()
        self._task = asyncio.create_task(self._run(), name="heartbeat")

    async def stop(self) -> None:
        """Leave: what this process still holds is free for others."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        try:
            await self._processes.leave()
        except DuilianError as error:
            log.warning("leaving not stored", code=error.code, reason=error.message)

    async def _run(self) -> None:
        while True:
            await asyncio.sleep(BEAT_SECONDS)
            await self._beat()

    async def _beat(self) -> None:
        try:
            await self._processes.join(self._kind)
        except DuilianError as error:
            log.warning("heartbeat not stored", code=error.code, reason=error.message)
