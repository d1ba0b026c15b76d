"""All sessions the viewer has practised, page by page."""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from web.deps import RuntimeDep, ViewerDep
from web.rendering.desk import PagesDep, session_row
from web.rendering.keys import KeyDep, write_key

router = APIRouter()

PAGE_SIZE = 20


@router.get("/history")
async def history(runtime: RuntimeDep, viewer: ViewerDep, pages: PagesDep, before: KeyDep) -> HTMLResponse:
    """Show a page of sessions, newest first; ``before`` is the key that the page before gave."""
    page = await runtime.store.list_sessions(viewer.id, limit=PAGE_SIZE, before=before)
    standings = await runtime.store.reviews.standings([summary.id for summary in page.sessions])
    return pages.render(
        "history.html",
        page="history",
        rows=[session_row(summary, runtime.library, pages, standings.get(summary.id)) for summary in page.sessions],
        older=write_key(page.next),
        is_later=before is not None,
    )
