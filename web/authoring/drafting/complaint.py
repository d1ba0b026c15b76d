"""From a real complaint to a draft: personal data is covered first, shown what, then the model may write."""

from collections import Counter
from typing import Annotated, Literal

from fastapi import APIRouter, Form
from fastapi.responses import HTMLResponse, Response

from sim.domain.account import Viewer
from sim.domain.errors import DuilianError, InvalidInputError, ModelError
from sim.practice.drafting.complaint import LONGEST, Complaint, take_in
from sim.runtime import Runtime
from web.authoring.drafting.drafted import PROVISIONAL_ID, drafted_page
from web.authoring.drafting.view import cut
from web.authoring.drafting.words import REMOVED
from web.deps import RuntimeDep, TrainerDep
from web.rendering.desk import PagesDep
from web.rendering.renderer import Pages

router = APIRouter(prefix="/content/scenarios/new-from-complaint")

PASTED_LIMIT = 4 * LONGEST
"""Most characters taken at all; what is too long is said on the page, with all of it still there."""


@router.get("")
async def paste(runtime: RuntimeDep, _viewer: TrainerDep, pages: PagesDep) -> HTMLResponse:
    """Ask for the complaint."""
    return _paste_page(runtime, pages)


@router.post("", response_model=None)
async def go_on(
    runtime: RuntimeDep,
    viewer: TrainerDep,
    pages: PagesDep,
    complaint: Annotated[str, Form(max_length=PASTED_LIMIT)] = "",
    act: Annotated[Literal["cover", "draft"], Form()] = "cover",
) -> Response:
    """Cover the personal data and show what was covered, or have the model write of what is covered already.

    Whatever is sent is covered before anything else is done with it: there is no way around it to the model.
    """
    try:
        taken = take_in(complaint)
    except InvalidInputError as error:
        return _paste_page(runtime, pages, complaint, error)
    if act == "cover":
        return _covered_page(runtime, pages, taken)
    return await _draft(taken, runtime, viewer, pages)


async def _draft(taken: Complaint, runtime: Runtime, viewer: Viewer, pages: Pages) -> HTMLResponse:
    archetypes = tuple(runtime.library.archetypes.values())
    try:
        draft = await runtime.drafting.draft(taken, PROVISIONAL_ID, archetypes, viewer.id)
    except (ModelError, InvalidInputError) as error:
        return _covered_page(runtime, pages, taken, error)
    return drafted_page(runtime, pages, draft.to_yaml(), taken.text, remarks=draft.remarks)


def _paste_page(runtime: Runtime, pages: Pages, complaint: str = "", error: DuilianError | None = None) -> HTMLResponse:
    return pages.render(
        "authoring/complaint.html",
        422 if error else 200,
        page="content",
        complaint=complaint,
        error=pages.said(error.message) if error else "",
        longest=LONGEST,
        model=runtime.drafting.model or "",
    )


def _covered_page(runtime: Runtime, pages: Pages, taken: Complaint, error: DuilianError | None = None) -> HTMLResponse:
    counts = Counter(removal.kind for removal in taken.removals)
    spans = [(removal.start, removal.end, pages.text(REMOVED[removal.kind])) for removal in taken.removals]
    return pages.render(
        "authoring/complaint_covered.html",
        200 if error is None else 502 if isinstance(error, ModelError) else 422,
        page="content",
        complaint=taken.text,
        pieces=cut(taken.text, spans),
        counts=[(pages.text(REMOVED[kind]), counts[kind]) for kind in REMOVED if counts[kind]],
        error=pages.said(error.message) if error else "",
        model=runtime.drafting.model or "",
    )
