"""How the running service is doing, for its administrator."""

import asyncio
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sim.llm.failover import EndpointState, FailoverModel, ProbeResult
from sim.store import Store
from sim.store.operations import DatabaseFacts, FailedGrading, GradingQueue
from sim.store.processes import Process


@dataclass(frozen=True, slots=True)
class ModelCondition:
    """One model as this process sees it: whom it serves, its endpoints, calls open and waiting, how many at once."""

    served: str
    endpoints: tuple[EndpointState, ...]
    open: int
    waiting: int
    at_once: int


@dataclass(frozen=True, slots=True)
class Disk:
    """The disk the data folder is on, in bytes."""

    free: int
    total: int


@dataclass(frozen=True, slots=True)
class Condition:
    """How the service is doing at ``moment``. Models are those of this process, all else is of the database."""

    moment: datetime
    models: tuple[ModelCondition, ...]
    queue: GradingQueue
    failed: tuple[FailedGrading, ...]
    database: DatabaseFacts
    disk: Disk
    processes: tuple[Process, ...]


class Operations:
    """What an administrator may see and do about the running service."""

    def __init__(self, store: Store, models: Mapping[str, FailoverModel], data: Path) -> None:
        """``models`` by whom they serve; ``data`` is the data folder."""
        self._store = store
        self._models = models
        self._data = data

    async def condition(self) -> Condition:
        """Return how the service is doing. No model is asked. Raises StorageError."""
        return Condition(
            moment=datetime.now(UTC),
            models=tuple(_condition(served, model) for served, model in self._models.items()),
            queue=await self._store.operations.grading_queue(),
            failed=await self._store.operations.failed_gradings(),
            database=await self._store.operations.database(),
            disk=_disk(self._data),
            processes=await self._store.processes.alive(),
        )

    async def ask_models(self) -> tuple[tuple[str, ProbeResult], ...]:
        """Ask every endpoint for a word; return whom it serves and what came of it. Costs a few tokens each."""
        answers = await asyncio.gather(*(model.probe() for model in self._models.values()))
        return tuple((served, each) for served, results in zip(self._models, answers, strict=True) for each in results)

    async def retry_gradings(self) -> int:
        """Queue all gradings that have failed again; return how many. Raises StorageError."""
        return await self._store.operations.retry_gradings(now=datetime.now(UTC))


def _condition(served: str, model: FailoverModel) -> ModelCondition:
    queue = model.queue
    return ModelCondition(served, model.states(), queue.open, queue.waiting, queue.at_once)


def _disk(folder: Path) -> Disk:
    place = next(each for each in (folder.absolute(), *folder.absolute().parents) if each.exists())
    usage = shutil.disk_usage(place)
    return Disk(usage.free, usage.total)
