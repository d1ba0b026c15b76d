"""Looks once an hour for data past its time."""

import asyncio
from datetime import UTC, datetime, timedelta

import structlog

from sim.domain.errors import DuilianError
from sim.practice.overview.retention import Retention

log = structlog.get_logger()

EVERY = timedelta(hours=1)


class Sweeper:
    """Deletes on time, from ``start`` to ``stop``; of several processes on one database one does it each hour."""

    def __init__(self, retention: Retention, every: timedelta = EVERY) -> None:
        """``retention`` knows how long sessions are kept."""
        self._retention = retention
        self._every = every
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin, where anything is ever to be deleted; needs a running event loop."""
        if self._retention.days:
            self._task = asyncio.create_task(self._run(), name="retention")

    async def stop(self) -> None:
        """Stop; a deletion under way ends with its present batch."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _run(self) -> None:
        while True:
            try:
                await self._retention.sweep(datetime.now(UTC), self._every)
            except DuilianError as error:
                log.warning("retention not carried out", code=error.code, reason=error.message)
            await asyncio.sleep(self._every.total_seconds())
