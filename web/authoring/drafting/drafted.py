"""A draft before it is kept: shown beside the complaint it was made of, named, and put into the form."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Form
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from sim.domain.errors import ConflictError, DuilianError, InvalidInputError
from sim.library import Kind
from sim.library.edit import edited
from sim.practice.authoring.drafts import check_readable, file_name
from sim.practice.drafting.complaint import LONGEST
from sim.practice.drafting.draft import notes_in
from sim.runtime import Runtime
from web.authoring.drafting.view import chapters, sourced
from web.authoring.places import Folder, address
from web.deps import RuntimeDep, TrainerDep
from web.marking import _
from web.rendering.desk import PagesDep
from web.rendering.renderer import Pages

router = APIRouter(prefix="/content/scenarios")

PROVISIONAL_ID = "new-case"
"""What a draft is called until its author has named it."""
TEXT_LIMIT = 100_000


FROM_COMPLAINT = _("从投诉起草")
BY_QUESTIONS = _("按问题写成")


@router.post("/keep-draft", response_model=None)
async def keep(
    runtime: RuntimeDep,
    viewer: TrainerDep,
    pages: PagesDep,
    text: Annotated[str, Form(max_length=TEXT_LIMIT)],
    new_id: Annotated[str, Form(max_length=200)] = "",
    complaint: Annotated[str, Form(max_length=LONGEST)] = "",
) -> Response:
    """Keep a draft as a document of the library and open its form; the complaint itself is not kept.

    Raises InvalidInputError for a text that is no YAML at all: no page of ours sends one.
    """
    wanted = new_id.strip()
    check_readable(PROVISIONAL_ID, text)
    note = pages.text(FROM_COMPLAINT if complaint else BY_QUESTIONS)
    try:
        named = edited(text, {"id": wanted}, file=file_name(PROVISIONAL_ID))
        await runtime.authoring.create(Kind.SCENARIO, wanted, named, viewer=viewer, note=note)
    except (InvalidInputError, ConflictError) as error:
        return drafted_page(runtime, pages, text, complaint, new_id=wanted, error=error)
    return RedirectResponse(address(Folder.SCENARIOS, wanted), 303)


def drafted_page(
    runtime: Runtime,
    pages: Pages,
    text: str,
    complaint: str = "",
    *,
    new_id: str = "",
    remarks: Sequence[str] = (),
    error: DuilianError | None = None,
) -> HTMLResponse:
    """Return the page that shows a draft (as YAML) beside the complaint it was made of, "" for none."""
    draft = runtime.authoring.read(Kind.SCENARIO, PROVISIONAL_ID, text)
    notes = notes_in(text)
    return pages.render(
        "authoring/drafted.html",
        200 if error is None else 409 if isinstance(error, ConflictError) else 422,
        page="content",
        text=text,
        complaint=complaint,
        pieces=sourced(complaint, [sentence for sentence in notes.values() if sentence]),
        chapters=chapters(draft, notes, runtime.library, pages),
        suggested=sum(not sentence for sentence in notes.values()),
        problems=len(draft.problems),
        remarks=remarks,
        new_id=new_id,
        error=pages.said(error.message) if error else "",
    )
