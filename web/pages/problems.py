"""Error pages: what the API tells as problem+json, told to people who came with a browser."""

from collections.abc import Awaitable, Callable
from typing import Any

import orjson
from fastapi import FastAPI, Request, Response
from starlette.exceptions import HTTPException

from sim.domain.errors import DuilianError
from web.pages.rendering import Pages
from web.pages.words import ERROR_HINTS, ERROR_TITLES

Handler = Callable[[Any, Any], Awaitable[Response]]

_MACHINE_PATHS = ("/api/", "/livez", "/readyz", "/metrics", "/static/")


def install(app: FastAPI, pages: Pages) -> None:
    """Wrap the problem+json handlers of ``app``: browsers that asked for a page get the same problem as a page."""
    for kind, handler in list(app.exception_handlers.items()):
        app.add_exception_handler(kind, _as_page(handler, pages))


def _as_page(handler: Any, pages: Pages) -> Handler:
    async def handle(request: Request, error: Exception) -> Response:
        response: Response = await handler(request, error)
        if not wants_page(request) or response.media_type != "application/problem+json":
            return response
        problem: dict[str, Any] = orjson.loads(bytes(response.body))
        return error_page(request, pages, problem, error)

    return handle


def wants_page(request: Request) -> bool:
    """Tell whether a person's browser asked, for something that is not the API."""
    path = request.url.path
    return not path.startswith(_MACHINE_PATHS) and "text/html" in request.headers.get("accept", "")


def error_page(request: Request, pages: Pages, problem: dict[str, Any], error: Exception) -> Response:
    """Return a problem as a page. What Starlette says of a missing page is left to our own words."""
    status = int(problem["status"])
    told = isinstance(error, DuilianError) or not isinstance(error, HTTPException)
    return pages.render(
        request,
        "error.html",
        status,
        code=status,
        title=pages.text(ERROR_TITLES.get(status, ERROR_TITLES[500])),
        detail=problem["detail"] if told else "",
        hint=pages.text(ERROR_HINTS.get(status, "")),
        error_id=problem.get("error_id", ""),
    )
