"""One's own account: how one is called, language, password, where one is signed in."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from sim.domain.account import Account, Scope
from sim.domain.errors import DuilianError, NotFoundError
from sim.practice.accounts.passwords import LENGTH, require_same
from sim.practice.accounts.people import PersonChange
from sim.practice.accounts.throttle import ThrottledError
from web.accounts.agents import known_as
from web.accounts.forms import REFUSALS, Text, faults_of, language_choices, said
from web.accounts.sign_in import keep_language, keep_signed_in, visit_of
from web.accounts.words import ROLES, SCOPES
from web.deps import RuntimeDep, ViewerDep, recognised_by
from web.gate import COOKIE
from web.rendering.desk import PagesDep
from web.rendering.renderer import Pages

router = APIRouter(prefix="/account")


async def own_account(request: Request) -> Account:
    """Return the account that is signed in. Raises NotFoundError in single-user mode, which has none."""
    recognised = recognised_by(request)
    if recognised is None:
        raise NotFoundError("there is no account in single-user mode")
    return recognised.account


AccountDep = Annotated[Account, Depends(own_account)]


@router.get("")
async def account_page(request: Request, account: AccountDep, runtime: RuntimeDep, pages: PagesDep) -> HTMLResponse:
    """Show all that one can change of one's own account."""
    return await own_page(request, account, runtime, pages)


@router.post("", response_model=None)
async def change(
    request: Request,
    account: AccountDep,
    viewer: ViewerDep,
    runtime: RuntimeDep,
    pages: PagesDep,
    shown_name: Text = "",
    language: Text = "",
) -> Response:
    """Change how one is called and the language one prefers."""
    try:
        wanted = PersonChange(shown_name=shown_name, language=language)
        changed = await runtime.accounts.people.change(viewer, account.id, wanted)
    except REFUSALS as error:
        return await own_page(request, account, runtime, pages, error, shown_name=shown_name)
    answer = RedirectResponse("/account", 303)
    keep_language(answer, changed.language)
    return answer


@router.post("/password", response_model=None)
async def change_password(
    request: Request,
    account: AccountDep,
    runtime: RuntimeDep,
    pages: PagesDep,
    old: Text = "",
    password: Text = "",
    again: Text = "",
) -> Response:
    """Change the password; every other browser is signed out."""
    try:
        require_same(password, again)
        opened = await runtime.accounts.sign_ins.change_password(account, old, password, visit_of(request))
    except (*REFUSALS, ThrottledError) as error:
        return await own_page(request, account, runtime, pages, error)
    answer = RedirectResponse("/account", 303)
    keep_signed_in(answer, request, opened)
    return answer


@router.post("/sign-ins/{sign_in_id}/end")
async def end_sign_in(sign_in_id: str, _: AccountDep, viewer: ViewerDep, runtime: RuntimeDep) -> RedirectResponse:
    """Sign one of one's browsers out. Raises NotFoundError."""
    await runtime.accounts.sign_ins.sign_out_one(viewer, sign_in_id)
    return RedirectResponse("/account", 303)


@router.post("/sign-out-everywhere")
async def sign_out_everywhere(account: AccountDep, viewer: ViewerDep, runtime: RuntimeDep) -> RedirectResponse:
    """Sign all of one's browsers out, this one too."""
    await runtime.accounts.sign_ins.sign_out_everywhere(viewer, account.id)
    answer = RedirectResponse("/sign-in", 303)
    answer.delete_cookie(COOKIE, httponly=True, samesite="lax")
    return answer


async def own_page(
    request: Request,
    account: Account,
    runtime: RuntimeDep,
    pages: Pages,
    error: DuilianError | None = None,
    **typed: Any,
) -> HTMLResponse:
    """Return the page of one's own account, with what was typed and what was wrong with it."""
    groups = {group.id: group.name for group in await runtime.accounts.people.groups()}
    recognised = recognised_by(request)
    faults = faults_of(pages, error)
    context = {"shown_name": account.shown_name, "token": None, "token_name": "", "token_days": 90, **typed}
    return pages.render(
        "accounts/account.html",
        faults.status,
        page="account",
        here="/account",
        account=account,
        role=said(pages, ROLES, account.role),
        groups=sorted(groups[group] for group in account.groups if group in groups),
        languages=language_choices(pages),
        length=LENGTH,
        sign_ins=await runtime.accounts.sign_ins.of(account.id),
        known_as=known_as,
        this_sign_in=recognised.credential if recognised else "",
        tokens=await runtime.accounts.tokens.of(account.id),
        scopes=[(scope, said(pages, SCOPES, scope)) for scope in Scope],
        faults=faults,
        **context,
    )
