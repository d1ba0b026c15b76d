"""A scripted chat model: tests say what it answers, prompts and parsing stay under test."""

import inspect
import json
from collections import deque
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from typing import Any

import pytest

from sim.domain.chat import ChatReply, ChatRequest, StreamEnd, TextPiece, Usage
from sim.domain.errors import EmptyAnswerError, ModelError, StreamCutError

Gate = Callable[[], Awaitable[object]]
"""Something to wait for between two pieces, e.g. ``asyncio.Event().wait``."""

Script = str | ModelError | Mapping[str, Any] | Sequence[str | ModelError | Gate]
Answer = Script | Callable[[ChatRequest], Script | Awaitable[Script]]

PIECE = 3
"""Characters in a streamed piece of an enqueued text."""


class FakeChatModel:
    """Implements ``sim.domain.ports.ChatModel`` from a queue of answers.

    Enqueue a text (streamed in pieces of three characters), a mapping (sent as JSON), a ``ModelError`` (raised at
    once), a sequence of pieces, errors and gates (played in this order; an error in the middle cuts the stream), or a
    callable that gets the request and returns any of these. ``requests`` holds every request, in order.
    """

    def __init__(self, name: str = "fake-model", address: str = "http://fake/v1") -> None:
        self._name = name
        self.address = address
        self._answers: deque[Answer] = deque()
        self._lacking: list[ChatRequest] = []
        self.requests: list[ChatRequest] = []

    @property
    def name(self) -> str:
        """The model's name."""
        return self._name

    @property
    def waiting(self) -> int:
        """How many enqueued answers nobody has asked for yet."""
        return len(self._answers)

    def enqueue(self, *answers: Answer) -> "FakeChatModel":
        """Add answers to the end of the queue."""
        self._answers.extend(answers)
        return self

    def check(self) -> None:
        """Fail the test if the queue ran dry, also where the code under test swallowed that failure."""
        if self._lacking:
            purposes = ", ".join(request.purpose or "no purpose" for request in self._lacking)
            pytest.fail(f"FakeChatModel ran dry: {len(self._lacking)} request(s) without an answer ({purposes})")

    async def stream(self, request: ChatRequest) -> AsyncGenerator[TextPiece | StreamEnd]:
        """Yield the next answer's pieces, then the end."""
        said = ""
        for item in await self._next(request):
            if isinstance(item, ModelError):
                raise item
            if isinstance(item, str):
                said += item
                yield TextPiece(item)
            else:
                await item()
        if not said:
            raise EmptyAnswerError(f"{self._name}: empty answer")
        yield StreamEnd(model=self._name, usage=_usage(request, said), endpoint=self.address)

    async def close(self) -> None:
        """Nothing to close."""

    async def complete(self, request: ChatRequest) -> ChatReply:
        """Return the next answer as a whole."""
        text = ""
        end: StreamEnd | None = None
        async for item in self.stream(request):
            if isinstance(item, TextPiece):
                text += item.text
            else:
                end = item
        if end is None:
            raise StreamCutError(f"{self._name}: no end")
        return ChatReply(text=text, model=self._name, usage=end.usage, endpoint=self.address)

    async def _next(self, request: ChatRequest) -> Sequence[str | ModelError | Gate]:
        self.requests.append(request)
        if not self._answers:
            self._lacking.append(request)
            asked = request.messages[-1].content if request.messages else ""
            pytest.fail(f"FakeChatModel ran dry at request {len(self.requests)} ({request.purpose!r}): {asked[:200]}")
        answer = self._answers.popleft()
        if callable(answer):
            made = answer(request)
            answer = await made if inspect.isawaitable(made) else made
        return _pieces(answer)


def _pieces(script: Script) -> Sequence[str | ModelError | Gate]:
    if isinstance(script, Mapping):
        script = json.dumps(script, ensure_ascii=False)
    if isinstance(script, str):
        return [script[at : at + PIECE] for at in range(0, len(script), PIECE)]
    if isinstance(script, ModelError):
        return [script]
    return script


def _usage(request: ChatRequest, said: str) -> Usage:
    prompt = sum(len(message.content) for message in request.messages)
    return Usage(prompt_tokens=prompt, completion_tokens=len(said))
