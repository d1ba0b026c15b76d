"""Background work. The grading row is the truth; whatever runs it only carries the session's id."""

from typing import Protocol

from sim.jobs.heartbeat import Heartbeat
from sim.jobs.runner import GradingRunner


class Runner(Protocol):
    """Runs queued gradings in the background; ``JobRunner`` does so on PostgreSQL, ``GradingRunner`` on SQLite."""

    def start(self) -> None:
        """Begin; needs a running event loop."""
        ...

    def wake(self) -> None:
        """Say that a grading was queued here."""
        ...

    async def stop(self, grace: float = 0.0) -> None:
        """Take no more gradings, give those under way ``grace`` seconds to end, hand back the others."""
        ...


class Idle:
    """Runs no gradings: others do."""

    def start(self) -> None:
        """Begin to do nothing."""

    def wake(self) -> None:
        """Leave it to the others, whom the database tells."""

    async def stop(self, grace: float = 0.0) -> None:
        """Go on doing nothing."""


__all__ = ["GradingRunner", "Heartbeat", "Idle", "Runner"]
