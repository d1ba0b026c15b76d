"""A document as a form: filled from its newest version, read back as changes of the text that travels along."""

import asyncio
import json
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.datastructures import FormData
from starlette.requests import Request

from sim.domain.account import Viewer
from sim.domain.errors import ContentError, InvalidInputError, NotFoundError
from sim.library import Kind
from sim.library.edit import edited
from sim.practice.authoring import Draft, UnreadableDraftError
from sim.practice.authoring.drafts import check_readable, data_of, file_name
from sim.runtime import Runtime
from sim.store.library import StaleVersionError
from web.authoring.conflicts import conflict_page
from web.authoring.forms.changed import told
from web.authoring.forms.naming import FORMS, part_at
from web.authoring.forms.parts import Options, Widget
from web.authoring.forms.posted import Act, changes, read_act
from web.authoring.forms.views import Faults, Layout, SectionView, names_in, nearest_field, summary_of
from web.authoring.places import DocumentId, Folder, about, address, archetype_names
from web.deps import RuntimeDep, TrainerDep, posted_form
from web.rendering.desk import PagesDep
from web.rendering.renderer import Pages

router = APIRouter(prefix="/content")

SAVE = "save"


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a form carried: the text it was filled from, the version that text began as, a note, what was typed."""

    base: int
    text: str
    note: str
    act: str
    gone: str
    typed: dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class Done:
    """What a button of a list has just done, for the page to say so and to keep the focus there.

    ``gone`` is a removed row as JSON, with which it can be brought back, "" for none; ``name`` is what it was called.
    """

    verb: str
    path: str
    row: int
    gone: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Saved:
    """That a form was saved: as which version ("0": nothing had changed), and what changed in it."""

    number: int
    changes: tuple[str, ...] = ()


@router.get("/{folder}/{document_id}")
async def form(
    folder: Folder,
    document_id: DocumentId,
    runtime: RuntimeDep,
    _viewer: TrainerDep,
    pages: PagesDep,
    saved: Annotated[int, Query(ge=0)] = 0,
    unchanged: bool = False,
) -> HTMLResponse:
    """Show the newest version of a document as a form; right after saving say what was saved, if anything."""
    draft = await runtime.authoring.draft(folder.kind, document_id)
    said = Saved(0) if unchanged else await _saved(runtime, pages, draft) if saved and saved == draft.number else None
    return await _form_page(runtime, pages, draft, draft.number, saved=said)


@router.post("/{folder}/{document_id}", response_model=None)
async def send(
    folder: Folder, document_id: DocumentId, request: Request, runtime: RuntimeDep, viewer: TrainerDep, pages: PagesDep
) -> Response:
    """Save what was typed, or do what a button of a list asks for and show the form again; nothing typed is lost."""
    await runtime.authoring.document(folder.kind, document_id)
    sheet = read_sheet(await posted_form(request))
    check_readable(document_id, sheet.text)
    act = read_act(sheet.act, sheet.gone)
    text = await asyncio.to_thread(_changed, folder.kind, document_id, sheet, act)  # takes half a second for long ones
    if sheet.act == SAVE:
        return await _save(folder, document_id, sheet, text, runtime, viewer, pages)
    draft = runtime.authoring.read(folder.kind, document_id, text, number=sheet.base)
    return await _form_page(runtime, pages, draft, sheet.base, note=sheet.note, done=_done(pages, folder, act))


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
    said = "unchanged=true" if saved.number == sheet.base else f"saved={saved.number}"
    return RedirectResponse(f"{address(folder, document_id)}?{said}", 303)


async def _saved(runtime: Runtime, pages: Pages, draft: Draft) -> Saved:
    """Say what the newest version has otherwise than the one before it; of the first of its document nothing."""
    try:
        before = await runtime.authoring.draft(draft.kind, draft.id, draft.number - 1)
    except NotFoundError:
        return Saved(draft.number)
    data, old = data_of(draft.kind, draft.text), data_of(draft.kind, before.text)
    return Saved(draft.number, told(FORMS[draft.kind], old, data, pages.text))


def _done(pages: Pages, folder: Folder, act: Act | None) -> Done | None:
    if act is None:
        return None
    if act.verb != "remove" or act.item is None:
        return Done(act.verb, act.path, act.row)
    part = part_at(folder.kind, act.path)
    words = summary_of(part, act.item, pages.language)
    name = " · ".join(
        f"{pages.text(word.text) if word.is_marked else word.text} {word.figure}".strip() for word in words
    )
    if part.widget is Widget.PAIRS:
        name = str(act.item.get(pages.language) or act.item.get("zh") or "")
    return Done(act.verb, act.path, act.row, json.dumps(act.item, ensure_ascii=False), name)


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
    note, act, gone = (typed.get(name, [other])[0] for name, other in (("note", ""), ("act", SAVE), ("gone", "")))
    return Sheet(int(base), text, note, act, gone, typed)


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
    done: Done | None = None,
    saved: Saved | None = None,
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
        done=done,
        saved=saved,
        is_saved=done is None and not refused,
        problems=[(nearest_field(problem.field, names), problem) for problem in problems],
        doubts=[(nearest_field(doubt.field, names), doubt) for doubt in await runtime.authoring.doubts(draft)],
    )


def laid_out(runtime: Runtime, pages: Pages, draft: Draft, problems: tuple[ContentError, ...]) -> list[SectionView]:
    """Return the sections of a draft's form with what is wrong at each field."""
    sources: dict[str, Options] = {"archetypes": tuple(archetype_names(runtime, pages).items())}
    layout = Layout(sources, Faults.of(problems, pages.language))
    data: dict[str, Any] = draft.data
    return [layout.section(section, data) for section in FORMS[draft.kind]]
