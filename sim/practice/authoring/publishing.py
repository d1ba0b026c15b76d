"""What it takes to publish: a trial of that very draft that was passed, or a reason that stays on record."""

from dataclasses import dataclass
from typing import Protocol

from sim.domain.errors import InvalidInputError
from sim.domain.trial import Trial, TrialSort

REASON_LIMIT = 500
"""Longest reason, in characters."""


class TrialRecords(Protocol):
    """Where trials of drafts are kept: the store."""

    async def latest(
        self, kind: str, version: str, *, sort: TrialSort = TrialSort.REHEARSAL, finished: bool = False
    ) -> Trial | None:
        """Return the newest trial of a version of a document, None where there is none."""
        ...


@dataclass(frozen=True, slots=True)
class Standing:
    """How a draft stands: its newest finished rehearsal, None where it was never rehearsed as it is now."""

    rehearsal: Trial | None

    @property
    def passed(self) -> bool:
        """Whether it may be published without a reason."""
        return self.rehearsal is not None and self.rehearsal.passed is True


class ReasonNeededError(InvalidInputError):
    """A draft without a passed rehearsal is published only with a reason."""

    def __init__(self) -> None:
        super().__init__(
            "这一稿还没有通过试演，要发布请写明理由。 / "
            "This draft has not passed a rehearsal; state a reason to publish it.",
            field="reason",
        )


class PublishGate:
    """Lets a draft be published or asks for a reason."""

    def __init__(self, trials: TrialRecords) -> None:
        self._trials = trials

    async def standing(self, kind: str, hash_: str) -> Standing:
        """Return how the draft of this hash stands; one that is not sound ("") was never rehearsed."""
        if not hash_:
            return Standing(None)
        return Standing(await self._trials.latest(kind, hash_, finished=True))

    async def ground(self, kind: str, hash_: str, reason: str) -> str:
        """Return on what ground the draft may be published, as it is put on record. Raises ReasonNeededError."""
        standing = await self.standing(kind, hash_)
        stated = reason.strip()[:REASON_LIMIT]
        if standing.rehearsal is not None and standing.passed:
            return f"rehearsal:{standing.rehearsal.id}" + (f" {stated}" if stated else "")
        if not stated:
            raise ReasonNeededError
        return stated
