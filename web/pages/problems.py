"""Error pages: what the API tells as problem+json, told to people who came with a browser. Pure ASGI."""

from typing import Any

import orjson
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from web.rendering.desk import printed_for
from web.rendering.renderer import Pages, Press
from web.rendering.words import ERROR_HINTS, ERROR_TITLES, ERRORS

PROBLEM = "application/problem+json"
_MACHINE_PATHS = ("/api/", "/livez", "/readyz", "/metrics", "/static/")
_OWN_WORDS = frozenset({404, 405, 500})
"""Statuses whose detail is for programs; people get title and hint alone."""


class ProblemPages:
    """Turns problem+json answers into pages where a browser asked for one; all else passes untouched.

    Belongs outermost, so that refusals and failures of the other layers become pages as well. Other headers stay.
    """

    def __init__(self, app: ASGIApp, press: Press) -> None:
        """Wrap ``app``; ``press`` prints the pages."""
        self.app = app
        self.press = press

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http" or not wants_page(scope):
            await self.app(scope, receive, send)
            return
        start: Message | None = None
        body = b""

        async def send_page(message: Message) -> None:
            nonlocal start, body
            if message["type"] == "http.response.start" and _is_problem(message):
                start = message
            elif start is None:
                await send(message)
            else:
                body += message.get("body", b"")
                if not message.get("more_body", False):
                    await self._send(start, orjson.loads(body), scope, send)

        await self.app(scope, receive, send_page)

    async def _send(self, start: Message, problem: dict[str, Any], scope: Scope, send: Send) -> None:
        request = HTTPConnection(scope)
        page = problem_page(printed_for(self.press, request), problem)
        headers = MutableHeaders(scope=start)
        headers["Content-Type"] = "text/html; charset=utf-8"
        headers["Content-Length"] = str(len(page))
        headers["Cache-Control"] = "no-store"
        await send(start)
        await send({"type": "http.response.body", "body": page})


def wants_page(scope: Scope) -> bool:
    """Tell whether a person's browser asked, for something that is not the API."""
    return not scope["path"].startswith(_MACHINE_PATHS) and "text/html" in Headers(scope=scope).get("accept", "")


def problem_page(pages: Pages, problem: dict[str, Any]) -> bytes:
    """Return a problem+json object as a page."""
    status = int(problem["status"])
    told = "" if status in _OWN_WORDS else _told(pages, problem["detail"])
    response = pages.render(
        "error.html",
        status,
        code=status,
        title=pages.text(ERROR_TITLES.get(status, ERROR_TITLES[500])),
        message=told or ("" if status in _OWN_WORDS else pages.text(ERRORS.get(problem["code"], ""))),
        detail="" if status in _OWN_WORDS or told else problem["detail"],
        hint=pages.text(ERROR_HINTS.get(status, "")),
        error_id=problem.get("error_id", ""),
    )
    return bytes(response.body)


def _told(pages: Pages, detail: str) -> str:
    """Return what a detail says where it was written for people (in both languages), "" where for programs."""
    said = pages.said(detail)
    return said if said != detail else ""


def _is_problem(start: Message) -> bool:
    return Headers(raw=start["headers"]).get("content-type", "").startswith(PROBLEM)
