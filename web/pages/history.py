"""All sessions the viewer has practised, page by page."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse

from sim.domain.errors import InvalidInputError
from sim.store import PageKey
from web.deps import RuntimeDep, ViewerDep
from web.pages.desk import PagesDep, session_row

router = APIRouter()

PAGE_SIZE = 20


@router.get("/history")
async def history(
    runtime: RuntimeDep, viewer: ViewerDep, pages: PagesDep, before: Annotated[str, Query(max_length=100)] = ""
) -> HTMLResponse:
    """Show a page of sessions, newest first; ``before`` is the key that the page before gave."""
    page = await runtime.store.list_sessions(viewer.id, limit=PAGE_SIZE, before=_read_key(before))
    return pages.render(
        "history.html",
        page="history",
        rows=[session_row(summary, runtime.library, pages) for summary in page.sessions],
        older=_write_key(page.next) if page.next else "",
        is_later=bool(before),
    )


def _write_key(key: PageKey) -> str:
    return f"{key.created_at.isoformat()}~{key.id}"


def _read_key(text: str) -> PageKey | None:
    if not text:
        return None
    moment, _, session_id = text.partition("~")
    try:
        created_at = datetime.fromisoformat(moment)
    except ValueError as error:
        raise InvalidInputError(f"{text!r} is no place in the list of sessions", field="before") from error
    if created_at.tzinfo is None:
        raise InvalidInputError(f"{text!r} lacks a time zone", field="before")
    return PageKey(created_at, session_id)
