"""Appeals: opened and withdrawn by the trainee, answered by a trainer on the review page."""

from typing import Annotated

from fastapi import APIRouter, Form
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from sim.domain.account import Viewer
from sim.domain.errors import InvalidInputError
from sim.practice.reviews.decisions import appeal_status_of, quote_of, ruling_of
from sim.practice.reviews.graded import no_such_part
from sim.practice.reviews.texts import APPEAL_LEAST, TEXT_LIMIT
from sim.runtime import Runtime
from web.deps import OwnSession, RuntimeDep, TrainerDep, ViewerDep
from web.rendering.desk import PagesDep
from web.rendering.remarks import remarks
from web.rendering.renderer import Pages, aigc_label
from web.reviews.decisions import ShortField, TextField, back_to, sent_back
from web.reviews.forms import NOTHING_SENT, Sent, refused
from web.reviews.view import review_view

router = APIRouter()


@router.get("/sessions/{session_id}/appeals/{criterion}")
async def appeal_form(
    session_id: OwnSession, criterion: str, runtime: RuntimeDep, viewer: ViewerDep, pages: PagesDep
) -> HTMLResponse:
    """Show the trainee what he may dispute: one criterion, with his own words to point at."""
    return await _form(runtime, viewer, pages, session_id, criterion)


@router.post("/sessions/{session_id}/appeals/{criterion}", response_model=None)
async def open_appeal(
    session_id: OwnSession,
    criterion: str,
    runtime: RuntimeDep,
    viewer: ViewerDep,
    pages: PagesDep,
    text: TextField = "",
    quote: TextField = "",
    turn: ShortField = "",
) -> Response:
    """Dispute one criterion of one's own scorecard."""
    try:
        await runtime.reviews.appeals.open(viewer, session_id, criterion, text, quote_of(quote, turn))
    except InvalidInputError as error:
        sent = refused(pages, "appeal", {"text": text, "quote": quote, "turn": turn}, error)
        return await _form(runtime, viewer, pages, session_id, criterion, sent)
    return _to_scorecard(session_id)


@router.post("/sessions/{session_id}/appeals/{appeal_id}/withdraw")
async def withdraw(session_id: OwnSession, appeal_id: str, runtime: RuntimeDep, viewer: ViewerDep) -> RedirectResponse:
    """Take back one's own open appeal."""
    await runtime.reviews.appeals.withdraw(viewer, session_id, appeal_id)
    return _to_scorecard(session_id)


@router.post("/reviews/{session_id}/appeals/{appeal_id}", response_model=None)
async def answer(
    session_id: str,
    appeal_id: str,
    runtime: RuntimeDep,
    viewer: TrainerDep,
    pages: PagesDep,
    status: ShortField = "",
    text: TextField = "",
    decision: ShortField = "",
    criterion: Annotated[str, Form(max_length=200)] = "",
    quote: TextField = "",
    turn: ShortField = "",
) -> Response:
    """Uphold or dismiss an appeal; ``decision`` is "" where the level stays as it is."""
    try:
        ruling = ruling_of(criterion, decision, "", quote, turn) if decision else None
        await runtime.reviews.appeals.answer(viewer, session_id, appeal_id, appeal_status_of(status), text, ruling)
    except InvalidInputError as error:
        values = {"status": status, "text": text, "decision": decision, "quote": quote, "turn": turn}
        return await sent_back(runtime, viewer, pages, session_id, refused(pages, f"appeal-{appeal_id}", values, error))
    return back_to(session_id, f"appeal-{appeal_id}")


async def _form(
    runtime: Runtime, viewer: Viewer, pages: Pages, session_id: str, criterion: str, sent: Sent = NOTHING_SENT
) -> HTMLResponse:
    reviewed = await runtime.reviews.graded.load(session_id)
    view = review_view(reviewed)
    parts = (part for dimension in view.dimensions for part in dimension.criteria)
    part = next((part for part in parts if part.criterion.id == criterion), None)
    if part is None:
        raise no_such_part(criterion)
    session = reviewed.played.session
    return pages.render(
        "reviews/appeal.html",
        422 if sent.part else 200,
        page="history",
        session=session,
        scenario=reviewed.played.cast.scenario,
        remark=remarks(
            pages.language, reviewed.played.rubric, reviewed.played.cast.scenario, reviewed.played.cast.archetype
        ),
        part=part,
        lines=[line.line.record for line in view.lines if line.line.record.speaker == "trainee"],
        sent=sent,
        least=APPEAL_LEAST,
        limit=TEXT_LIMIT,
        aigc=aigc_label(session.id),
    )


def _to_scorecard(session_id: str) -> RedirectResponse:
    return RedirectResponse(f"/sessions/{session_id}/scorecard#review", 303)
