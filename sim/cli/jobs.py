"""Many jobs of one kind, a few at once, their results in order."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable
from typing import Any, TypeVar

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from sim.cli.console import messages

_AT_ONCE = 4
_Result = TypeVar("_Result")


async def in_order(
    jobs: Iterable[Callable[[], Coroutine[Any, Any, _Result]]], total: int, title: str
) -> AsyncIterator[_Result]:
    """Yield the results of ``total`` jobs in their order, with progress on stderr; the next few run meanwhile."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    ahead: deque[asyncio.Task[_Result]] = deque()
    with Progress(*columns, console=messages, transient=True) as progress:
        bar = progress.add_task(title, total=total)
        try:
            for job in jobs:
                ahead.append(asyncio.create_task(job()))
                if len(ahead) == _AT_ONCE:
                    yield await ahead.popleft()
                    progress.advance(bar)
            while ahead:
                yield await ahead.popleft()
                progress.advance(bar)
        finally:
            for task in ahead:
                task.cancel()
