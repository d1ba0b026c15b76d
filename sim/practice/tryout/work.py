"""What all trials have in common: work in steps, each with the result so far, and who does it."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from sim.customer import OfflineCustomer
from sim.domain.chat import Usage
from sim.domain.ports import Customer, Grader
from sim.domain.trial import TrialSort
from sim.grading.rules.offline import OfflineGrader
from sim.reading import Reader, default_reader

AT_ONCE = 4
"""How many sessions or gradings of one trial are under way side by side."""
_RESULTS = 25
"""How many times at most a trial works out its result on the way."""

_Result = TypeVar("_Result")


@dataclass(frozen=True, slots=True)
class Crew:
    """Who plays and who grades in a trial, on which reader."""

    reader: Reader
    customer: Customer
    grader: Grader


def offline_crew() -> Crew:
    """Return the crew that needs no model."""
    reader = default_reader()
    return Crew(reader, OfflineCustomer(reader), OfflineGrader(reader))


@dataclass(frozen=True, slots=True)
class Step:
    """How far a trial has come. ``result`` is JSON-able, None where it was not worked out anew.

    ``passed`` is set with the last step of a trial that can be passed. ``usage`` is what this step cost.
    """

    done: int
    result: Mapping[str, Any] | None = None
    passed: bool | None = None
    usage: Usage = Usage()


class Work(Protocol):
    """A trial's work. It can be pickled, so that a process of its own can do it."""

    @property
    def sort(self) -> TrialSort:
        """What is tried."""
        ...

    @property
    def total(self) -> int:
        """How many steps there are."""
        ...

    def steps(self, crew: Crew) -> AsyncIterator[Step]:
        """Do the work, yield each step as it is done. Raises a ModelError where going on makes no sense."""
        ...


def shows_result(done: int, total: int) -> bool:
    """Tell whether the result is worth working out after this step: a few dozen times, and at the end."""
    return done == total or done % max(1, total // _RESULTS) == 0


async def in_order(
    jobs: Iterable[Callable[[], Coroutine[Any, Any, _Result]]], at_once: int = AT_ONCE
) -> AsyncIterator[_Result]:
    """Yield the results of jobs in their order; the next few run meanwhile."""
    ahead: deque[asyncio.Task[_Result]] = deque()
    try:
        for job in jobs:
            ahead.append(asyncio.create_task(job()))
            if len(ahead) == at_once:
                yield await ahead.popleft()
        while ahead:
            yield await ahead.popleft()
    finally:
        for task in ahead:
            task.cancel()
