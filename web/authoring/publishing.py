"""Publishing a draft: what it needs, on what ground, what happens to sessions that run."""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.requests import Request

from sim.domain.errors import DuilianError, NotFoundError
from sim.practice.authoring import UnreadableDraftError
from sim.practice.authoring.differences import side_by_side
from sim.practice.authoring.publishing import REASON_LIMIT
from sim.runtime import Runtime
from sim.store.library import StaleVersionError
from web.authoring.places import DocumentId, Folder, about, address
from web.deps import RuntimeDep, TrainerDep, posted_form
from web.rendering.desk import PagesDep
from web.rendering.renderer import Pages

router = APIRouter(prefix="/content")


@router.get("/{folder}/{document_id}/publish")
async def publish_form(
    folder: Folder, document_id: DocumentId, runtime: RuntimeDep, _viewer: TrainerDep, pages: PagesDep
) -> HTMLResponse:
    """Show what would change for trainees, and what is still needed."""
    return await _page(runtime, pages, folder, document_id)


@router.post("/{folder}/{document_id}/publish", response_model=None)
async def publish(
    folder: Folder, document_id: DocumentId, request: Request, runtime: RuntimeDep, viewer: TrainerDep, pages: PagesDep
) -> Response:
    """Publish the newest version, or say what is lacking."""
    sent = await posted_form(request)
    base, reason = str(sent.get("base", "")), str(sent.get("reason", ""))
    number = int(base) if base.isdecimal() and len(base) <= 9 else -1
    try:
        await runtime.authoring.publish(folder.kind, document_id, base=number, viewer=viewer, reason=reason)
    except NotFoundError:
        raise
    except DuilianError as error:
        return await _page(runtime, pages, folder, document_id, error=error, reason=reason)
    return RedirectResponse(f"{address(folder, document_id)}/history?published={number}", 303)


async def _page(
    runtime: Runtime,
    pages: Pages,
    folder: Folder,
    document_id: str,
    *,
    error: DuilianError | None = None,
    reason: str = "",
) -> HTMLResponse:
    draft = await runtime.authoring.draft(folder.kind, document_id)
    history = await runtime.authoring.history(folder.kind, document_id)
    published = history.document.published if history.document else None
    in_use = published if published is not None else (0 if history.has_file else None)
    old = await runtime.authoring.draft(folder.kind, document_id, in_use) if in_use is not None else None
    stale = isinstance(error, StaleVersionError)
    shown = error is not None and not isinstance(error, UnreadableDraftError)
    return pages.render(
        "authoring/publish.html",
        200 if error is None else 409 if stale else 422,
        **await about(runtime, pages, draft, "publish"),
        rows=side_by_side(old.text, draft.text) if old is not None and old.number != draft.number else (),
        in_use=in_use,
        doubts=[("", doubt) for doubt in await runtime.authoring.doubts(draft)],
        error=pages.said(error.message) if shown and error is not None else "",
        field=getattr(error, "field", ""),
        reason=reason,
        limit=REASON_LIMIT,
    )
