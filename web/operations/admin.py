"""The administrator's first page: models, queues, gradings, database, disk, processes, settings."""

import platform
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated

from babel.dates import format_timedelta
from babel.numbers import format_decimal
from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse, RedirectResponse

from sim import __version__
from sim.llm.failover import ProbeResult
from sim.practice.operations import Condition
from sim.runtime import Runtime
from web.deps import AdministratorDep, RuntimeDep
from web.operations.settings_view import settings_view
from web.rendering.desk import PagesDep
from web.rendering.renderer import Pages

router = APIRouter(prefix="/admin/operations")

_UNITS = ("B", "KiB", "MiB", "GiB", "TiB")


@dataclass(frozen=True, slots=True)
class Asked:
    """What asking an endpoint came to, for whom it serves."""

    served: str
    result: ProbeResult


@router.get("")
async def show(
    _: AdministratorDep,
    runtime: RuntimeDep,
    pages: PagesDep,
    requeued: Annotated[int, Query(ge=0)] = 0,
) -> HTMLResponse:
    """Show how the service is doing; no model is asked."""
    return await _page(runtime, pages, requeued=requeued)


@router.post("/models")
async def ask_models(_: AdministratorDep, runtime: RuntimeDep, pages: PagesDep) -> HTMLResponse:
    """Ask every endpoint for a word, and show what came of it."""
    asked = tuple(Asked(served, result) for served, result in await runtime.operations.ask_models())
    return await _page(runtime, pages, asked=asked)


@router.post("/gradings")
async def retry_gradings(_: AdministratorDep, runtime: RuntimeDep) -> RedirectResponse:
    """Queue the gradings that have failed again."""
    count = await runtime.operations.retry_gradings()
    runtime.runner.wake()
    return RedirectResponse(f"/admin/operations?requeued={count}#gradings", 303)


async def _page(runtime: Runtime, pages: Pages, *, asked: tuple[Asked, ...] = (), requeued: int = 0) -> HTMLResponse:
    condition = await runtime.operations.condition()
    return pages.render(
        "operations/admin.html",
        page="admin",
        here="/admin/operations",
        condition=condition,
        asked=asked,
        requeued=requeued,
        customer_line=pages.engine_line(runtime.customer.engine, runtime.customer.model),
        grader_line=pages.engine_line(runtime.grader.engine, runtime.grader.model),
        oldest=_age(condition, pages),
        place=runtime.settings.database_place,
        size=bytes_in_words,
        settings=settings_view(runtime.settings),
        version=__version__,
        python=platform.python_version(),
    )


def _age(condition: Condition, pages: Pages) -> str:
    """Say how long the oldest grading has waited, "" where none waits."""
    since = condition.queue.oldest_queued_at
    if since is None:
        return ""
    return format_timedelta(_positive(condition.moment, since), locale=pages.language, threshold=1.2)


def _positive(now: datetime, since: datetime) -> timedelta:
    return max(now - since, timedelta(seconds=1))


def bytes_in_words(size: float) -> str:
    """Return a number of bytes with the unit that leaves one to four digits before the point."""
    unit = 0
    while size >= 1024 and unit < len(_UNITS) - 1:
        size, unit = size / 1024, unit + 1
    return f"{format_decimal(size, format='#,##0.#' if unit else '#,##0', locale='en')} {_UNITS[unit]}"
