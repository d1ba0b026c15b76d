"""The surface for trials of drafts: every method is one transaction."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sim.domain.trial import Trial, TrialSort, TrialStatus
from sim.store.databases.runners import Runner
from sim.store.tryouts import trials


class TryoutStore:
    """Trials by id, and the newest for a version of a document. All methods may raise a StorageError."""

    def __init__(self, runner: Runner) -> None:
        self._runner = runner

    async def begin(self, trial: Trial) -> None:
        """Store a trial that begins. Raises ConflictError while one of its sort runs for the same document."""
        await self._runner.write(lambda connection: trials.begin(connection, trial))

    async def advance(self, trial_id: str, done: int, result: Mapping[str, Any] | None = None) -> bool:
        """Note how far a trial has come and that it lives; ``result`` None leaves the stored one.

        Returns:
            False where it was stopped, or given up for dead: then it has no more business running.
        """
        now = _now()
        return await self._runner.write(lambda connection: trials.advance(connection, trial_id, done, result, now))

    async def finish(self, trial_id: str, *, passed: bool | None = None, error: str = "") -> None:
        """End a running trial: done, or failed where there is an ``error``. One that has ended stays as it is."""
        now = _now()
        status = TrialStatus.FAILED if error else TrialStatus.DONE
        await self._runner.write(lambda connection: trials.finish(connection, trial_id, status, passed, error, now))

    async def stop(self, trial_id: str) -> None:
        """Stop a running trial; whoever runs it finds out at its next step."""
        now = _now()
        await self._runner.write(
            lambda connection: trials.finish(connection, trial_id, TrialStatus.STOPPED, None, "", now)
        )

    async def load(self, trial_id: str) -> Trial:
        """Return a trial. Raises NotFoundError."""
        return await self._runner.read(lambda connection: trials.load(connection, trial_id))

    async def running(self, kind: str, content_id: str, sort: TrialSort) -> Trial | None:
        """Return the trial of a document that runs now, of whichever version; None where none does."""
        now = _now()
        return await self._runner.read(lambda connection: trials.running(connection, kind, content_id, sort, now))

    async def latest(
        self, kind: str, version: str, *, sort: TrialSort = TrialSort.REHEARSAL, finished: bool = False
    ) -> Trial | None:
        """Return the newest trial of this version of a document, None where there is none.

        Args:
            kind: "scenario", "archetype" or "rubric".
            version: The hash of what the document said.
            sort: What was tried.
            finished: Look only at those that came to their end, so that ``passed`` says something.
        """
        return await self._runner.read(
            lambda connection: trials.latest(connection, kind, version, sort, finished=finished)
        )


def _now() -> datetime:
    return datetime.now(UTC)
