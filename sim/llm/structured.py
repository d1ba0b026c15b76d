"""Structured answers from any chat model: by JSON Schema where known, else by JSON mode, else by plain words.

An answer that cannot be used is sent back once with what is wrong; one that ran out of room is asked for once more,
with texts of bounded length. Which forms an endpoint does not know is remembered by the model object, so falling back
costs a request only the first time.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sim.domain.chat import AnswerForm, ChatMessage, ChatReply, ChatRequest, Usage
from sim.domain.errors import AnswerFormError, FormUnsupportedError
from sim.domain.ports import ChatModel

Validate = Callable[[Any], Sequence[str]]
"""Tells what is wrong with a parsed answer, each in a sentence; nothing wrong, nothing returned."""

_RETURNED_LIMIT = 6000
_SHORT_TEXT = 100
"""Characters a text may have in an answer that is asked for again because the first ran out of room."""
_CANDIDATES = 200
_SCHEMA_NOTE = "只输出一个 JSON 对象，不要有其他任何文字。它必须符合这个 JSON Schema：\n{schema}"
_REPAIR_NOTE = "上面的回答不能使用：\n{problems}\n请改正后重新输出完整的 JSON 对象，不要有其他任何文字。"
_SHORTER_NOTE = f"每处文字不超过 {_SHORT_TEXT} 字，说一遍就停，不重复。"


@dataclass(frozen=True, slots=True)
class StructuredReply:
    """A parsed answer (always a JSON object).

    ``problems`` is what is still wrong with it after the repair, by the caller's own check; ``repaired`` tells that a
    repair was asked for; ``usage`` covers all calls; ``form`` is the form the endpoint answered in; ``model`` is who
    answered, which need not be the one asked first.
    """

    data: dict[str, Any]
    usage: Usage
    form: AnswerForm
    repaired: bool
    problems: tuple[str, ...] = ()
    model: str = ""


@dataclass(frozen=True, slots=True)
class _Parsed:
    data: dict[str, Any] | None
    problems: tuple[str, ...]


async def ask(model: ChatModel, request: ChatRequest, schema: Mapping[str, Any], validate: Validate) -> StructuredReply:
    """Ask for a JSON object and return it.

    Args:
        model: whom to ask.
        request: the question; its ``form`` and ``schema`` are set here.
        schema: JSON Schema of the object.
        validate: checks the parsed object beyond its being JSON.

    Returns:
        The object. It may still have ``problems`` (a lacking part): the caller decides what a partial answer is worth.

    Raises:
        AnswerFormError: no JSON object came, also after one repair.
        ModelError: the model could not be asked.
    """
    asked, reply = await _first_answer(model, request, schema)
    first = _parse(reply, validate)
    if first.data is not None and not first.problems:
        return StructuredReply(first.data, reply.usage, asked.form, repaired=False, model=reply.model)
    again = await model.complete(_shorter(asked) if _was_cut(reply) else _repair(asked, reply.text, first.problems))
    second = _parse(again, validate)
    best = second if second.data is not None else first
    if best.data is None:
        raise AnswerFormError(f"model {model.name}: no usable answer after one repair: {'; '.join(second.problems)}")
    answered, usage = again if best is second else reply, reply.usage + again.usage
    return StructuredReply(best.data, usage, asked.form, True, best.problems, answered.model)


async def _first_answer(
    model: ChatModel, request: ChatRequest, schema: Mapping[str, Any]
) -> tuple[ChatRequest, ChatReply]:
    for form in (AnswerForm.JSON_SCHEMA, AnswerForm.JSON_OBJECT):
        asked = _in_form(request, form, schema)
        try:
            return asked, await model.complete(asked)
        except FormUnsupportedError:
            continue
    asked = _in_form(request, AnswerForm.TEXT, schema)
    return asked, await model.complete(asked)


def _in_form(request: ChatRequest, form: AnswerForm, schema: Mapping[str, Any]) -> ChatRequest:
    """Return the request in this form; where the endpoint will not read the schema, it stands at the prompt's end."""
    if form is AnswerForm.JSON_SCHEMA:
        return replace(request, form=form, schema=schema)
    note = _SCHEMA_NOTE.format(schema=json.dumps(schema, ensure_ascii=False))
    *before, last = request.messages
    messages = (*before, replace(last, content=f"{last.content}\n\n{note}"))
    return replace(request, form=form, schema=None, messages=messages)


def _repair(asked: ChatRequest, returned: str, problems: Sequence[str]) -> ChatRequest:
    note = _REPAIR_NOTE.format(problems="\n".join(f"- {problem}" for problem in problems))
    messages = (*asked.messages, ChatMessage("assistant", returned[:_RETURNED_LIMIT]), ChatMessage("user", note))
    return replace(asked, messages=messages)


def _shorter(asked: ChatRequest) -> ChatRequest:
    """Return the request with bounds on what is written.

    What came is not sent back: a weak model runs out of room by saying one thing over and over, and goes on with that
    when it reads it. Asking for less does not stop it either; a bound in the schema does.
    """
    *before, last = asked.messages
    messages = (*before, replace(last, content=f"{last.content}\n\n{_SHORTER_NOTE}"))
    return replace(asked, messages=messages, schema=_bounded(asked.schema) if asked.schema else None)


def _bounded(schema: Any) -> Any:
    """Return a JSON Schema with a longest length for every text that may be any text."""
    if isinstance(schema, list):
        return [_bounded(part) for part in schema]
    if not isinstance(schema, Mapping):
        return schema
    parts = {name: _bounded(part) for name, part in schema.items()}
    return {**parts, "maxLength": _SHORT_TEXT} if schema.get("type") == "string" and "enum" not in schema else parts


def _was_cut(reply: ChatReply) -> bool:
    return reply.finish_reason == "length"


def _parse(reply: ChatReply, validate: Validate) -> _Parsed:
    if _was_cut(reply):  # what parses in a cut answer is a fragment
        return _Parsed(None, ("回答过长，被截断了，请写得更简短",))
    data = find_object(reply.text)
    if data is None:
        return _Parsed(None, ("回答中没有完整的 JSON 对象",))
    return _Parsed(data, tuple(validate(data)))


def find_object(text: str) -> dict[str, Any] | None:
    """Return the JSON object in a text: the text itself, or the longest one inside it (fenced or between words)."""
    found = max(_objects(text), key=lambda pair: pair[1], default=None)
    return None if found is None else found[0]


def _objects(text: str) -> Iterator[tuple[dict[str, Any], int]]:
    decoder = json.JSONDecoder(strict=False)
    at = text.find("{")
    for _ in range(_CANDIDATES):
        if at < 0:
            return
        try:
            value, end = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            at = text.find("{", at + 1)
            continue
        if isinstance(value, dict):
            yield value, end - at
        at = text.find("{", end)
