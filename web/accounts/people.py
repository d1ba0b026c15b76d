"""The accounts of the desk, for administrators: found, and made."""

from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from sim.domain.account import Role
from sim.domain.errors import DuilianError
from sim.practice.accounts.passwords import LENGTH, generated_password
from sim.practice.accounts.people import NewPerson, role_named
from sim.store.accounts import PeopleWanted
from web.accounts.forms import (
    REFUSALS,
    Choices,
    Text,
    faults_of,
    group_choices,
    language_choices,
    role_choices,
    said,
)
from web.accounts.words import ROLES
from web.deps import AdministratorDep, RuntimeDep
from web.marking import _
from web.rendering.desk import PagesDep
from web.rendering.keys import read_key, write_key
from web.rendering.renderer import Pages

router = APIRouter(prefix="/admin")

Wanted = Annotated[str, Query(max_length=100)]


@router.get("")
async def admin(_viewer: AdministratorDep) -> RedirectResponse:
    """Lead to the first of the administrators' pages."""
    return RedirectResponse("/admin/people", 303)


@router.get("/people")
async def people(
    _viewer: AdministratorDep,
    runtime: RuntimeDep,
    pages: PagesDep,
    text: Wanted = "",
    group: Wanted = "",
    role: Wanted = "",
    before: Wanted = "",
) -> HTMLResponse:
    """Show a page of accounts, newest first. Raises InvalidInputError for an unknown role or place."""
    wanted = PeopleWanted(text.strip(), group, role_named(role) if role else None)
    page = await runtime.accounts.people.page(wanted, read_key(before))
    groups = await runtime.accounts.people.groups()
    return pages.render(
        "accounts/people.html",
        page="admin",
        is_single=not await runtime.accounts.people.exist(),
        accounts=page.accounts,
        older=_address(text, group, role, write_key(page.next)) if page.next else "",
        newest=_address(text, group, role, "") if before else "",
        wanted={"text": text, "group": group, "role": role},
        group_names={known.id: known.name for known in groups},
        groups=group_choices(pages, groups, _("所有班组")),
        roles=[("", pages.text(_("所有角色"))), *role_choices(pages)],
        role_words={code: said(pages, ROLES, code) for code in Role},
    )


@router.get("/people/new")
async def new_page(viewer: AdministratorDep, runtime: RuntimeDep, pages: PagesDep, group: Wanted = "") -> HTMLResponse:
    """Show the form for a new account; the first of all is an administrator's."""
    return await _new_page(runtime, pages, groups=[group])


@router.post("/people/new", response_model=None)
async def create(
    viewer: AdministratorDep,
    runtime: RuntimeDep,
    pages: PagesDep,
    groups: Choices,
    name: Text = "",
    shown_name: Text = "",
    role: Text = "",
    language: Text = "",
    password: Text = "",
) -> Response:
    """Make an account and show its password, this once, where one was generated."""
    typed = {"name": name, "shown_name": shown_name, "role": role, "language": language, "groups": groups}
    chosen = password or generated_password()
    try:
        new = NewPerson(name, role_named(role), shown_name, frozenset(groups), language)
        account = await runtime.accounts.people.create(viewer, new, chosen)
    except REFUSALS as error:
        return await _new_page(runtime, pages, error, **typed)
    return pages.render(
        "accounts/password.html",
        page="admin",
        here="/admin/people",
        account=account,
        password="" if password else chosen,
        is_new=True,
        must_sign_in=not viewer.id,
    )


def _address(text: str, group: str, role: str, before: str) -> str:
    query = {"text": text, "group": group, "role": role, "before": before}
    return f"/admin/people?{urlencode({name: value for name, value in query.items() if value})}"


async def _new_page(runtime: RuntimeDep, pages: Pages, error: DuilianError | None = None, **typed: Any) -> HTMLResponse:
    is_first = not await runtime.accounts.people.exist()
    faults = faults_of(pages, error)
    start = Role.ADMINISTRATOR if is_first else Role.TRAINEE
    blank = {"name": "", "shown_name": "", "role": start, "language": "", "groups": []}
    return pages.render(
        "accounts/new_person.html",
        faults.status,
        page="admin",
        here="/admin/people/new",
        is_first=is_first,
        typed={**blank, **typed},
        faults=faults,
        roles=[choice for choice in role_choices(pages) if not is_first or choice[0] is Role.ADMINISTRATOR],
        all_groups=await runtime.accounts.people.groups(),
        languages=language_choices(pages),
        length=LENGTH,
    )
