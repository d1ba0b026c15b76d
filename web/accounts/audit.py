"""The audit log, for administrators: filtered and page by page."""

from datetime import date, datetime, timedelta
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse

from sim.domain.audit import Action, AuditEntry, AuditFilter
from sim.domain.errors import InvalidInputError, NotFoundError
from web.accounts.forms import said
from web.accounts.subjects import OWNER, Names, names_in
from web.accounts.words import ACTIONS, DETAILS, VALUES
from web.deps import AdministratorDep, RuntimeDep
from web.marking import _
from web.rendering.desk import PagesDep
from web.rendering.renderer import Pages

router = APIRouter(prefix="/admin/audit")

Wanted = Annotated[str, Query(max_length=200)]


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

    ``who`` is a name to sign in with, ``since`` and ``until`` are days, both included.
    Raises InvalidInputError for a day that is none.
    """
    actor = await _account_named(runtime, who.strip())
    wanted = AuditFilter(actor or "", action, subject.strip(), _day(since, "since"), _day(until, "until", 1))
    page = None if actor is None else await runtime.audit.page(wanted, before)
    kept = {"who": who, "action": action, "subject": subject, "since": since, "until": until}
    entries = page.entries if page else ()
    names = await names_in(runtime, pages, entries)
    return pages.render(
        "accounts/audit.html",
        page="admin",
        rows=[(entry, _detail_lines(pages, entry, names)) for entry in entries],
        words={code: said(pages, ACTIONS, code) for code in {*Action, *(entry.note.action for entry in entries)}},
        actions=[("", pages.text(_("所有事项"))), *((code, said(pages, ACTIONS, code)) for code in Action)],
        wanted=kept,
        unknown=actor is None,
        subjects=names.subjects,
        older=_address(kept, page.next) if page and page.next else "",
        newest=_address(kept, None) if before else "",
    )


async def _account_named(runtime: RuntimeDep, name: str) -> str | None:
    """Return the id of an account, "" for no name, None for a name nobody has."""
    if not name:
        return ""
    try:
        return (await runtime.accounts.people.by_name(name)).id
    except NotFoundError:
        return None


def _day(text: str, field: str, plus: int = 0) -> datetime | None:
    """Return where a day begins at this place, ``plus`` days later; None for ""."""
    if not text:
        return None
    try:
        found = date.fromisoformat(text) + timedelta(days=plus)
        return datetime(found.year, found.month, found.day).astimezone()
    except (ValueError, OverflowError) as error:
        raise InvalidInputError(f"{text!r} is no day; write it as 2026-03-01", field=field) from error


def _detail_lines(pages: Pages, entry: AuditEntry, names: Names) -> list[tuple[str, str]]:
    def shown(name: str, value: str) -> str:
        if name == OWNER:
            return names.people.get(value, value)
        return pages.text(VALUES[name, value]) if (name, value) in VALUES else value

    return [(said(pages, DETAILS, name), shown(name, value)) for name, value in entry.note.detail.items() if value]


def _address(kept: dict[str, str], before: int | None) -> str:
    query = {name: value for name, value in {**kept, "before": str(before or "")}.items() if value}
    return f"/admin/audit?{urlencode(query)}" if query else "/admin/audit"
