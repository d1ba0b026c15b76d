"""The list of all content, and new documents: copies, or from a blank."""

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.requests import Request

from sim.domain.errors import DuilianError, InvalidInputError, NotFoundError
from sim.library import Kind
from sim.practice.authoring.entries import State
from web.authoring.blanks import BLANKS
from web.authoring.places import FOLDERS, DocumentId, Folder, address
from web.authoring.words import ORIGINS, STATES, TONES
from web.deps import RuntimeDep, TrainerDep, posted_form
from web.rendering.desk import PagesDep
from web.rendering.renderer import Pages

router = APIRouter(prefix="/content")

SHOWN = ("use", "archived")


@router.get("")
async def listing(
    runtime: RuntimeDep,
    _viewer: TrainerDep,
    pages: PagesDep,
    folder: Folder = Folder.SCENARIOS,
    shown: Annotated[str, Query(pattern="^(use|archived)$")] = "use",
) -> HTMLResponse:
    """Show the documents of a kind: those in use and in work, or the archived ones."""
    entries = [entry for entry in await runtime.authoring.entries() if entry.kind is folder.kind]
    archived = [entry for entry in entries if entry.state is State.ARCHIVED]
    kept = [entry for entry in entries if entry.state is not State.ARCHIVED]
    return pages.render(
        "authoring/list.html",
        page="content",
        folder=folder,
        folders=FOLDERS,
        shown=shown,
        entries=archived if shown == "archived" else kept,
        archived=len(archived),
        states=STATES,
        origins=ORIGINS,
        tones=TONES,
        problems=[str(problem) for problem in runtime.library.problems],
    )


@router.get("/{folder}/{document_id}/copy")
async def copy_form(
    folder: Folder, document_id: DocumentId, runtime: RuntimeDep, _viewer: TrainerDep, pages: PagesDep
) -> HTMLResponse:
    """Ask for the id of the copy."""
    draft = await runtime.authoring.draft(folder.kind, document_id)
    return _ask(pages, folder, document_id, f"{document_id}-2"[:64], title=pages.own(draft.title))


@router.post("/{folder}/{document_id}/copy", response_model=None)
async def copy(
    folder: Folder, document_id: DocumentId, request: Request, runtime: RuntimeDep, viewer: TrainerDep, pages: PagesDep
) -> Response:
    """Copy a document and open the copy."""
    new_id = _id_in(await posted_form(request))
    draft = await runtime.authoring.draft(folder.kind, document_id)
    try:
        await runtime.authoring.copy(folder.kind, document_id, new_id, viewer=viewer)
    except NotFoundError:
        raise
    except DuilianError as error:
        return _ask(pages, folder, document_id, new_id, title=pages.own(draft.title), error=error)
    return RedirectResponse(address(folder, new_id), 303)


@router.get("/{folder}/new")
async def new_form(folder: Folder, _viewer: TrainerDep, pages: PagesDep) -> HTMLResponse:
    """Ask for the id of a new document."""
    return _ask(pages, folder, "", "")


@router.post("/{folder}/new", response_model=None)
async def new(folder: Folder, request: Request, runtime: RuntimeDep, viewer: TrainerDep, pages: PagesDep) -> Response:
    """Begin a document and open its form.

    A customer type begins with the tables of a type there is: without rules, doors and lines nobody could play it.
    """
    new_id = _id_in(await posted_form(request))
    try:
        if folder.kind is Kind.SCENARIO:
            await runtime.authoring.create(folder.kind, new_id, BLANKS[folder.kind].format(id=new_id), viewer=viewer)
        else:
            await runtime.authoring.copy(folder.kind, _pattern(runtime, folder.kind), new_id, viewer=viewer)
    except DuilianError as error:
        return _ask(pages, folder, "", new_id, error=error)
    return RedirectResponse(address(folder, new_id), 303)


@router.post("/{folder}/{document_id}/archive", response_model=None)
async def archive(folder: Folder, document_id: DocumentId, runtime: RuntimeDep, viewer: TrainerDep) -> RedirectResponse:
    """Take a document off the shelf. Raises InvalidInputError where it is still needed."""
    await runtime.authoring.archive(folder.kind, document_id, viewer=viewer)
    return RedirectResponse(f"/content?folder={folder}", 303)


@router.post("/{folder}/{document_id}/unarchive")
async def unarchive(
    folder: Folder, document_id: DocumentId, runtime: RuntimeDep, viewer: TrainerDep
) -> RedirectResponse:
    """Put an archived document back."""
    await runtime.authoring.unarchive(folder.kind, document_id, viewer=viewer)
    return RedirectResponse(f"/content?folder={folder}", 303)


def _pattern(runtime: RuntimeDep, kind: Kind) -> str:
    known = runtime.library.of_kind(kind)
    if not known:
        raise InvalidInputError("没有可以照着写的同类内容。 / There is nothing of its kind to begin from.")
    return next(iter(known))


def _id_in(form: object) -> str:
    value = form.get("new_id", "") if hasattr(form, "get") else ""
    return value.strip()[:200] if isinstance(value, str) else ""


def _ask(
    pages: Pages, folder: Folder, document_id: str, new_id: str, *, title: str = "", error: DuilianError | None = None
) -> HTMLResponse:
    return pages.render(
        "authoring/new.html",
        422 if error else 200,
        page="content",
        folder=folder,
        folder_name=FOLDERS[folder],
        document_id=document_id,
        title=title,
        new_id=new_id,
        error=pages.said(error.message) if error else "",
    )
