"""What endpoints say, as bytes."""

import json
from typing import Any

import httpx

from sim.domain.chat import ChatMessage, ChatRequest, StreamEnd, TextPiece
from sim.llm.openai_model import OpenAIChatModel
from tests.llm.bridge import Pieces

REQUEST = ChatRequest((ChatMessage("system", "你是客户"), ChatMessage("user", "您好")), seed=7, purpose="customer")
EVENT_STREAM = {"content-type": "text/event-stream; charset=utf-8"}
DONE = b"data: [DONE]\n\n"
STOP: dict[str, Any] = {"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]}
USAGE: dict[str, Any] = {
    "choices": [],
    "usage": {"prompt_tokens": 90, "completion_tokens": 12, "prompt_tokens_details": {"cached_tokens": 64}},
}


def event(payload: object) -> bytes:
    """Return one event as it goes over the wire."""
    return f"data: {json.dumps(payload, ensure_ascii=False)}\n\n".encode()


def delta(**fields: Any) -> bytes:
    """Return the event of one chunk, e.g. ``delta(content="喂")``."""
    chunk = {"id": "c1", "model": "qwen-mini-0625", "choices": [{"index": 0, "delta": fields, "finish_reason": None}]}
    return event(chunk)


def streamed(*texts: str) -> bytes:
    """Return a whole well-formed answer that comes in these texts."""
    return b"".join([delta(role="assistant", content=""), *(delta(content=text) for text in texts)]) + ENDING


ENDING = event(STOP) + event(USAGE) + DONE


def ok(*pieces: bytes | Exception) -> httpx.Response:
    """Return a streamed answer whose bytes come in exactly these pieces."""
    return httpx.Response(200, headers=EVENT_STREAM, stream=Pieces(pieces))


def refusal(status: int, message: str, **more: Any) -> httpx.Response:
    """Return an error answer with a body in OpenAI's form."""
    headers = more.pop("headers", None)
    return httpx.Response(status, headers=headers, json={"error": {"message": message, **more}})


async def listen(model: OpenAIChatModel, request: ChatRequest = REQUEST) -> tuple[list[str], StreamEnd]:
    """Stream an answer; return its texts and its end."""
    items = [item async for item in model.stream(request)]
    *pieces, end = items
    assert isinstance(end, StreamEnd)
    return [piece.text for piece in pieces if isinstance(piece, TextPiece)], end
