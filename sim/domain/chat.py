"""What is said to a chat model and what comes back, in our own words (no client library shows through)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Literal

Role = Literal["system", "user", "assistant"]


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens of one or several calls, as the endpoint counted them (0 where it did not say)."""

    prompt_tokens: int = 0
    completion_tokens: int = 0
    cached_tokens: int = 0

    def __add__(self, other: "Usage") -> "Usage":
        """Add up token counts."""
        return Usage(
            self.prompt_tokens + other.prompt_tokens,
            self.completion_tokens + other.completion_tokens,
            self.cached_tokens + other.cached_tokens,
        )


@dataclass(frozen=True, slots=True)
class ChatMessage:
    """One message to the model."""

    role: Role
    content: str


class AnswerForm(StrEnum):
    """The form asked of an answer, strictest first; endpoints differ in which they know."""

    JSON_SCHEMA = "json_schema"
    JSON_OBJECT = "json_object"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class ChatRequest:
    """One request. ``schema`` (JSON Schema) is used where ``form`` is JSON_SCHEMA. ``purpose`` labels metrics.

    Streamed text is handed on once it holds one of the characters of ``handed_on_at``, or at its end; where that is
    empty, as it comes. Who can use only whole sentences saves most of the way of every token.
    """

    messages: tuple[ChatMessage, ...]
    temperature: float = 0.7
    max_tokens: int = 400
    seed: int | None = None
    form: AnswerForm = AnswerForm.TEXT
    schema: Mapping[str, Any] | None = field(default=None, hash=False)
    stop: tuple[str, ...] = ()
    handed_on_at: str = ""
    purpose: str = ""


@dataclass(frozen=True, slots=True)
class ChatReply:
    """A whole answer, reasoning text already stripped.

    ``model`` and ``finish_reason`` are as the endpoint says them, ``endpoint`` is its address.
    """

    text: str
    model: str
    usage: Usage = Usage()
    finish_reason: str = "stop"
    endpoint: str = ""


@dataclass(frozen=True, slots=True)
class TextPiece:
    """A piece of a streamed answer, never reasoning text."""

    text: str


@dataclass(frozen=True, slots=True)
class StreamEnd:
    """The end of a streamed answer; always the last item of a stream that was not cut. Fields as in ``ChatReply``."""

    model: str
    usage: Usage = Usage()
    finish_reason: str = "stop"
    endpoint: str = ""
