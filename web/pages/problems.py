"""Error pages: what the API tells as problem+json, told to people who came with a browser. Pure ASGI."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, urlencode

import orjson
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from web.marking import _, pgettext
from web.rendering.desk import printed_for
from web.rendering.renderer import Pages, Press
from web.rendering.words import ERROR_HINTS, ERROR_TITLES, ERRORS

PROBLEM = "application/problem+json"
_MACHINE_PATHS = ("/api/", "/livez", "/readyz", "/metrics", "/static/")
_OWN_WORDS = frozenset({404, 405, 500})
"""Statuses whose detail is for programs; people get title and hint alone."""

CONDITIONS: Mapping[str, str] = {
    "group": pgettext("one", "班组"),
    "scenario": _("案例"),
    "archetype": _("客户"),
    "rubric": _("量规"),
    "since": _("从"),
    "until": _("到"),
    "standing": _("结果"),
    "month": _("月份"),
    "role": _("角色"),
    "action": _("什么事"),
    "state": _("状态"),
    "reason": _("原因"),
    "form": _("格式"),
    "before": _("从哪一条起"),
}
"""What the conditions in addresses of lists are called on their pages; others go by their own names."""


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
        page = problem_page(printed_for(self.press, request), problem, wrong_conditions(scope, problem))
        headers = MutableHeaders(scope=start)
        headers["Content-Type"] = "text/html; charset=utf-8"
        headers["Content-Length"] = str(len(page))
        headers["Cache-Control"] = "no-store"
        await send(start)
        await send({"type": "http.response.body", "body": page})


def wants_page(scope: Scope) -> bool:
    """Tell whether a person's browser asked, for something that is not the API."""
    return not scope["path"].startswith(_MACHINE_PATHS) and "text/html" in Headers(scope=scope).get("accept", "")


class WrongConditions:
    """Conditions in the address of a list that cannot be met: ``wrong`` maps their names to what was asked for."""

    def __init__(self, path: str, query: list[tuple[str, str]], names: frozenset[str]) -> None:
        """``names`` are those at fault among the conditions in ``query``."""
        self.wrong = {name: value for name, value in query if name in names}
        kept = urlencode([(name, value) for name, value in query if name not in names])
        self.way_back = f"{path}?{kept}" if kept else path

    def told(self, pages: Pages) -> str:
        """Return in words which they are."""
        source = pages.text(_("“%(name)s”不能是“%(value)s”。"))
        named = {pages.text(CONDITIONS.get(name, name)): value for name, value in self.wrong.items()}
        return " ".join(source % {"name": name, "value": value} for name, value in named.items())


def wrong_conditions(scope: Scope, problem: Mapping[str, Any]) -> WrongConditions | None:
    """Return what in the address of a page was at fault, None where it was something else."""
    names = frozenset(each["field"] for each in problem.get("errors", ()))
    query = parse_qsl(scope["query_string"].decode("latin-1"))
    found = WrongConditions(scope["path"], query, names)
    return found if problem["status"] == 422 and scope["method"] == "GET" and found.wrong else None


def problem_page(pages: Pages, problem: dict[str, Any], conditions: WrongConditions | None = None) -> bytes:
    """Return a problem+json object as a page; from there ``conditions`` that cannot be met can be left out."""
    status = int(problem["status"])
    told = "" if status in _OWN_WORDS else _told(pages, problem["detail"])
    if conditions is not None:
        told = told or conditions.told(pages)
    response = pages.render(
        "error.html",
        status,
        code=status,
        title=pages.text(_("地址里有一处条件不对") if conditions else ERROR_TITLES.get(status, ERROR_TITLES[500])),
        message=told or ("" if status in _OWN_WORDS else pages.text(ERRORS.get(problem["code"], ""))),
        detail="" if status in _OWN_WORDS or told else problem["detail"],
        hint=pages.text(_("别的条件都还在，只去掉这一个。") if conditions else ERROR_HINTS.get(status, "")),
        way_back=conditions.way_back if conditions else "",
        error_id=problem.get("error_id", ""),
    )
    return bytes(response.body)


def _told(pages: Pages, detail: str) -> str:
    """Return what a detail says where it was written for people (in both languages), "" where for programs."""
    said = pages.said(detail)
    return said if said != detail else ""


def _is_problem(start: Message) -> bool:
    return Headers(raw=start["headers"]).get("content-type", "").startswith(PROBLEM)
