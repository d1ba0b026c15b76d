"""The list of all content, and new documents: copies, or from a blank."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.requests import Request

from sim.domain.errors import DuilianError, InvalidInputError, NotFoundError
from sim.library import Kind
from sim.practice.authoring.entries import Entry, State, title_of
from sim.runtime import Runtime
from web.authoring.blanks import BEGUN, BLANKS
from web.authoring.places import FOLDERS, DocumentId, Folder, address
from web.authoring.words import ORIGINS, STATES, TONES
from web.deps import RuntimeDep, TrainerDep, posted_form
from web.marking import _
from web.rendering.desk import PagesDep
from web.rendering.renderer import Pages

router = APIRouter(prefix="/content")

SHOWN = ("use", "archived")


@dataclass(frozen=True, slots=True)
class Beginning:
    """What the page of a new document of a kind is called, and what it says the document begins with."""

    title: str
    hint: str


BEGINNINGS: Mapping[Folder, Beginning] = {
    Folder.SCENARIOS: Beginning(_("新写一个案例"), _("从空白起头，要填的都标在各栏。")),
    Folder.ARCHETYPES: Beginning(_("新写一类客户"), _("会照现有的一份起头，规则和台词都在，改成你要的就行。")),
    Folder.RUBRICS: Beginning(_("新写一份量规"), _("会照现有的一份起头，维度、标准和关卡都在，改成你要的就行。")),
}


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
    listed = archived if shown == "archived" else [entry for entry in entries if entry.state is not State.ARCHIVED]
    return pages.render(
        "authoring/list.html",
        page="content",
        folder=folder,
        folders=FOLDERS,
        shown=shown,
        entries=[await _in_english(runtime, entry) if pages.language == "en" else entry for entry in listed],
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
            blank = BLANKS[folder.kind].format(id=new_id)
            await runtime.authoring.create(folder.kind, new_id, blank, viewer=viewer, note=BEGUN)
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


async def _in_english(runtime: Runtime, entry: Entry) -> Entry:
    """Return an entry with its English title, of which the record of a document written here holds nothing.

    It is that of the content in use where this has the same Chinese title, or else is read from the newest version.
    """
    if entry.title.en:
        return entry
    in_use = runtime.library.of_kind(entry.kind).get(entry.id)
    if in_use is not None and title_of(in_use).zh == entry.title.zh:
        return replace(entry, title=title_of(in_use))
    return replace(entry, title=(await runtime.authoring.draft(entry.kind, entry.id)).title)


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
        words=BEGINNINGS[folder],
        document_id=document_id,
        title=title,
        new_id=new_id,
        error=pages.said(error.message) if error else "",
    )
