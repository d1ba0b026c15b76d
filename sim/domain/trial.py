"""Trials of drafts: what runs for an author in the background before content is published."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sim.domain.score import Engine
from sim.domain.session import ContentRef

SILENCE = timedelta(seconds=90)
"""A running trial that has shown no life for so long belongs to a process that is gone."""


class TrialSort(StrEnum):
    """What is tried: how a persona plays, what a rubric would change, how far a rubric's grading agrees with labels."""

    REHEARSAL = "rehearsal"
    REGRADING = "regrading"
    AGREEMENT = "agreement"


class TrialStatus(StrEnum):
    """Where a trial stands."""

    RUNNING = "running"
    DONE = "done"
    STOPPED = "stopped"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Trial:
    """One trial of one version of a document.

    ``kind`` is the content's ("scenario", "archetype", "rubric"); ``content`` its id and the hash of what it said.
    ``done`` of ``total`` steps are behind it. ``passed`` is set once a rehearsal has come to its end. ``result`` is
    JSON-able, its form is the sort's own; it grows while the trial runs. ``error`` says why it failed.
    """

    id: str
    sort: TrialSort
    kind: str
    content: ContentRef
    author: str
    engine: Engine
    model: str | None
    total: int
    created_at: datetime
    touched_at: datetime
    status: TrialStatus = TrialStatus.RUNNING
    done: int = 0
    passed: bool | None = None
    result: Mapping[str, Any] = field(default_factory=dict, hash=False)
    error: str = ""
    finished_at: datetime | None = None

    def is_alive(self, now: datetime) -> bool:
        """Tell whether it runs; one whose process is gone does not, whatever is stored."""
        return self.status is TrialStatus.RUNNING and now - self.touched_at < SILENCE
