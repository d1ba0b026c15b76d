"""The audit log, for administrators: filtered and page by page."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse

from sim.domain.audit import Action, AuditEntry, AuditFilter, AuditNote
from sim.domain.errors import InvalidInputError
from web.accounts.forms import said
from web.accounts.subjects import Names, Subject, names_in
from web.accounts.words import ACTIONS, KINDS
from web.deps import AdministratorDep, RuntimeDep
from web.marking import _
from web.rendering.desk import PagesDep
from web.rendering.renderer import Pages

router = APIRouter(prefix="/admin/audit")

Wanted = Annotated[str, Query(max_length=200)]


@dataclass(frozen=True, slots=True)
class Line:
    """Equal entries that follow each other: the same was done ``times`` times, first ``since``, last ``at``."""

    at: datetime
    since: datetime
    times: int
    actor: str
    action: str
    subject: Subject
    subject_id: str
    details: Sequence[tuple[str, str]]


@router.get("")
async def audit(
    _viewer: AdministratorDep,
    runtime: RuntimeDep,
    pages: PagesDep,
    who: Wanted = "",
    action: Wanted = "",
    subject: Wanted = "",
    since: Wanted = "",
    until: Wanted = "",
    before: Annotated[int | None, Query(ge=1, lt=2**62)] = None,
) -> HTMLResponse:
    """Show a page of entries, newest first.

    ``who`` is part of a name, ``action`` one action or a kind of them, ``since`` and ``until`` are days, both included.
    Raises InvalidInputError for a day that is none.
    """
    actions = KINDS[action].actions if action in KINDS else frozenset({action} - {""})
    wanted = AuditFilter(who.strip(), actions, subject.strip(), _day(since, "since"), _day(until, "until", 1))
    page = await runtime.audit.page(wanted, before)
    kept = {"who": who, "action": action, "subject": subject, "since": since, "until": until}
    names = await names_in(runtime, pages, page.entries)
    return pages.render(
        "accounts/audit.html",
        page="admin",
        lines=list(_lines(page.entries, names, pages)),
        kinds=[(key, pages.text(kind.name), _choices(kind.actions, pages)) for key, kind in KINDS.items()],
        chosen_action=pages.text(KINDS[action].name) if action in KINDS else said(pages, ACTIONS, action),
        wanted=kept,
        older=_address(kept, page.next) if page.next else "",
        newest=_address(kept, None) if before else "",
    )


def _choices(actions: Iterable[Action], pages: Pages) -> list[tuple[str, str]]:
    return [(action.value, pages.text(ACTIONS[action])) for action in Action if action in actions]


def _lines(entries: Sequence[AuditEntry], names: Names, pages: Pages) -> Iterable[Line]:
    """Yield the lines of a page. What was done again at once, such as turning a talk's pages, is one line."""
    for _key, equal in groupby(entries, key=_what_was_done):
        notes = [entry.note for entry in equal]
        note = notes[0]
        yield Line(
            at=note.at,
            since=notes[-1].at,
            times=len(notes),
            actor=note.actor_name or pages.text(_nobody(note)),
            action=said(pages, ACTIONS, note.action),
            subject=names.subject(note),
            subject_id=note.subject,
            details=names.details(note),
        )


def _what_was_done(entry: AuditEntry) -> tuple[str, str, str, str, Mapping[str, str]]:
    note = entry.note
    return note.actor, note.actor_name, note.action, note.subject, note.detail


def _nobody(note: AuditNote) -> str:
    """Return what the actor of an entry without a name is called."""
    if note.action in (Action.SIGN_IN_FAILED, Action.SIGN_IN_THROTTLED):
        return _("没登录的人")
    return _("本机用户")


def _day(text: str, field: str, plus: int = 0) -> datetime | None:
    """Return where a day begins at this place, ``plus`` days later; None for ""."""
    if not text:
        return None
    try:
        found = date.fromisoformat(text) + timedelta(days=plus)
        return datetime(found.year, found.month, found.day).astimezone()
    except (ValueError, OverflowError) as error:
        raise InvalidInputError(
            f"“{text}”不是日期，请写成 2026-03-01。 / {text!r} is no date; write 2026-03-01.", field=field
        ) from error


def _address(kept: dict[str, str], before: int | None) -> str:
    query = {name: value for name, value in {**kept, "before": str(before or "")}.items() if value}
    return f"/admin/audit?{urlencode(query)}" if query else "/admin/audit"
