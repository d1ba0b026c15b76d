"""Errors as problem+json (RFC 9457), for every path and every status. No stack trace leaves the server."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import orjson
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from sim.domain.errors import (
    ConflictError,
    DuilianError,
    InvalidInputError,
    ModelError,
    NotAllowedError,
    NotFoundError,
    SessionEndedError,
    StoppingError,
    StorageError,
)

_STATUS: tuple[tuple[type[DuilianError], int], ...] = (
    (NotFoundError, 404),
    (NotAllowedError, 403),
    (InvalidInputError, 422),
    (SessionEndedError, 409),
    (ConflictError, 409),
    (StoppingError, 503),
    (StorageError, 503),
    (ModelError, 502),
)

_CODES = {413: "content-too-large"}  # its phrase differs from one version of Python to the next


@dataclass(frozen=True, slots=True)
class Problem:
    """One error as it is told: ``code`` is a stable short id, ``detail`` for people, ``fields`` what is at fault."""

    status: int
    code: str
    detail: str
    fields: Sequence[tuple[str, str]] = ()
    error_id: str = ""

    def document(self) -> dict[str, Any]:
        """Return the problem+json object."""
        found: dict[str, Any] = {
            "type": f"urn:duilian:problem:{self.code}",
            "title": HTTPStatus(self.status).phrase,
            "status": self.status,
            "detail": self.detail,
            "code": self.code,
        }
        if self.fields:
            found["errors"] = [{"field": field, "message": message} for field, message in self.fields]
        if self.error_id:
            found["error_id"] = self.error_id
        return found

    def response(self, headers: dict[str, str] | None = None) -> Response:
        """Return the problem as a response."""
        body = orjson.dumps(self.document())
        return Response(body, self.status, headers=headers, media_type="application/problem+json")


def problem_of(error: DuilianError) -> Problem:
    """Say what an expected error means over HTTP."""
    status = next((status for kind, status in _STATUS if isinstance(error, kind)), 500)
    field = getattr(error, "field", "")
    return Problem(status, error.code, error.message, ((field, error.message),) if field else ())


def _validation_problem(error: RequestValidationError) -> Problem:
    fields = tuple((_place(item["loc"]), str(item["msg"])) for item in error.errors())
    detail = "; ".join(f"{field}: {message}" for field, message in fields)
    return Problem(422, InvalidInputError.code, detail, fields)


def _place(parts: Sequence[Any]) -> str:
    """Name the field without FastAPI's leading ``body``/``path``."""
    return ".".join(str(part) for part in parts[1:]) or str(parts[0])


def _http_problem(error: HTTPException) -> Problem:
    phrase = HTTPStatus(error.status_code).phrase
    code = _CODES.get(error.status_code, phrase.lower().replace(" ", "-"))
    return Problem(error.status_code, code, str(error.detail))


def install(app: FastAPI) -> None:
    """Make every expected error of ``app`` a problem+json answer."""

    async def on_expected(_: Request, error: Exception) -> Response:
        assert isinstance(error, DuilianError)  # noqa: S101 - the type Starlette registered this handler for
        wait = getattr(error, "retry_after", None)
        return problem_of(error).response({"Retry-After": str(math.ceil(wait))} if wait else None)

    async def on_validation(_: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)  # noqa: S101 - as above
        return _validation_problem(error).response()

    async def on_http(_: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)  # noqa: S101 - as above
        return _http_problem(error).response(dict(error.headers or {}))

    app.add_exception_handler(DuilianError, on_expected)
    app.add_exception_handler(RequestValidationError, on_validation)
    app.add_exception_handler(HTTPException, on_http)
