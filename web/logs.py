"""A log line for each request, with request and session ids and never a word of a transcript."""

import random
import time

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from web.errors import Problem

log = structlog.get_logger()


class BrokenOffError(RuntimeError):
    """An answer failed after it had begun. Says nothing of why: outer layers log and trace what they catch."""


class RequestLogMiddleware:
    """Gives each request an id, logs it, and turns what nobody expected into a 500 that names the log line.

    Pure ASGI: Starlette's BaseHTTPMiddleware would cost more per streamed event than all of the rest.
    """

    def __init__(self, app: ASGIApp) -> None:
        """Wrap ``app``."""
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request_id, status, began = _new_id(), 0, time.perf_counter()

        async def send_marked(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message.get("headers", ()), (b"x-request-id", request_id.encode())]
            await send(message)

        with structlog.contextvars.bound_contextvars(request_id=request_id, **_session_of(scope["path"])):
            try:
                await self.app(scope, receive, send_marked)
            except Exception:
                log.exception("request failed", method=scope["method"], error_id=request_id)
                if status:  # the answer has begun: only the server can break the connection off
                    raise BrokenOffError(f"see error id {request_id}") from None  # what went wrong is logged above
                problem = Problem(500, "internal", f"Something went wrong here; error id {request_id}", (), request_id)
                await problem.response()(scope, receive, send_marked)
            finally:
                milliseconds = round(1000 * (time.perf_counter() - began), 1)
                log.info("request", method=scope["method"], path=scope["path"], status=status, ms=milliseconds)


def _new_id() -> str:
    """Return 32 hexadecimal digits. They tell requests apart and guard nothing, so the system's chance is not asked."""
    return f"{random.getrandbits(128):032x}"


def _session_of(path: str) -> dict[str, str]:
    _, found, rest = path.partition("/sessions/")
    return {"session_id": rest.split("/", 1)[0]} if found and rest else {}
