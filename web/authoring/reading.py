"""Reading a draft without changing it: what the customer will be told, what became of the document, differences."""

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.requests import Request

from sim.domain.archetype import Archetype
from sim.domain.errors import InvalidInputError
from sim.domain.rubric import Rubric
from sim.domain.scenario import Scenario
from sim.practice.authoring import Draft
from sim.practice.authoring.differences import side_by_side
from sim.practice.authoring.previews import Preview, preview
from sim.runtime import Runtime
from web.authoring.places import DocumentId, Folder, about, address
from web.deps import RuntimeDep, TrainerDep, posted_form
from web.rendering.desk import PagesDep

router = APIRouter(prefix="/content")

ChosenId = Annotated[str, Query(max_length=64, alias="with")]
Number = Annotated[int, Query(ge=0, le=1_000_000)]


@router.get("/{folder}/{document_id}/preview")
async def shown(
    folder: Folder,
    document_id: DocumentId,
    runtime: RuntimeDep,
    _viewer: TrainerDep,
    pages: PagesDep,
    partner: ChosenId = "",
) -> HTMLResponse:
    """Show what the customer will be told and how he opens; for a rubric, what the graders will read."""
    draft = await runtime.authoring.draft(folder.kind, document_id)
    partners = runtime.library.scenarios if folder is Folder.ARCHETYPES else runtime.library.archetypes
    return pages.render(
        "authoring/preview.html",
        **await about(runtime, pages, draft, "preview"),
        preview=_preview(runtime, draft, partner),
        rubric=draft.content if isinstance(draft.content, Rubric) else None,
        partners=tuple(partners.values()) if folder is not Folder.RUBRICS else (),
    )


@router.get("/{folder}/{document_id}/history")
async def history(
    folder: Folder, document_id: DocumentId, runtime: RuntimeDep, _viewer: TrainerDep, pages: PagesDep
) -> HTMLResponse:
    """Show all versions with authors and notes, and what was published."""
    draft = await runtime.authoring.draft(folder.kind, document_id)
    found = await runtime.authoring.history(folder.kind, document_id)
    return pages.render("authoring/history.html", **await about(runtime, pages, draft, "history"), history=found)


@router.get("/{folder}/{document_id}/versions/{number}")
async def version(
    folder: Folder,
    document_id: DocumentId,
    number: int,
    runtime: RuntimeDep,
    _viewer: TrainerDep,
    pages: PagesDep,
    against: Number | None = None,
) -> HTMLResponse:
    """Show a version beside the one before it, or beside any other."""
    newest = await runtime.authoring.draft(folder.kind, document_id)
    found = await runtime.authoring.history(folder.kind, document_id)
    this = await runtime.authoring.draft(folder.kind, document_id, number)
    numbers = [*(each.number for each in found.versions), *([0] if found.has_file else [])]
    earlier = [other for other in numbers if other < number]
    beside = against if against is not None else (max(earlier) if earlier else None)
    that = await runtime.authoring.draft(folder.kind, document_id, beside) if beside is not None else None
    return pages.render(
        "authoring/version.html",
        **await about(runtime, pages, newest, "history"),
        version=this,
        about_version=next((each for each in found.versions if each.number == number), None),
        beside=beside,
        numbers=numbers,
        rows=side_by_side(that.text if that else "", this.text),
    )


@router.post("/{folder}/{document_id}/restore", response_model=None)
async def restore(
    folder: Folder, document_id: DocumentId, request: Request, runtime: RuntimeDep, viewer: TrainerDep
) -> Response:
    """Make an old version the newest again. Raises ConflictError where somebody saved in the meantime."""
    sent = await posted_form(request)
    number, base = _count(sent.get("number")), _count(sent.get("base"))
    saved = await runtime.authoring.restore(folder.kind, document_id, number, base=base, viewer=viewer)
    return RedirectResponse(f"{address(folder, document_id)}?saved={saved.number}", 303)


def _preview(runtime: Runtime, draft: Draft, partner: str) -> Preview | None:
    """Return the preview of a sound draft, with the partner asked for or the most fitting one."""
    library = runtime.library
    if isinstance(draft.content, Scenario):
        types = library.archetypes
        chosen = types.get(partner) or types.get(draft.content.typical_archetype) or next(iter(types.values()), None)
        return preview(runtime.customer, chosen, draft.content) if chosen else None
    if isinstance(draft.content, Archetype):
        cases = library.scenarios
        typical = (case for case in cases.values() if case.typical_archetype == draft.id)
        case = cases.get(partner) or next(typical, None) or next(iter(cases.values()), None)
        return preview(runtime.customer, draft.content, case) if case else None
    return None


def _count(value: object) -> int:
    if not isinstance(value, str) or not value.isdecimal() or len(value) > 9:
        raise InvalidInputError("版本号不对。 / That is no number of a version.", field="number")
    return int(value)
