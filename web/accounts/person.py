"""One account, for administrators: changed, disabled, given another password, signed out."""

from typing import Any

from fastapi import APIRouter, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from sim.domain.account import Account
from sim.domain.errors import DuilianError
from sim.practice.accounts.people import PersonChange, role_named
from web.accounts.forms import REFUSALS, Choices, Text, faults_of, language_choices, role_choices
from web.deps import AdministratorDep, RuntimeDep
from web.rendering.desk import PagesDep
from web.rendering.renderer import Pages

router = APIRouter(prefix="/admin/people/{account_id}")


@router.get("")
async def person(account_id: str, _: AdministratorDep, runtime: RuntimeDep, pages: PagesDep) -> HTMLResponse:
    """Show an account. Raises NotFoundError."""
    return await _page(await runtime.accounts.people.load(account_id), runtime, pages)


@router.post("", response_model=None)
async def change(
    account_id: str,
    viewer: AdministratorDep,
    runtime: RuntimeDep,
    pages: PagesDep,
    groups: Choices,
    shown_name: Text = "",
    role: Text = "",
    language: Text = "",
) -> Response:
    """Change an account. Raises NotFoundError."""
    account = await runtime.accounts.people.load(account_id)
    try:
        wanted = PersonChange(shown_name, role_named(role), frozenset(groups), language)
        await runtime.accounts.people.change(viewer, account_id, wanted)
    except REFUSALS as error:
        typed = {"shown_name": shown_name, "role": role, "language": language, "groups": groups}
        return await _page(account, runtime, pages, error, **typed)
    return RedirectResponse(f"/admin/people/{account_id}", 303)


@router.post("/disable", response_model=None)
async def disable(account_id: str, viewer: AdministratorDep, runtime: RuntimeDep, pages: PagesDep) -> Response:
    """Keep an account from signing in, at once. Raises NotFoundError."""
    return await _set_disabled(account_id, viewer, runtime, pages, disabled=True)


@router.post("/enable", response_model=None)
async def enable(account_id: str, viewer: AdministratorDep, runtime: RuntimeDep, pages: PagesDep) -> Response:
    """Let an account sign in again. Raises NotFoundError."""
    return await _set_disabled(account_id, viewer, runtime, pages, disabled=False)


@router.post("/password")
async def reset_password(
    account_id: str, viewer: AdministratorDep, runtime: RuntimeDep, pages: PagesDep
) -> HTMLResponse:
    """Give an account a generated password and show it, this once. Raises NotFoundError."""
    password = await runtime.accounts.people.reset_password(viewer, account_id)
    return pages.render(
        "accounts/password.html",
        page="admin",
        here=f"/admin/people/{account_id}",
        account=await runtime.accounts.people.load(account_id),
        password=password,
        is_new=False,
        must_sign_in=False,
    )


@router.post("/sign-out")
async def sign_out(account_id: str, viewer: AdministratorDep, runtime: RuntimeDep) -> RedirectResponse:
    """Sign an account out everywhere."""
    await runtime.accounts.sign_ins.sign_out_everywhere(viewer, account_id)
    return RedirectResponse(f"/admin/people/{account_id}", 303)


async def _set_disabled(
    account_id: str, viewer: AdministratorDep, runtime: RuntimeDep, pages: Pages, *, disabled: bool
) -> Response:
    try:
        await runtime.accounts.people.change(viewer, account_id, PersonChange(disabled=disabled))
    except REFUSALS as error:
        return await _page(await runtime.accounts.people.load(account_id), runtime, pages, error)
    return RedirectResponse(f"/admin/people/{account_id}", 303)


async def _page(
    account: Account, runtime: RuntimeDep, pages: Pages, error: DuilianError | None = None, **typed: Any
) -> HTMLResponse:
    faults = faults_of(pages, error)
    kept = {
        "shown_name": account.shown_name,
        "role": account.role,
        "language": account.language,
        "groups": account.groups,
    }
    return pages.render(
        "accounts/person.html",
        faults.status,
        page="admin",
        here=f"/admin/people/{account.id}",
        account=account,
        typed={**kept, **typed},
        faults=faults,
        roles=role_choices(pages),
        all_groups=await runtime.accounts.people.groups(),
        languages=language_choices(pages),
        sign_ins=await runtime.accounts.sign_ins.of(account.id),
    )
