"""Content that comes from elsewhere and goes there: YAML files, zips of a library, character cards."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sim.domain.account import Viewer
from sim.domain.archetype import Archetype
from sim.domain.audit import Action
from sim.domain.errors import ContentError, InvalidInputError, NotFoundError
from sim.library import Kind
from sim.library.bundle import Member, pack, unpack
from sim.library.cards import Card, read_card
from sim.library.edit import edited
from sim.library.source import parse
from sim.practice.accounts import Audit
from sim.practice.authoring.authoring import Authoring
from sim.practice.authoring.card_drafts import EXTRA, CardDraft, card_data, propose
from sim.practice.authoring.drafts import TEXT_LIMIT, Draft, UnreadableDraftError, file_name
from sim.practice.authoring.entries import State, check_new_id
from sim.practice.authoring.shelf import Shelf
from sim.reading import Reader

IMPORT_LIMIT = 10 * 1024 * 1024
"""Largest file that is taken in, in bytes."""
NOTE = "导入 / imported"


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import brought: new drafts, and what was refused and why."""

    drafts: tuple[Draft, ...]
    problems: tuple[ContentError, ...]


@dataclass(frozen=True, slots=True)
class ApprovedCard:
    """What a person has approved of a card. ``pattern`` is the type whose rules, doors and lines it takes over.

    ``scenario`` is the case that gets the opening lines, "" for none.
    """

    new_id: str
    pattern: str
    name: str
    summary: str
    style: tuple[str, ...]
    openings: tuple[str, ...] = ()
    scenario: str = ""


class Exchange:
    """Imports and exports. What comes in is a draft and nothing more: only publishing puts it before trainees."""

    def __init__(self, authoring: Authoring, shelf: Shelf, reader: Reader, audit: Audit) -> None:
        """``reader`` looks for orders to a model in what is imported, ``audit`` notes what is taken out."""
        self._authoring = authoring
        self._shelf = shelf
        self._reader = reader
        self._audit = audit

    async def import_yaml(self, data: bytes, *, file: str, viewer: Viewer) -> Imported:
        """Take in one YAML file; its kind is told by its fields, its id by ``id``. Raises ContentError."""
        return await self._take((_member(data, file),), (), viewer)

    async def import_zip(self, data: bytes, *, file: str, viewer: Viewer) -> Imported:
        """Take in a zip of a library; a broken file in it keeps no other out. Raises ContentError."""
        return await self._take(*unpack(data, file=file), viewer)

    def propose(self, data: bytes, *, file: str) -> tuple[Card, CardDraft]:
        """Read a character card and say what of it could be taken. Raises ContentError."""
        card = read_card(data, file=file)
        return card, propose(card, self._reader)

    async def approve(self, card: Card, approved: ApprovedCard, *, viewer: Viewer) -> Draft:
        """Make a draft of a customer type of what was approved; the card as it came is kept beside it.

        Raises InvalidInputError naming the field, an unknown pattern or scenario among them, and UnreadableDraftError.
        """
        check_new_id(approved.new_id)
        for field, text in (("name", approved.name), ("summary", approved.summary)):
            if not text.strip():
                raise InvalidInputError("没有填。 / This must be filled in.", field=field)
        if approved.scenario and approved.scenario not in self._shelf.library.scenarios:
            raise InvalidInputError("没有这件事。 / There is no such case.", field="scenario")
        if approved.pattern not in self._shelf.library.archetypes:
            raise InvalidInputError("没有这类客户。 / There is no such customer type.", field="pattern")
        pattern = await self._authoring.draft(Kind.ARCHETYPE, approved.pattern)
        changes = {
            "id": approved.new_id,
            "name": {"zh": approved.name.strip(), "en": None},
            "summary": {"zh": approved.summary.strip(), "en": None},
            **({"style": list(approved.style)} if approved.style else {}),
        }
        text = edited(pattern.text, changes, file=file_name(approved.new_id))
        draft = await self._authoring.create(
            Kind.ARCHETYPE, approved.new_id, text, viewer=viewer, note=NOTE, extras={EXTRA: dict(card.data)}
        )
        if approved.scenario and approved.openings:
            await self._add_openings(approved, viewer)
        return draft

    async def export_yaml(self, kind: Kind, document_id: str, *, viewer: Viewer) -> str:
        """Return the newest version of a document. Raises NotFoundError."""
        draft = await self._authoring.draft(kind, document_id)
        await self._audit.note(viewer, Action.EXPORTED, f"{kind.value}/{document_id}", {"form": "yaml"})
        return draft.text

    async def export_zip(self, *, viewer: Viewer) -> bytes:
        """Return the newest version of every document that is not archived, as a zip."""
        entries = [entry for entry in await self._authoring.entries() if entry.state is not State.ARCHIVED]
        drafts = [await self._authoring.draft(entry.kind, entry.id) for entry in entries]
        await self._audit.note(viewer, Action.EXPORTED, "content", {"form": "zip", "documents": str(len(drafts))})
        ordered = sorted(drafts, key=lambda draft: (draft.kind.folder, draft.id))
        return pack(Member(draft.kind, draft.id, draft.text) for draft in ordered)

    async def export_card(self, document_id: str, *, viewer: Viewer) -> Mapping[str, object]:
        """Return a customer type as the data of a character card. Raises NotFoundError, UnreadableDraftError."""
        draft = await self._authoring.draft(Kind.ARCHETYPE, document_id)
        if not isinstance(draft.content, Archetype):
            raise UnreadableDraftError(draft.problems)
        typical = (case for case in self._shelf.library.scenarios.values() if case.typical_archetype == document_id)
        others = (case for case in self._shelf.library.scenarios.values() if document_id in case.openings)
        case = next(typical, None) or next(others, None)
        openings: Sequence[str] = case.openings.get(document_id, ()) if case else ()
        await self._audit.note(viewer, Action.EXPORTED, f"archetype/{document_id}", {"form": "card"})
        return card_data(draft.content, openings, draft.extras)

    async def _take(self, members: Sequence[Member], problems: Sequence[ContentError], viewer: Viewer) -> Imported:
        drafts: list[Draft] = []
        refused = list(problems)
        for member in members:
            try:
                drafts.append(await self._keep(member, viewer))
            except UnreadableDraftError as error:
                refused += error.problems
        return Imported(tuple(drafts), tuple(refused))

    async def _keep(self, member: Member, viewer: Viewer) -> Draft:
        """Keep a document as a new one, or as the next version of the one with its id."""
        try:
            before = await self._authoring.draft(member.kind, member.id)
        except NotFoundError:
            return await self._authoring.create(member.kind, member.id, member.text, viewer=viewer, note=NOTE)
        return await self._authoring.save(
            member.kind, member.id, member.text, base=before.number, viewer=viewer, note=NOTE
        )

    async def _add_openings(self, approved: ApprovedCard, viewer: Viewer) -> None:
        scenario = await self._authoring.draft(Kind.SCENARIO, approved.scenario)
        openings = {"openings": {approved.new_id: list(approved.openings)}}
        text = edited(scenario.text, openings, file=file_name(approved.scenario))
        await self._authoring.save(
            Kind.SCENARIO, approved.scenario, text, base=scenario.number, viewer=viewer, note=NOTE
        )


