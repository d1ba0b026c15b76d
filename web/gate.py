"""The gate every request passes: it says who asks, and lets nobody on who is not signed in, except to what is public.

A route that nobody thought of is therefore closed. Roles, groups and owners are checked behind it, by the dependencies
of ``web.deps``. Pure ASGI.
"""

from dataclasses import dataclass
from urllib.parse import urlencode

from starlette.requests import HTTPConnection
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from sim.domain.account import LOCAL, Role, Viewer
from sim.domain.account import Scope as TokenScope
from sim.domain.errors import DuilianError
from sim.practice.accounts import Accounts, Recognised, is_this_machine
from web.errors import Problem, problem_of
from web.security import SAFE_METHODS, host_name

COOKIE = "duilian-sign-in"
SIGN_IN = "/sign-in"
METRICS = "/metrics"
_API = "/api/"
_EXPORTS = "/api/v1/exports"
_UNASKED = frozenset({"/livez", "/readyz"})
_PUBLIC = frozenset({SIGN_IN, "/about", "/help", "/privacy", "/api/v1/openapi.json", *_UNASKED})
_PUBLIC_BELOW = ("/help/", "/invitations/")
_STATIC = "/static/"
_FORWARDED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "via")


@dataclass(frozen=True, slots=True)
class Caller:
    """Who stands before the gate. ``recognised`` is None for nobody, and for this machine's user without accounts."""

    viewer: Viewer | None
    recognised: Recognised | None = None
    refused: bool = False


class Gate:
    """Sets ``request.state.viewer`` (None: nobody is signed in) and ``request.state.recognised``."""

    def __init__(self, app: ASGIApp, accounts: Accounts) -> None:
        """Wrap ``app``."""
        self.app = app
        self.accounts = accounts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http" or scope["path"] in _UNASKED or scope["path"].startswith(_STATIC):
            await self.app(scope, receive, send)
            return
        request = HTTPConnection(scope)
        try:
            caller = await self._caller(request)
        except DuilianError as error:
            await problem_of(error).response()(scope, receive, send)
            return
        scope.setdefault("state", {}).update(viewer=caller.viewer, recognised=caller.recognised)
        refusal = _refusal(request, caller)
        await (self.app if refusal is None else refusal)(scope, receive, send)

    async def _caller(self, request: HTTPConnection) -> Caller:
        if not await self.accounts.people.exist():
            return Caller(LOCAL if is_local(request) else None)
        secret = _bearer(request)
        if secret is not None:
            found = await self.accounts.tokens.recognise(secret)
            return Caller(found.viewer, found) if found else Caller(None, refused=True)
        cookie = request.cookies.get(COOKIE)
        found = await self.accounts.sign_ins.recognise(cookie) if cookie else None
        return Caller(found.viewer, found) if found else Caller(None)


def is_local(request: HTTPConnection) -> bool:
    """Tell whether a request comes from this machine, by its own name, through no proxy."""
    client = request.client.host if request.client else ""
    direct = not any(name in request.headers for name in _FORWARDED)
    return direct and is_this_machine(client) and is_this_machine(host_name(request.headers.get("host", "")))


def is_public(path: str) -> bool:
    """Tell whether a path is open to everybody."""
    return path in _PUBLIC or path.startswith(_PUBLIC_BELOW)


def scope_needed(method: str, path: str) -> TokenScope:
    """Return the scope an API token must have for a request."""
    if path.startswith(_EXPORTS):
        return TokenScope.EXPORT
    return TokenScope.READ if method in SAFE_METHODS else TokenScope.PRACTISE


def _refusal(request: HTTPConnection, caller: Caller) -> Response | None:
    path, method = request.scope["path"], request.scope["method"]
    if caller.refused:
        return _unauthorised("token", "The token is unknown, expired or revoked.")
    if path == METRICS:
        return None if _may_measure(request, caller) else _unauthorised("not-signed-in", _METRICS_CLOSED)
    if caller.viewer is None:
        return None if is_public(path) else _sign_in_first(request, path, method)
    scopes = caller.recognised.scopes if caller.recognised else None
    if scopes is None or path.startswith(_API):
        wanted = scope_needed(method, path)
        return None if scopes is None or wanted in scopes else _lacks(wanted)
    return Problem(403, "token", "Tokens are good for /api only.").response()


_METRICS_CLOSED = "Only this machine may read this, or an administrator, by a token that may read."
_NOT_SIGNED_IN = "Sign in first, or send a token."


def _may_measure(request: HTTPConnection, caller: Caller) -> bool:
    """Figures are for this machine's collector, and for administrators: signed in, or by a token that may read."""
    if is_local(request):
        return True
    if caller.viewer is None or not caller.viewer.is_at_least(Role.ADMINISTRATOR):
        return False
    scopes = caller.recognised.scopes if caller.recognised else None
    return scopes is None or TokenScope.READ in scopes


def _sign_in_first(request: HTTPConnection, path: str, method: str) -> Response:
    is_page = "text/html" in request.headers.get("accept", "") and not path.startswith(_API)
    if method in ("GET", "HEAD") and is_page:
        back = f"{path}?{request.url.query}" if request.url.query else path
        return RedirectResponse(f"{SIGN_IN}?{urlencode({'next': back})}" if back != "/" else SIGN_IN, 303)
    headers = {"HX-Redirect": SIGN_IN} if "hx-request" in request.headers else {}
    return _unauthorised("not-signed-in", _NOT_SIGNED_IN, headers)


def _unauthorised(code: str, detail: str, headers: dict[str, str] | None = None) -> Response:
    return Problem(401, code, detail).response({"WWW-Authenticate": "Bearer", **(headers or {})})


def _lacks(wanted: TokenScope) -> Response:
    return Problem(403, "token-scope", f"This token lacks the scope {wanted}.").response()


def _bearer(request: HTTPConnection) -> str | None:
    kind, _, secret = request.headers.get("authorization", "").partition(" ")
    return secret.strip() if kind.lower() == "bearer" else None
