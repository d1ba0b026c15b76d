"""Blind second ratings: the transcript alone, until one's own levels are in."""

from collections.abc import Mapping
from typing import TypeVar

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from sim.domain.account import Viewer
from sim.domain.errors import InvalidInputError
from sim.practice.casting import Played
from sim.practice.reviews.decisions import LEVELS
from sim.runtime import Runtime
from web.deps import RuntimeDep, TrainerDep
from web.rendering.desk import PagesDep
from web.rendering.renderer import Pages, aigc_label
from web.reviews.decisions import back_to
from web.reviews.forms import NOTHING_SENT, Sent, refused

router = APIRouter()

_Choice = TypeVar("_Choice")
_PASSED = {"passed": True, "failed": False}


@router.get("/reviews/blind")
async def draw(runtime: RuntimeDep, viewer: TrainerDep) -> RedirectResponse:
    """Lead to a session this trainer has neither rated nor seen the scores of."""
    found = await runtime.reviews.blind.draw(viewer)
    return RedirectResponse(f"/reviews/{found}/blind" if found else "/reviews?drawn=none", 303)


@router.get("/reviews/{session_id}/blind")
async def blind(session_id: str, runtime: RuntimeDep, viewer: TrainerDep, pages: PagesDep) -> HTMLResponse:
    """Show a session's transcript and the rubric, no score of it."""
    played = await runtime.reviews.blind.transcript(viewer, session_id)
    return await _page(runtime, viewer, pages, played)


@router.post("/reviews/{session_id}/blind", response_model=None)
async def rate(session_id: str, request: Request, runtime: RuntimeDep, viewer: TrainerDep, pages: PagesDep) -> Response:
    """Keep one's own levels, then show the scores. The fields are the ids of criteria and gates, and ``note``."""
    values = {name: text for name, text in (await request.form()).items() if isinstance(text, str)}
    played = await runtime.reviews.blind.transcript(viewer, session_id)
    try:
        criteria = _chosen(values, [item.id for item in played.rubric.criteria()], LEVELS)
        gates = _chosen(values, [item.id for item in played.rubric.gates], _PASSED)
        await runtime.reviews.blind.rate(viewer, session_id, criteria, gates, values.get("note", ""))
    except InvalidInputError as error:
        return await _page(runtime, viewer, pages, played, refused(pages, "blind", values, error))
    return back_to(session_id, "ratings")


def _chosen(values: Mapping[str, str], names: list[str], choices: Mapping[str, _Choice]) -> dict[str, _Choice]:
    """Return what was chosen for each name; what was left out or is no choice is left to the rater's check."""
    return {name: choices[values[name]] for name in names if values.get(name) in choices}


async def _page(
    runtime: Runtime, viewer: Viewer, pages: Pages, played: Played, sent: Sent = NOTHING_SENT
) -> HTMLResponse:
    session = played.session
    return pages.render(
        "reviews/blind.html",
        422 if sent.part else 200,
        page="reviews",
        session=session,
        scenario=played.cast.scenario,
        archetype=played.cast.archetype,
        rubric=played.rubric,
        lines=pages.lines(session),
        customer_line=pages.engine_line(session.engine, session.model),
        sent=sent,
        aigc=aigc_label(session.id),
    )