def check_upload(data: bytes, *, file: str) -> None:
    """Refuse a file that is too large to be looked into. Raises ContentError."""
    if len(data) > IMPORT_LIMIT:
        zh = f"太大了，最多 {IMPORT_LIMIT} 字节"
        raise ContentError(f"is larger than {IMPORT_LIMIT} bytes", file=file, zh=zh)


def _member(data: bytes, file: str) -> Member:
    """Return the document in a YAML file. Raises ContentError where its text, kind or id cannot be told."""
    if len(data) > TEXT_LIMIT:
        message = f"has {len(data)} bytes; at most {TEXT_LIMIT} are allowed"
        raise ContentError(message, file=file, zh=f"有 {len(data)} 字节，太大了，最多 {TEXT_LIMIT} 字节")
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        zh = "不是 UTF-8 编码，请另存为 UTF-8"
        raise ContentError("is not UTF-8; save the file as UTF-8", file=file, line=line, zh=zh) from error
    source = parse(text)
    if source.flaws or not isinstance(source.data, dict):
        raise source.error(source.flaws[0], file)
    document_id = source.data.get("id")
    if not isinstance(document_id, str):
        raise ContentError("has no id", file=file, field="id", zh="没有编号（id）")
    try:
        check_new_id(document_id)
    except InvalidInputError as error:
        chinese, _between, english = error.message.partition(" / ")
        raise ContentError(english, file=file, line=source.line(("id",)), field="id", zh=chinese) from error
    return Member(_kind_of(source.data), document_id, text)


def _kind_of(data: Mapping[str, object]) -> Kind:
    """Tell the kind of a document by the fields only that kind has."""
    if "dimensions" in data or "gates" in data:
        return Kind.RUBRIC
    return Kind.ARCHETYPE if "rules" in data or "doors" in data or "start_anger" in data else Kind.SCENARIO
