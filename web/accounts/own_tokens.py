"""One's own API tokens: made, shown once, revoked."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from sim.domain.account import Scope
from sim.domain.errors import InvalidInputError
from sim.practice.accounts.names import checked_days
from sim.practice.accounts.tokens import DAYS
from web.accounts.forms import REFUSALS, Choices, Text
from web.accounts.own import AccountDep, own_page
from web.deps import RuntimeDep, ViewerDep
from web.rendering.desk import PagesDep

router = APIRouter(prefix="/account/tokens")


@router.post("")
async def create(
    request: Request,
    account: AccountDep,
    viewer: ViewerDep,
    runtime: RuntimeDep,
    pages: PagesDep,
    scopes: Choices,
    name: Text = "",
    days: Text = "",
) -> HTMLResponse:
    """Make a token and show its secret, this once."""
    try:
        chosen = frozenset(_scope(name) for name in scopes)
        _, secret = await runtime.accounts.tokens.create(viewer, name, chosen, checked_days(days, DAYS))
    except REFUSALS as error:
        return await own_page(request, account, runtime, pages, error, token_name=name, token_days=days)
    return await own_page(request, account, runtime, pages, token=secret)


@router.post("/{token_id}/revoke")
async def revoke(token_id: str, _: AccountDep, viewer: ViewerDep, runtime: RuntimeDep) -> RedirectResponse:
    """Revoke a token of one's own. Raises NotFoundError."""
    await runtime.accounts.tokens.revoke(viewer, token_id)
    return RedirectResponse("/account#tokens", 303)


def _scope(name: str) -> Scope:
    if name not in set(Scope):
        raise InvalidInputError(f"{name!r} is no scope; known are {', '.join(Scope)}", field="scopes")
    return Scope(name)
