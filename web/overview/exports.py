"""Files to take away: sheets, transcripts, one's own session."""

from enum import StrEnum

from fastapi import APIRouter, Response
from fastapi.responses import HTMLResponse, StreamingResponse

from sim.domain.account import Viewer
from sim.domain.text import Language
from sim.practice.overview.exports.exports import SheetForm
from sim.practice.overview.exports.naming import Cover
from sim.practice.overview.exports.transcripts import Form
from sim.practice.overview.overviews import View
from sim.runtime import Runtime
from web.deps import RuntimeDep, TrainerDep, ViewedSession
from web.overview.downloads import attachment
from web.overview.view import FilterDep, Id, ViewDep, frame
from web.rendering.desk import PagesDep
from web.responses import json_response

router = APIRouter()


class Wanted(StrEnum):
    """The forms an export can have."""

    XLSX = "xlsx"
    CSV = "csv"
    TRANSCRIPT = "transcript"
    MESSAGES = "messages"
    LABEL_STUDIO = "label-studio"


@router.get("/overview/export")
async def exports(runtime: RuntimeDep, _: TrainerDep, pages: PagesDep, chosen: FilterDep) -> HTMLResponse:
    """Show what can be taken away, and in which forms."""
    return pages.render(
        "overview/export.html",
        **frame("export", chosen, runtime, pages),
    )


@router.get("/overview/export/file")
async def file(
    runtime: RuntimeDep,
    viewer: TrainerDep,
    pages: PagesDep,
    view: ViewDep,
    form: Wanted = Wanted.XLSX,
    cover: Cover = Cover.TALK,
    person: Id = "",
) -> StreamingResponse:
    """Send a file; it is written while it is sent."""
    return await sent(runtime, viewer, view, form, pages.language, cover, person)


@router.get("/sessions/{session_id}/export.json")
async def own_session(session_id: ViewedSession, runtime: RuntimeDep, cover: Cover = Cover.NO) -> Response:
    """Send one session, transcript and scorecard, to whoever may read it."""
    document = await runtime.overview.exports.one(session_id, cover)
    response = json_response(document)
    response.headers.update(attachment(f"duilian-{session_id}.json"))
    return response


async def sent(
    runtime: Runtime, viewer: Viewer, view: View, form: Wanted, language: Language, cover: Cover, person: str
) -> StreamingResponse:
    """Return a file as an answer. Raises NotFoundError for a group or person that is not the viewer's."""
    room = runtime.overview
    who = await room.roster.person(viewer, person) if person else None
    if form in (Wanted.XLSX, Wanted.CSV):
        sheet = SheetForm(form.value)
        exported = await room.exports.sheet(viewer, view, sheet, language, cover=cover, person=who)
    else:
        talks = Form(form.value)
        exported = await room.exports.transcripts(viewer, view, talks, language, cover=cover, person=who)
    return StreamingResponse(exported.content, media_type=exported.media_type, headers=attachment(exported.name))
