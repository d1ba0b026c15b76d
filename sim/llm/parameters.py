"""What is sent to an endpoint, and what this endpoint has shown it does not know.

Endpoints differ: some refuse ``seed`` or ``stream_options``, some fix the temperature, some want
``max_completion_tokens`` instead of ``max_tokens``, some refuse bounds in a schema. What a refusal names is left out
from then on.
"""

import re
from collections.abc import Iterator, Mapping, Set
from typing import Any

from sim.domain.chat import AnswerForm, ChatRequest

_OPTIONAL = ("stream_options", "seed", "temperature", "stop", "max_completion_tokens", "max_tokens")
_BOUNDS = frozenset({"maxLength", "maxItems"})
"""Keywords of JSON Schema that a strict endpoint may not know; an answer is read without them too."""
_UNSUPPORTED = re.compile(
    r"unsupported|not\s+(?:\w+\s+)?support|unrecognized|unrecognised|unknown|unexpected|not\s+permitted|not\s+allowed"
    r"|only\s+the\s+default|does\s+not|extra\s+(?:inputs|fields)|no\s+such|not\s+implemented|invalid\s+(?:param|arg)",
    re.IGNORECASE,
)
_TOO_LONG = re.compile(r"context.{0,10}length|context.{0,10}window|too\s+(?:large|long)|exceed", re.IGNORECASE)
_FORM = re.compile(r"response_?format|json_?schema|json_?object|guided|grammar|structured.?output", re.IGNORECASE)


class Parameters:
    """Builds the parameters of a request and remembers what the endpoint refused."""

    def __init__(self, model: str) -> None:
        self._model = model
        self._left_out: set[str] = set()
        self._forms: set[AnswerForm] = set()

    def knows(self, form: AnswerForm) -> bool:
        """Tell whether the endpoint has not refused this answer form so far."""
        return form not in self._forms

    def of(self, request: ChatRequest) -> dict[str, Any]:
        """Return the parameters for a streamed request."""
        messages = [{"role": message.role, "content": message.content} for message in request.messages]
        sent: dict[str, Any] = {"model": self._model, "messages": messages, "stream": True}
        optional = {
            "stream_options": {"include_usage": True},
            "temperature": request.temperature,
            "seed": request.seed,
            "stop": list(request.stop) or None,
            self._length_name(): request.max_tokens,
        }
        wanted = {name: value for name, value in optional.items() if value is not None and name not in self._left_out}
        return {**sent, **wanted, **_form(request, self._left_out)}

    def adapt(self, sent: Mapping[str, Any], said: str, named: str | None) -> bool:
        """Learn from a refusal (400). Returns True when the request is worth sending again, changed.

        Args:
            sent: the parameters that were refused.
            said: the endpoint's message.
            named: the parameter it names as the culprit, where it does.
        """
        culprit = next(self._culprits(sent, said, named), None)
        if culprit is None:
            return False
        self._left_out.add(culprit)
        return True

    def refused_bound(self, request: ChatRequest, said: str) -> bool:
        """Tell whether a refusal names a bound in the schema; the bound is left out then, the form stays known."""
        sent = _without(request.schema, self._left_out & _BOUNDS)
        named = {name for name in _BOUNDS if name in said and _without(sent, {name}) != sent}
        self._left_out |= named
        return bool(named)

    def refused_form(self, request: ChatRequest, said: str, named: str | None) -> bool:
        """Tell whether a refusal is about the answer form; it is remembered then."""
        about_form = request.form is not AnswerForm.TEXT and bool(_FORM.search(f"{named or ''} {said}"))
        if about_form:
            self._forms.add(request.form)
        return about_form

    def _length_name(self) -> str:
        return "max_completion_tokens" if "max_tokens" in self._left_out else "max_tokens"

    def _culprits(self, sent: Mapping[str, Any], said: str, named: str | None) -> Iterator[str]:
        if _TOO_LONG.search(said):  # the prompt is too long for the model: leaving something out hides that
            return
        present = [name for name in _OPTIONAL if name in sent]
        if named is not None and _UNSUPPORTED.search(said):
            yield from (name for name in present if named == name or named.startswith(f"{name}."))
        if _UNSUPPORTED.search(said):
            yield from (name for name in present if re.search(rf"\b{name}\b", said))


def _form(request: ChatRequest, left_out: Set[str]) -> dict[str, Any]:
    if request.form is AnswerForm.JSON_SCHEMA and request.schema is not None:
        schema = _without(request.schema, left_out & _BOUNDS)
        named = {"name": request.purpose or "answer", "schema": schema, "strict": True}
        named["name"] = re.sub(r"[^a-zA-Z0-9_-]", "_", str(named["name"]))[:64]
        return {"response_format": {"type": "json_schema", "json_schema": named}}
    if request.form is AnswerForm.JSON_OBJECT:
        return {"response_format": {"type": "json_object"}}
    return {}


def _without(schema: Any, keywords: Set[str]) -> Any:
    """Return a JSON Schema without these keywords, at any depth."""
    if isinstance(schema, Mapping):
        return {name: _without(part, keywords) for name, part in schema.items() if name not in keywords}
    return [_without(part, keywords) for part in schema] if isinstance(schema, list) else schema
