"""A document as a form: filled from its newest version, read back as changes of the text that travels along."""

import asyncio
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.datastructures import FormData
from starlette.requests import Request

from sim.domain.account import Viewer
from sim.domain.errors import ContentError, InvalidInputError
from sim.library import Kind
from sim.library.edit import edited
from sim.practice.authoring import Draft, UnreadableDraftError
from sim.practice.authoring.drafts import check_readable, data_of, file_name
from sim.runtime import Runtime
from sim.store.library import StaleVersionError
from web.authoring.conflicts import conflict_page
from web.authoring.forms.naming import FORMS
from web.authoring.forms.parts import Options
from web.authoring.forms.posted import Act, changes, read_act
from web.authoring.forms.views import Faults, Layout, SectionView, names_in, nearest_field
from web.authoring.places import DocumentId, Folder, about, address, archetype_names
from web.deps import RuntimeDep, TrainerDep, posted_form
from web.pages.desk import PagesDep
from web.pages.rendering import Pages

router = APIRouter(prefix="/content")

SAVE = "save"


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a form carried: the text it was filled from, the version that text began as, a note, what was typed."""

    base: int
    text: str
    note: str
    act: str
    typed: dict[str, list[str]]


@router.get("/{folder}/{document_id}")
async def form(
    folder: Folder, document_id: DocumentId, runtime: RuntimeDep, _viewer: TrainerDep, pages: PagesDep
) -> HTMLResponse:
    """Show the newest version of a document as a form."""
    draft = await runtime.authoring.draft(folder.kind, document_id)
    return await _form_page(runtime, pages, draft, draft.number)


@router.post("/{folder}/{document_id}", response_model=None)
async def send(
    folder: Folder, document_id: DocumentId, request: Request, runtime: RuntimeDep, viewer: TrainerDep, pages: PagesDep
) -> Response:
    """Save what was typed, or do what a button of a list asks for and show the form again; nothing typed is lost."""
    await runtime.authoring.document(folder.kind, document_id)
    sheet = read_sheet(await posted_form(request))
    check_readable(document_id, sheet.text)
    act = read_act(sheet.act)
    text = await asyncio.to_thread(_changed, folder.kind, document_id, sheet, act)  # takes half a second for long ones
    if sheet.act == SAVE:
        return await _save(folder, document_id, sheet, text, runtime, viewer, pages)
    draft = runtime.authoring.read(folder.kind, document_id, text, number=sheet.base)
    return await _form_page(runtime, pages, draft, sheet.base, note=sheet.note, act=act)


async def _save(
    folder: Folder, document_id: str, sheet: Sheet, text: str, runtime: Runtime, viewer: Viewer, pages: Pages
) -> Response:
    try:
        saved = await runtime.authoring.save(
            folder.kind, document_id, text, base=sheet.base, viewer=viewer, note=sheet.note
        )
    except StaleVersionError as error:
        return await conflict_page(runtime, pages, folder, document_id, text, error.newest)
    except UnreadableDraftError as error:
        draft = runtime.authoring.read(folder.kind, document_id, text, number=sheet.base)
        return await _form_page(runtime, pages, draft, sheet.base, note=sheet.note, refused=error.problems)
    return RedirectResponse(f"{address(folder, document_id)}?saved={saved.number}", 303)


def read_sheet(sent: FormData) -> Sheet:
    """Read a posted form. Raises InvalidInputError where it does not say what it was filled from."""
    typed: dict[str, list[str]] = {}
    for name, value in sent.multi_items():
        if isinstance(value, str):
            typed.setdefault(name, []).append(value)
    base = typed.get("base", [""])[0]
    if not base.isdecimal() or len(base) > 9 or "text" not in typed:
        raise InvalidInputError(
            "表单不完整，请从编辑页重新打开。 / The form is not whole; open it again from its page.", field="base"
        )
    text = typed["text"][0].replace("\r\n", "\n")  # browsers send line breaks so
    return Sheet(int(base), text, typed.get("note", [""])[0], typed.get("act", [SAVE])[0], typed)


def _changed(kind: Kind, document_id: str, sheet: Sheet, act: Act | None) -> str:
    edits = changes(FORMS[kind], sheet.typed, data_of(kind, sheet.text), act)
    return edited(sheet.text, edits, file=file_name(document_id))


async def _form_page(
    runtime: Runtime,
    pages: Pages,
    draft: Draft,
    base: int,
    *,
    note: str = "",
    act: Act | None = None,
    refused: tuple[ContentError, ...] = (),
) -> HTMLResponse:
    problems = refused or draft.problems
    sections = laid_out(runtime, pages, draft, problems)
    names = [name for section in sections for name in names_in(section)]
    return pages.render(
        "authoring/edit.html",
        422 if refused else 200,
        **await about(runtime, pages, draft, "form"),
        sections=sections,
        base=base,
        note=note,
        added=act.path if act is not None and act.verb == "add" else "",
        is_saved=act is None and not refused,
        problems=[(nearest_field(problem.field, names), problem) for problem in problems],
    )


def laid_out(runtime: Runtime, pages: Pages, draft: Draft, problems: tuple[ContentError, ...]) -> list[SectionView]:
    """Return the sections of a draft's form with what is wrong at each field."""
    sources: dict[str, Options] = {"archetypes": tuple(archetype_names(runtime, pages).items())}
    layout = Layout(sources, Faults.of(problems, pages.language))
    data: dict[str, Any] = draft.data
    return [layout.section(section, data) for section in FORMS[draft.kind]]
