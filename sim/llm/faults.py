"""Turns what goes wrong on the way to a model into errors for people: which endpoint, which model, what it said."""

import email.utils
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import httpx2
import openai

from sim.domain.errors import (
    ModelBusyError,
    ModelError,
    ModelFaultError,
    ModelRefusedError,
    ModelTimeoutError,
    ModelUnreachableError,
)

_SAID_LIMIT = 300


class Endpoint:
    """Names an endpoint and its model in messages; never the key, nor user names or queries in the address."""

    def __init__(self, base_url: str, model: str, api_key: str) -> None:
        parts = urlsplit(base_url)
        host = parts.hostname or ""
        shown = f"[{host}]" if ":" in host else host
        self.address = f"{parts.scheme}://{shown}{f':{parts.port}' if parts.port else ''}{parts.path}".rstrip("/")
        self._model = model
        self._key = api_key

    def says(self, what: str) -> str:
        """Return a message about this endpoint."""
        return f"model {self._model} at {self.address}: {what}"

    def quote(self, said: str) -> str:
        """Return an endpoint's own words, shortened, on one line, the key struck out."""
        text = " ".join(said.split())
        if self._key:
            text = text.replace(self._key, "***")
        return text if len(text) <= _SAID_LIMIT else text[:_SAID_LIMIT] + "…"


def said_by(error: openai.APIStatusError) -> str:
    """Return the endpoint's message of a refusal, or its raw text."""
    body: Any = error.body
    if isinstance(body, Mapping):
        inner = body.get("error", body)
        message = inner.get("message") if isinstance(inner, Mapping) else inner
        message = message or body.get("message") or body.get("detail")
        if message:
            return str(message)
    return error.response.text or error.response.reason_phrase


def from_status(error: openai.APIStatusError, endpoint: Endpoint) -> ModelError:
    """Return the error for an answer with an error status."""
    status, said = error.status_code, endpoint.quote(said_by(error))
    if status == 429:
        if error.code == "insufficient_quota":
            return ModelRefusedError(endpoint.says("the account's quota is used up (429)"), quoted=said)
        wait = retry_after(error.response.headers)
        hint = f", asks to wait {wait:g} s" if wait is not None else ""
        return ModelBusyError(endpoint.says(f"too many requests (429){hint}"), quoted=said, retry_after=wait)
    if status in (408, 504):
        return ModelTimeoutError(endpoint.says(f"the endpoint itself timed out ({status})"), quoted=said)
    if status >= 500:
        return ModelFaultError(endpoint.says(f"the endpoint failed ({status})"), quoted=said)
    reasons = {
        401: "the key is missing or wrong",
        403: "this key may not use it",
        404: "no such model, or the address is wrong",
    }
    reason = reasons.get(status, "the request was refused")
    return ModelRefusedError(endpoint.says(f"{reason} ({status})"), quoted=said)


def from_connection(error: openai.APIConnectionError, endpoint: Endpoint) -> ModelError:
    """Return the error for a request that got no answer at all."""
    cause = error.__cause__
    if isinstance(cause, httpx2.ReadTimeout | httpx2.WriteTimeout):
        return ModelTimeoutError(endpoint.says("no answer in time"))
    said = endpoint.quote(str(cause) or type(cause).__name__)
    return ModelUnreachableError(endpoint.says(f"cannot be reached: {said}"))


def from_event(error: object, endpoint: Endpoint) -> ModelError:
    """Return the error an endpoint reports inside a stream it had begun with status 200."""
    said = error.get("message") if isinstance(error, Mapping) else error
    code = error.get("code") if isinstance(error, Mapping) else None
    words = endpoint.quote(str(said or error))
    if str(code) == "429" or code == "rate_limit_exceeded":
        return ModelBusyError(endpoint.says("too many requests"), quoted=words)
    return ModelFaultError(endpoint.says("the endpoint reports an error"), quoted=words)


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Return the seconds a ``Retry-After`` header asks to wait (RFC 9110, 10.2.3: seconds or a date), None without."""
    value = headers.get("retry-after", "").strip()
    try:
        return max(0.0, float(value))
    except ValueError:
        date = email.utils.parsedate_tz(value)
        return None if date is None else max(0.0, email.utils.mktime_tz(date) - time.time())
