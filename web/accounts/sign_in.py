"""Signing in and out, and taking up an invitation."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from sim.domain.errors import ConflictError, InvalidInputError
from sim.practice.accounts.passwords import LENGTH, require_same
from sim.practice.accounts.sign_ins import Opened, SignInRefusedError, Visit
from sim.practice.accounts.throttle import ThrottledError
from web.accounts.forms import Text, faults_of, said
from web.accounts.words import ROLES
from web.deps import RuntimeDep, ViewerDep, seen_viewer
from web.gate import COOKIE
from web.rendering.desk import PagesDep
from web.rendering.languages import COOKIE as LANGUAGE_COOKIE
from web.rendering.renderer import Pages

router = APIRouter()

_YEAR = 365 * 24 * 3600
Back = Annotated[str, Query(alias="next", max_length=2000)]


@router.get("/sign-in", response_model=None)
async def sign_in_page(request: Request, runtime: RuntimeDep, pages: PagesDep, back: Back = "") -> Response:
    """Show the form; who is signed in already goes on."""
    if seen_viewer(request) is not None:
        return RedirectResponse(own_address(back), 303)
    return _page(pages, back=back, is_closed=not await runtime.accounts.people.exist())


@router.post("/sign-in", response_model=None)
async def sign_in(
    request: Request, runtime: RuntimeDep, pages: PagesDep, name: Text = "", password: Text = "", next: Text = ""
) -> Response:
    """Sign in and go on to where one wanted to; refused, the name stays in the form."""
    try:
        opened = await runtime.accounts.sign_ins.sign_in(
            name, password, visit_of(request), request.cookies.get(COOKIE, "")
        )
    except SignInRefusedError as error:
        return _page(pages, 422, name=name, back=next, errors=[("name", pages.said(error.message))])
    except ThrottledError as error:
        page = _page(pages, 429, name=name, back=next, errors=[("", pages.said(error.message))])
        page.headers["Retry-After"] = str(error.retry_after)
        return page
    answer = RedirectResponse(own_address(next), 303)
    keep_signed_in(answer, request, opened)
    keep_language(answer, opened.account.language)
    return answer


@router.post("/sign-out")
async def sign_out(request: Request, runtime: RuntimeDep, viewer: ViewerDep) -> RedirectResponse:
    """Sign this browser out."""
    secret = request.cookies.get(COOKIE)
    if secret and viewer.id:
        await runtime.accounts.sign_ins.sign_out(viewer, secret)
    answer = RedirectResponse("/sign-in", 303)
    answer.delete_cookie(COOKIE, httponly=True, samesite="lax")
    return answer


@router.get("/invitations/{secret}")
async def invitation_page(secret: str, runtime: RuntimeDep, pages: PagesDep) -> HTMLResponse:
    """Show the form that makes the promised account. Raises NotFoundError, ConflictError (it holds no more)."""
    return await _invitation(runtime, pages, secret)


@router.post("/invitations/{secret}", response_model=None)
async def accept(
    request: Request,
    secret: str,
    runtime: RuntimeDep,
    pages: PagesDep,
    name: Text = "",
    shown_name: Text = "",
    password: Text = "",
    again: Text = "",
) -> Response:
    """Make the account and sign in, or say why the link holds no more. Raises NotFoundError."""
    try:
        require_same(password, again)
        account = await runtime.accounts.invitations.accept(secret, name, shown_name, password)
    except InvalidInputError as error:
        return await _invitation(runtime, pages, secret, error, name=name, shown_name=shown_name)
    except ConflictError as error:
        return _void(pages, error)
    opened = await runtime.accounts.sign_ins.open(account, visit_of(request), request.cookies.get(COOKIE, ""))
    answer = RedirectResponse("/", 303)
    keep_signed_in(answer, request, opened)
    return answer


def own_address(address: str) -> str:
    """Return an address of this site to go on to; the beginning where it leads elsewhere."""
    is_own = address.startswith("/") and not address.startswith("//") and "\\" not in address
    return address if is_own and address.isprintable() else "/"


def visit_of(request: Request) -> Visit:
    """Return where a request comes from."""
    return Visit(request.client.host if request.client else "", request.headers.get("user-agent", ""))


def keep_signed_in(answer: Response, request: Request, opened: Opened) -> None:
    """Give the browser its sign-in: out of reach of scripts and other sites, and only encrypted where it came so."""
    answer.set_cookie(
        COOKIE,
        opened.secret,
        expires=opened.expires_at,
        httponly=True,
        samesite="lax",
        secure=request.url.scheme == "https",
    )


def keep_language(answer: Response, language: str) -> None:
    """Let the pages speak the language the account prefers; without one, the browser's."""
    if language:
        answer.set_cookie(LANGUAGE_COOKIE, language, max_age=_YEAR, httponly=True, samesite="lax")
    else:
        answer.delete_cookie(LANGUAGE_COOKIE, httponly=True, samesite="lax")


def _page(
    pages: Pages,
    status: int = 200,
    *,
    name: str = "",
    back: str = "",
    errors: Sequence[tuple[str, str]] = (),
    is_closed: bool = False,
) -> HTMLResponse:
    return pages.render(
        "accounts/sign_in.html", status, name=name, next=own_address(back), errors=errors, is_closed=is_closed
    )


async def _invitation(
    runtime: RuntimeDep,
    pages: Pages,
    secret: str,
    error: InvalidInputError | None = None,
    *,
    name: str = "",
    shown_name: str = "",
) -> HTMLResponse:
    try:
        invitation = await runtime.accounts.invitations.open_for(secret)
    except ConflictError as refusal:
        return _void(pages, refusal)
    groups = {group.id: group.name for group in await runtime.accounts.people.groups()}
    faults = faults_of(pages, error)
    return pages.render(
        "accounts/invitation.html",
        faults.status,
        here="/",
        role=said(pages, ROLES, invitation.role),
        group=groups.get(invitation.group, ""),
        expires_at=invitation.expires_at,
        faults=faults,
        name=name,
        shown_name=shown_name,
        length=LENGTH,
    )


def _void(pages: Pages, error: ConflictError) -> HTMLResponse:
    return pages.render("accounts/invitation_void.html", 409, here="/", reason=pages.said(error.message))
