"""Many jobs of one kind, a few at once, their results in order."""

from collections.abc import AsyncIterator, Callable, Coroutine, Iterable
from typing import Any, TypeVar

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from sim.cli.console import messages
from sim.practice.tryout import work

_Result = TypeVar("_Result")


async def in_order(
    jobs: Iterable[Callable[[], Coroutine[Any, Any, _Result]]], total: int, title: str
) -> AsyncIterator[_Result]:
    """Yield the results of ``total`` jobs in their order, with progress on stderr; the next few run meanwhile."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=messages, transient=True) as progress:
        bar = progress.add_task(title, total=total)
        async for result in work.in_order(jobs):
            yield result
            progress.advance(bar)
