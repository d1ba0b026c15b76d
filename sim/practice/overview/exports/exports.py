"""The exports of a view: who asked is written down first, then pages are read and sent one by one."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

import orjson

from sim.domain.account import Viewer
from sim.domain.audit import Action
from sim.domain.errors import InvalidInputError
from sim.domain.text import Bilingual, Language
from sim.grading.documents import scorecard_document, scorecard_from_document
from sim.practice.accounts import Audit
from sim.practice.authoring.shelf import Shelf
from sim.practice.casting import Casting
from sim.practice.overview.exports.files import Rows, csv_file, xlsx_file
from sim.practice.overview.exports.label import aigc_label
from sim.practice.overview.exports.naming import Cover, Naming
from sim.practice.overview.exports.sheet import Sheet, Whose, columns_of
from sim.practice.overview.exports.transcripts import Form, Talk, covered, document_of
from sim.practice.overview.overviews import Overviews, View
from sim.practice.overview.roster import Person, Roster
from sim.store import PageKey, Store
from sim.store.overview import Selection, Wanted

PAGE = 200
"""Results read and written at a time, beside the event loop: talks go on while a sheet is written."""
XLSX_ROWS = 20_000
"""Most rows of an XLSX sheet; making it takes a minute then, and spreadsheet programs get slow."""
_SHEET_TITLE = Bilingual("模拟练习", "Simulated practice")


class SheetForm(StrEnum):
    """The forms of a sheet."""

    CSV = "csv"
    XLSX = "xlsx"


@dataclass(frozen=True, slots=True)
class Exported:
    """A file on its way: its name, its media type, its bytes as they come."""

    name: str
    media_type: str
    content: AsyncIterator[bytes]


class Exports:
    """Sheets and transcripts of what a viewer may see."""

    def __init__(self, store: Store, casting: Casting, roster: Roster, shelf: Shelf, audit: Audit) -> None:
        """``audit`` is where every export is written down, ``casting`` finds the content sessions were played with."""
        self._store = store
        self._casting = casting
        self._roster = roster
        self._shelf = shelf
        self._audit = audit
        self._overviews = Overviews(store, roster)

    async def sheet(
        self,
        viewer: Viewer,
        view: View,
        form: SheetForm,
        language: Language,
        *,
        cover: Cover,
        person: Person | None = None,
    ) -> Exported:
        """Return a sheet of results, a row for each graded session. It holds nothing that was said.

        Raises NotFoundError for a group that is not the viewer's, InvalidInputError where there is too much for XLSX.
        """
        wanted = await self._overviews.wanted(viewer, view, person=person)
        period = view.period
        first, last = period.first.isoformat(), period.last.isoformat()
        chosen = Selection(wanted.owners, first, last, view.scenario, wanted.without)
        if form is SheetForm.XLSX:
            await self._check_size(chosen)
        library = self._shelf.library
        sheet = Sheet(library, language, columns_of(await self._store.overview.parts(chosen), library))
        await self._note(viewer, form, view, person, cover)
        name = _name("sessions", view, form.value)
        rows = self._rows(sheet, wanted, viewer, Naming(self._roster, language, cover))
        if form is SheetForm.CSV:
            return Exported(name, "text/csv; charset=utf-8", csv_file(rows))
        title = _SHEET_TITLE.in_language(language)
        media_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        return Exported(name, media_type, xlsx_file(rows, title, aigc_label(name)))

    async def transcripts(
        self,
        viewer: Viewer,
        view: View,
        form: Form,
        language: Language,
        *,
        cover: Cover,
        person: Person | None = None,
    ) -> Exported:
        """Return the transcripts of graded sessions; ``language`` is that of trainees who go by numbers."""
        wanted = await self._overviews.wanted(viewer, view, person=person)
        await self._note(viewer, form, view, person, cover)
        ending, media_type = ("json", "application/json") if form.is_array else ("jsonl", "application/jsonl")
        documents = self._documents(wanted, form, Naming(self._roster, language, cover), cover)
        content = _array(documents) if form.is_array else _lines(documents)
        return Exported(_name(form.value, view, ending), media_type, content)

    async def one(self, session_id: str, cover: Cover) -> dict[str, Any]:
        """Return one session as its owner takes it home: transcript and scorecard as JSON. Raises NotFoundError."""
        talk = await self._talk(session_id, cover)
        return {
            **document_of(talk, Form.TRANSCRIPT),
            "scorecard": None if talk.scorecard is None else scorecard_document(talk.scorecard),
        }

    async def _check_size(self, chosen: Selection) -> None:
        count = (await self._store.overview.summary(chosen)).totals.sessions
        if count > XLSX_ROWS:
            raise InvalidInputError(
                f"有 {count} 次练习，XLSX 最多 {XLSX_ROWS} 行；请缩小范围，或改用 CSV。"
                f" / {count} sessions; XLSX takes {XLSX_ROWS} rows. Choose less, or CSV.",
                field="form",
            )

    async def _note(
        self, viewer: Viewer, form: SheetForm | Form, view: View, person: Person | None, cover: Cover
    ) -> None:
        subject = view.group if person is None else person.key
        weeks = f"{view.period.first} – {view.period.last_day}"
        detail = {"form": form.value, "cover": cover.value, "period": weeks, "scenario": view.scenario}
        await self._audit.note(viewer, Action.EXPORTED, subject, detail)

    async def _rows(self, sheet: Sheet, wanted: Wanted, viewer: Viewer, naming: Naming) -> Rows:
        groups = await self._roster.groups(viewer)
        yield [sheet.head()]
        before: PageKey | None = None
        while results := await self._store.overview.results(wanted, limit=PAGE, before=before):
            owners = dict.fromkeys(result.owner for result in results)
            joined = await self._store.groups.joined(owners)
            of_viewer = {
                owner: tuple(group.name for group in groups if group.id in joined.get(owner, ())) for owner in owners
            }
            whose = Whose(await naming.of(owners), of_viewer)
            yield await asyncio.to_thread(sheet.rows, results, whose)
            before = PageKey(results[-1].created_at, results[-1].session)

    async def _documents(
        self, wanted: Wanted, form: Form, naming: Naming, cover: Cover
    ) -> AsyncIterator[dict[str, Any]]:
        before: PageKey | None = None
        while results := await self._store.overview.results(wanted, limit=PAGE, before=before):
            names = await naming.of(dict.fromkeys(result.owner for result in results))
            for result in results:
                talk = await self._talk(result.session, cover)
                yield document_of(replace(talk, trainee=names[result.owner]), form)
            before = PageKey(results[-1].created_at, results[-1].session)

    async def _talk(self, session_id: str, cover: Cover) -> Talk:
        played = await self._casting.stored(session_id)
        stored = await self._store.load_scorecard(session_id)
        talk = Talk(played.transcript(), None if stored is None else scorecard_from_document(stored))
        return covered(talk) if cover.masks_talk else talk


async def _array(documents: AsyncIterator[dict[str, Any]]) -> AsyncIterator[bytes]:
    start = b"[\n"
    async for document in documents:
        yield start + orjson.dumps(document)
        start = b",\n"
    yield b"[]\n" if start == b"[\n" else b"\n]\n"


async def _lines(documents: AsyncIterator[dict[str, Any]]) -> AsyncIterator[bytes]:
    async for document in documents:
        yield orjson.dumps(document, option=orjson.OPT_APPEND_NEWLINE)


def _name(what: str, view: View, ending: str) -> str:
    return f"duilian-{what}-{view.period.first}-{view.period.last_day}.{ending}"
