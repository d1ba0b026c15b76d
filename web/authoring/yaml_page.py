"""The same document as YAML: what is wrong stands with its line, and what was typed stays in the box."""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.requests import Request

from sim.domain.errors import ContentError
from sim.practice.authoring import Draft, UnreadableDraftError
from sim.runtime import Runtime
from sim.store.library import StaleVersionError
from web.authoring.conflicts import conflict_page
from web.authoring.editing import SAVE, read_sheet
from web.authoring.places import DocumentId, Folder, about, address, told
from web.deps import RuntimeDep, TrainerDep, posted_form
from web.rendering.desk import PagesDep
from web.rendering.renderer import Pages

router = APIRouter(prefix="/content")


@router.get("/{folder}/{document_id}/yaml")
async def yaml_form(
    folder: Folder, document_id: DocumentId, runtime: RuntimeDep, _viewer: TrainerDep, pages: PagesDep
) -> HTMLResponse:
    """Show the newest version of a document as text."""
    draft = await runtime.authoring.draft(folder.kind, document_id)
    return await _page(runtime, pages, draft, draft.problems)


@router.post("/{folder}/{document_id}/yaml", response_model=None)
async def send(
    folder: Folder, document_id: DocumentId, request: Request, runtime: RuntimeDep, viewer: TrainerDep, pages: PagesDep
) -> Response:
    """Save the text, or only check it."""
    await runtime.authoring.document(folder.kind, document_id)
    sheet = read_sheet(await posted_form(request))
    draft = runtime.authoring.read(folder.kind, document_id, sheet.text, number=sheet.base)
    if sheet.act != SAVE:
        return await _page(runtime, pages, draft, draft.problems, note=sheet.note, is_checked=True)
    try:
        saved = await runtime.authoring.save(
            folder.kind, document_id, sheet.text, base=sheet.base, viewer=viewer, note=sheet.note
        )
    except StaleVersionError as error:
        return await conflict_page(runtime, pages, folder, document_id, sheet.text, error.newest)
    except UnreadableDraftError as error:
        return await _page(runtime, pages, draft, error.problems, note=sheet.note, status=422)
    return RedirectResponse(f"{address(folder, document_id)}/yaml?saved={saved.number}", 303)


async def _page(
    runtime: Runtime,
    pages: Pages,
    draft: Draft,
    problems: tuple[ContentError, ...],
    *,
    note: str = "",
    is_checked: bool = False,
    status: int = 200,
) -> HTMLResponse:
    lines = draft.text.splitlines()
    return pages.render(
        "authoring/yaml.html",
        status,
        **await about(runtime, pages, draft, "yaml"),
        note=note,
        is_checked=is_checked,
        is_refused=status != 200,
        problems=[
            (problem, lines[problem.line - 1][:120] if problem.line <= len(lines) else "") for problem in told(problems)
        ],
        height=min(max(len(lines) + 2, 16), 60),
    )
