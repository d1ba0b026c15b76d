"""What every answer carries and every request must pass: headers, Host check, same-origin check. Pure ASGI."""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from ipaddress import ip_address
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from web.errors import Problem

LOOPBACK_HOSTS = frozenset({"127.0.0.1", "localhost"})
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_SAME_SITE = frozenset({"same-origin", "none"})
_FIXED_HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
)
"""As they go over the wire; a response that has one of them keeps its own."""


def content_policy(nonce: str) -> str:
    """Return the Content-Security-Policy of a page: own files only, and inline parts that carry ``nonce``."""
    return (
        f"default-src 'self'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'nonce-{nonce}'; "
        "img-src 'self' data:; connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; "
        "frame-ancestors 'none'"
    )


def _guarded(headers: Sequence[tuple[bytes, bytes]], nonce: str) -> list[tuple[bytes, bytes]]:
    own = dict(headers)
    policy = (b"content-security-policy", content_policy(nonce).encode())
    return [*headers, *(each for each in (policy, *_FIXED_HEADERS) if each[0] not in own)]


class SecurityMiddleware:
    """Refuses foreign hosts and cross-site writes, adds the security headers.

    The Host check stops DNS rebinding: a page of another site that makes its own name point at this machine sends
    its own name. The same-origin check stops forged requests: browsers always send Origin or Sec-Fetch-Site with a
    write; programs that send neither are let through. Sets ``request.state.csp_nonce`` for templates.
    """

    def __init__(self, app: ASGIApp, hosts: Iterable[str] = LOOPBACK_HOSTS) -> None:
        """``hosts`` are the names (without port) under which this server may be addressed."""
        self.app = app
        self.hosts = frozenset(hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Check the request, then pass it on."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        nonce = secrets.token_urlsafe(16)
        scope.setdefault("state", {})["csp_nonce"] = nonce

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = _guarded(message.get("headers", ()), nonce)
            await send(message)

        refusal = self._refusal(scope)
        if refusal is not None:
            await refusal.response()(scope, receive, send_guarded)
            return
        await self.app(scope, receive, send_guarded)

    def _refusal(self, scope: Scope) -> Problem | None:
        headers = Headers(scope=scope)
        host = headers.get("host", "")
        if not self._is_served(host_name(host)):
            return Problem(421, "host", f"Host {host!r} is not served here; use one of {', '.join(sorted(self.hosts))}")
        if scope["method"] in SAFE_METHODS or _is_same_origin(headers, host):
            return None
        return Problem(403, "cross-site", "This request comes from another site and was refused.")

    def _is_served(self, name: str) -> bool:
        """Tell whether a name is ours, or a plain address: no foreign page can make its own name into one."""
        if name in self.hosts:
            return True
        try:
            ip_address(name)
        except ValueError:
            return False
        return True


class BodyLimitMiddleware:
    """Refuses request bodies above a size: by their declared length at once, else as soon as more has come."""

    def __init__(self, app: ASGIApp, limit: int, larger: Mapping[str, int] | None = None) -> None:
        """``limit`` is in bytes; ``larger`` maps beginnings of paths to limits of their own."""
        self.app = app
        self.limit = limit
        self.larger = larger or {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Check the declared length, then count what comes."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        declared = Headers(scope=scope).get("content-length", "0")
        limit = self._limit(scope["path"])
        if declared.isdigit() and int(declared) > limit:
            await Problem(413, "content-too-large", _too_large(limit)).response()(scope, receive, send)
            return
        size = 0

        async def receive_counted() -> Message:
            nonlocal size
            message = await receive()
            size += len(message.get("body", b""))
            if size > limit:
                raise HTTPException(413, _too_large(limit))
            return message

        await self.app(scope, receive_counted, send)

    def _limit(self, path: str) -> int:
        return next((limit for start, limit in self.larger.items() if path.startswith(start)), self.limit)


def _too_large(limit: int) -> str:
    return f"A request may have {limit} bytes at most."


def host_name(host: str) -> str:
    """Return the name or address in a Host header, without its port; "" where there is none."""
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:  # brackets without an address between them
        return ""


def _is_same_origin(headers: Headers, host: str) -> bool:
    site = headers.get("sec-fetch-site")
    if site is not None and site not in _SAME_SITE:
        return False
    origin = headers.get("origin")
    return origin is None or origin.partition("://")[2].lower() == host.lower()
