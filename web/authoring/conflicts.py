"""Two who saved at once: the second sees both texts and decides."""

from fastapi.responses import HTMLResponse

from sim.practice.authoring.differences import side_by_side
from sim.runtime import Runtime
from web.authoring.places import Folder, about
from web.rendering.renderer import Pages


async def conflict_page(
    runtime: Runtime, pages: Pages, folder: Folder, document_id: str, text: str, newest: int
) -> HTMLResponse:
    """Show what somebody else saved beside what was typed here, to be joined and saved on top of it."""
    theirs = await runtime.authoring.draft(folder.kind, document_id, newest)
    history = await runtime.authoring.history(folder.kind, document_id)
    return pages.render(
        "authoring/conflict.html",
        409,
        **await about(runtime, pages, theirs, "yaml"),
        version=next(version for version in history.versions if version.number == newest),
        text=text,
        rows=side_by_side(theirs.text, text),
    )
