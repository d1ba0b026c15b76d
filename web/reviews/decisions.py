"""The review page: transcript and scorecard side by side, and what a reviewer decides there."""

from typing import Annotated, Any

from fastapi import APIRouter, Form
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from sim.domain.account import Viewer
from sim.domain.errors import InvalidInputError
from sim.practice.reviews.decisions import ruling_of
from sim.practice.reviews.desk import trainee_turns
from sim.practice.reviews.graded import Reviewed
from sim.runtime import Runtime
from web.deps import RuntimeDep, TrainerDep
from web.pages.curve import curve_points
from web.rendering.desk import PagesDep
from web.rendering.remarks import remarks
from web.rendering.renderer import Pages, aigc_label
from web.reviews.forms import NOTHING_SENT, Sent, refused
from web.reviews.view import review_view

router = APIRouter()

TextField = Annotated[str, Form(max_length=4000)]
ShortField = Annotated[str, Form(max_length=200)]


@router.get("/reviews/{session_id}")
async def review(session_id: str, runtime: RuntimeDep, viewer: TrainerDep, pages: PagesDep) -> HTMLResponse:
    """Show a graded session to its reviewer; from now on he cannot rate it blindly any more."""
    return await review_page(runtime, viewer, pages, await runtime.reviews.desk.open(viewer, session_id))


@router.post("/reviews/{session_id}/take")
async def take(session_id: str, runtime: RuntimeDep, viewer: TrainerDep) -> RedirectResponse:
    """Take a review into one's hand, out of another's too."""
    await runtime.reviews.desk.take(viewer, session_id)
    return back_to(session_id)


@router.post("/reviews/{session_id}/release")
async def release(session_id: str, runtime: RuntimeDep, viewer: TrainerDep) -> RedirectResponse:
    """Put a review back into the queue."""
    await runtime.reviews.desk.release(viewer, session_id)
    return RedirectResponse("/reviews", 303)


@router.post("/reviews/{session_id}/finish", response_model=None)
async def finish(
    session_id: str, runtime: RuntimeDep, viewer: TrainerDep, pages: PagesDep, note: TextField = ""
) -> Response:
    """Close a review and go on with the queue."""
    try:
        await runtime.reviews.desk.finish(viewer, session_id, note)
    except InvalidInputError as error:
        return await sent_back(runtime, viewer, pages, session_id, refused(pages, "finish", {"note": note}, error))
    return RedirectResponse("/reviews", 303)


@router.post("/reviews/{session_id}/parts/{subject}", response_model=None)
async def rule(
    session_id: str,
    subject: str,
    runtime: RuntimeDep,
    viewer: TrainerDep,
    pages: PagesDep,
    decision: ShortField = "",
    reason: TextField = "",
    quote: TextField = "",
    turn: ShortField = "",
) -> Response:
    """Decide on one criterion or gate."""
    try:
        ruling = ruling_of(subject, decision, reason, quote, turn)
        await runtime.reviews.desk.rule(viewer, session_id, ruling)
    except InvalidInputError as error:
        values = {"decision": decision, "reason": reason, "quote": quote, "turn": turn}
        return await sent_back(runtime, viewer, pages, session_id, refused(pages, subject, values, error))
    return back_to(session_id, f"decided-{subject}")


@router.post("/reviews/{session_id}/turns/{turn}/comments", response_model=None)
async def comment(
    session_id: str, turn: int, runtime: RuntimeDep, viewer: TrainerDep, pages: PagesDep, text: TextField = ""
) -> Response:
    """Remark on a turn."""
    try:
        await runtime.reviews.desk.comment(viewer, session_id, turn, text)
    except InvalidInputError as error:
        sent = refused(pages, f"turn-{turn}", {"text": text}, error)
        return await sent_back(runtime, viewer, pages, session_id, sent)
    return back_to(session_id, f"turn-{turn}")


async def sent_back(runtime: Runtime, viewer: Viewer, pages: Pages, session_id: str, sent: Sent) -> HTMLResponse:
    """Show the page again with what was sent and what is wrong with it."""
    reviewed = await runtime.reviews.graded.for_trainer(viewer, session_id)
    return await review_page(runtime, viewer, pages, reviewed, sent)


async def review_page(
    runtime: Runtime, viewer: Viewer, pages: Pages, reviewed: Reviewed, sent: Sent = NOTHING_SENT
) -> HTMLResponse:
    """Return the review page."""
    session, entry = reviewed.played.session, reviewed.record.entry
    view = review_view(reviewed, await runtime.reviews.blind.ratings(session.id))
    names = await runtime.store.people.named({session.owner})
    is_mine = entry is not None and entry.reviewer is not None and entry.reviewer.id == viewer.id
    return pages.render(
        "reviews/review.html",
        422 if sent.part else 200,
        page="reviews",
        **_lines(pages, reviewed),
        review=view,
        view=view.score,
        curve_points=curve_points(view.score.curve, pages.lines(session)),
        flags=[pages.flag_line(flag, pages.lines(session)) for flag in reviewed.effective.flags],
        reasons={rule.id: rule.reason for rule in reviewed.played.cast.archetype.rules},
        queue_reasons=runtime.reviews.desk.reasons(entry) if entry else (),
        trainee=names.get(session.owner, "" if reviewed.labelled else session.owner),
        is_mine=is_mine,
        is_own=bool(viewer.id) and viewer.id == session.owner,
        turns=trainee_turns(reviewed),
        sent=sent,
        aigc=aigc_label(session.id),
    )


def back_to(session_id: str, place: str = "") -> RedirectResponse:
    """Lead back to the review page, to a place on it."""
    return RedirectResponse(f"/reviews/{session_id}" + (f"#{place}" if place else ""), 303)


def _lines(pages: Pages, reviewed: Reviewed) -> dict[str, Any]:
    """Return who played and who graded, and the content it was played with."""
    played, card = reviewed.played, reviewed.original
    lines = pages.lines(played.session)
    return {
        "session": played.session,
        "scenario": played.cast.scenario,
        "archetype": played.cast.archetype,
        "rubric": played.rubric,
        "remark": remarks(pages.language, played.rubric, played.cast.scenario, played.cast.archetype, lines),
        "lines": lines,
        "stages": pages.stages(),
        "customer_line": pages.engine_line(played.session.engine, played.session.model),
        "grader_line": pages.engine_line(card.engine, card.model),
    }
