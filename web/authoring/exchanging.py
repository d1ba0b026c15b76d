"""Import and export: files of one document, zips of a library, character cards that a person approves first."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial

import orjson
from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.datastructures import UploadFile
from starlette.requests import Request

from sim.domain.account import Viewer
from sim.domain.errors import ContentError, DuilianError, InvalidInputError
from sim.library.bundle import ZIP_SIGNATURE
from sim.library.cards import CARD_LIMIT, PNG_SIGNATURE, Card, card_json, card_picture, read_card
from sim.practice.authoring import UnreadableDraftError
from sim.practice.authoring.card_drafts import CardDraft
from sim.practice.authoring.exchange import IMPORT_LIMIT, ApprovedCard, Imported, check_upload
from sim.runtime import Runtime
from web.authoring.places import FOLDERS, DocumentId, Folder, address
from web.deps import RuntimeDep, TrainerDep, posted_form
from web.rendering.desk import PagesDep
from web.rendering.renderer import Pages

router = APIRouter(prefix="/content")


@dataclass(frozen=True, slots=True)
class Approval:
    """What stands in the form of a card: the texts as typed, and what was wrong with them."""

    values: dict[str, str] = field(default_factory=dict)
    error: str = ""
    field: str = ""


@router.get("/import")
async def import_form(_viewer: TrainerDep, pages: PagesDep) -> HTMLResponse:
    """Ask for a file."""
    return _import_page(pages)


@router.post("/import", response_model=None)
async def take(request: Request, runtime: RuntimeDep, viewer: TrainerDep, pages: PagesDep) -> Response:
    """Take in a file as drafts; a character card is shown for approval first."""
    sent = (await posted_form(request)).get("file")
    if not isinstance(sent, UploadFile):
        return _import_page(pages, lacks_file=True)
    name = (sent.filename or "").replace("\\", "/").rpartition("/")[2][:100]
    data = await sent.read(IMPORT_LIMIT + 1)
    await sent.close()
    if not name:
        return _import_page(pages, lacks_file=True)
    try:
        check_upload(data, file=name)
        if data.startswith(ZIP_SIGNATURE) or name.lower().endswith(".zip"):
            return _import_page(pages, await runtime.exchange.import_zip(data, file=name, viewer=viewer))
        if data.startswith(PNG_SIGNATURE) or name.lower().endswith((".png", ".json")):
            card, draft = runtime.exchange.propose(data, file=name)
            return _card_page(pages, runtime, card, draft, Approval(_proposed(draft)))
        return _import_page(pages, await runtime.exchange.import_yaml(data, file=name, viewer=viewer))
    except ContentError as error:
        return _import_page(pages, problems=(error,))


@router.post("/import/card", response_model=None)
async def approve(request: Request, runtime: RuntimeDep, viewer: TrainerDep, pages: PagesDep) -> Response:
    """Make a draft of what a person has approved of a card."""
    sent = await posted_form(request)
    values = {name: value for name, value in sent.items() if isinstance(value, str)}
    raw = values.get("card", "")
    if len(raw) > CARD_LIMIT:
        raise InvalidInputError("卡片太大了。 / The card is too large.", field="card")
    card = read_card(raw.encode(errors="replace"), file="card.json")
    try:
        if values.get("approved") != "on":
            raise InvalidInputError(
                "请先看过每一段，再勾选确认。 / Read every part, then tick that you approve.", field="approved"
            )
        draft = await runtime.exchange.approve(card, _approved(values), viewer=viewer)
    except DuilianError as error:
        told = Approval(values, pages.said(error.message), getattr(error, "field", ""))
        _card, proposal = runtime.exchange.propose(raw.encode(errors="replace"), file="card.json")
        return _card_page(pages, runtime, card, proposal, told)
    return RedirectResponse(address(Folder.ARCHETYPES, draft.id), 303)


@router.get("/export.zip")
async def export_all(runtime: RuntimeDep, viewer: TrainerDep) -> Response:
    """Send the newest version of all content as a zip."""
    return _file(await runtime.exchange.export_zip(viewer=viewer), "application/zip", "content.zip")


@router.get("/{folder}/{document_id}/export.yaml")
async def export_one(folder: Folder, document_id: DocumentId, runtime: RuntimeDep, viewer: TrainerDep) -> Response:
    """Send the newest version of a document as its YAML file."""
    text = await runtime.exchange.export_yaml(folder.kind, document_id, viewer=viewer)
    return _file(text.encode(), "application/yaml; charset=utf-8", f"{document_id}.yaml")


@router.get("/archetypes/{document_id}/card.json")
async def export_card(document_id: DocumentId, runtime: RuntimeDep, viewer: TrainerDep) -> Response:
    """Send a customer type as a character card (V3) in JSON; one with faults leads to its form, which names them."""
    return await _card_file(document_id, runtime, viewer, ".json", "application/json", partial(card_json, version=3))


@router.get("/archetypes/{document_id}/card.png")
async def export_picture(document_id: DocumentId, runtime: RuntimeDep, viewer: TrainerDep) -> Response:
    """Send a customer type as a character card in a picture (V2 and V3); one with faults leads to its form."""
    return await _card_file(document_id, runtime, viewer, ".png", "image/png", card_picture)


async def _card_file(
    document_id: str,
    runtime: Runtime,
    viewer: Viewer,
    ending: str,
    media_type: str,
    written: Callable[[Mapping[str, object]], bytes],
) -> Response:
    try:
        data = await runtime.exchange.export_card(document_id, viewer=viewer)
    except UnreadableDraftError:
        return RedirectResponse(f"{address(Folder.ARCHETYPES, document_id)}#problems", 303)
    return _file(written(data), media_type, document_id + ending)


def _approved(values: dict[str, str]) -> ApprovedCard:
    return ApprovedCard(
        new_id=values.get("new_id", "").strip(),
        pattern=values.get("pattern", ""),
        name=values.get("name", ""),
        summary=values.get("summary", ""),
        style=_split(values.get("style", "")),
        openings=_split(values.get("openings", "")),
        scenario=values.get("scenario", ""),
    )


def _split(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def _proposed(draft: CardDraft) -> dict[str, str]:
    return {
        "name": draft.name,
        "summary": draft.summary,
        "style": "\n".join(draft.style),
        "openings": "\n".join(draft.openings),
    }


def _card_page(pages: Pages, runtime: Runtime, card: Card, draft: CardDraft, approval: Approval) -> HTMLResponse:
    return pages.render(
        "authoring/card.html",
        422 if approval.error else 200,
        page="content",
        card=orjson.dumps(dict(card.data)).decode(),
        draft=draft,
        values=approval.values,
        error=approval.error,
        field=approval.field,
        patterns=tuple(runtime.library.archetypes.values()),
        scenarios=tuple(runtime.library.scenarios.values()),
    )


def _import_page(
    pages: Pages,
    imported: Imported | None = None,
    problems: tuple[ContentError, ...] = (),
    *,
    lacks_file: bool = False,
) -> HTMLResponse:
    refused = (*problems, *(imported.problems if imported else ()))
    drafts = imported.drafts if imported else ()
    return pages.render(
        "authoring/import.html",
        422 if lacks_file or (refused and not drafts) else 200,
        page="content",
        lacks_file=lacks_file,
        drafts=[(draft, address(Folder.of(draft.kind), draft.id), FOLDERS[Folder.of(draft.kind)]) for draft in drafts],
        problems=refused,
        limit=IMPORT_LIMIT // 1024 // 1024,
    )


def _file(data: bytes, media_type: str, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(data, media_type=media_type, headers=headers)
