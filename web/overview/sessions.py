"""The sessions behind an overview, page by page."""

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse

from sim.store.overview import Standing
from web.deps import RuntimeDep, TrainerDep
from web.marking import _
from web.overview.view import FilterDep, Id, frame, owner_name, person_name
from web.rendering.desk import PagesDep, session_row
from web.rendering.keys import KeyDep, write_key

router = APIRouter(prefix="/overview/sessions")


STANDINGS = {
    Standing.ANY: _("全部"),
    Standing.PASSED: _("及格"),
    Standing.FAILED: _("未及格"),
    Standing.UNGRADED: _("没有评分"),
}


@router.get("")
async def sessions(
    runtime: RuntimeDep,
    viewer: TrainerDep,
    pages: PagesDep,
    chosen: FilterDep,
    before: KeyDep,
    standing: Annotated[Standing, Query()] = Standing.ANY,
    person: Id = "",
) -> HTMLResponse:
    """Show a page of sessions, newest first."""
    roster = runtime.overview.roster
    who = await roster.person(viewer, person) if person else None
    listed = await runtime.overview.overviews.sessions(
        viewer, chosen.view, person=who, standing=standing, before=before
    )
    names = await roster.names({each.owner for each in listed.sessions})
    return pages.render(
        "overview/sessions.html",
        **frame("sessions", chosen, runtime, pages),
        standing=standing.value,
        standings=[(each.value, pages.text(words)) for each, words in STANDINGS.items()],
        has_people=bool(listed.sessions) or await roster.has_trainees(viewer),
        person=person,
        person_name=person_name(pages, who) if who else "",
        rows=[
            (owner_name(pages, each.owner, names), session_row(each, runtime.library, pages))
            for each in listed.sessions
        ],
        older=write_key(listed.next),
        is_later=before is not None,
    )
