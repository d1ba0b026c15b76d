"""A chat model that is none: streams angry sentences, a token at a time, as an OpenAI-compatible endpoint does.

``python -m tests.bench.upstream`` serves it on a free loopback port, which it prints, until its input is closed.
The model's name says how it behaves: ``paced-<tokens>-<milliseconds between>-<milliseconds before the first>``, and
``flaky-`` with the same and then the percentages of requests that are answered 429, answered 500 (quoting what was
asked), cut after half of the answer, and never answered. Asked for JSON by a schema, it gives the emptiest that fits.
"""

import asyncio
import json
import random
import sys
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

SENTENCES = (
    "你们到底谁管这件事？",
    "上午白等，下午还是白等！",
    "别跟我打官腔，听得懂话吗？",
    "钱收得快，办事慢得很！",
    "你把记录翻出来念给我听！",
    "隔壁早就办好了，凭什么？",
    "我不听解释，我要看见人！",
    "电话里说得好听，人影呢？",
    "换你家这样，你坐得住？",
    "你们领导是不是不上班？",
    "一个推一个，踢皮球呢？",
    "这话我昨天就听过了！",
    "少来这套，没用！",
    "讲半天，没一句落地的！",
    "我请假在家守着，图什么？",
    "你是机器吗，只会念稿子？",
    "白纸黑字写给我！",
    "今晚怎么过，你说！",
    "拖到什么时候算完？",
    "上回也是这副腔调！",
    "你记下来没有，念一遍！",
    "我街坊都在问，丢不丢人？",
    "规定规定，规定能当饭吃？",
    "有本事当面跟我讲！",
    "嗓子都喊哑了，有人理吗？",
    "糊弄谁呢，当我三岁？",
    "天天排队，天天没结果！",
    "你敢不敢留个名字？",
    "师傅呢，车坏了还是腿断了？",
    "我家老小都盯着门口看！",
    "说来就来，说不来就不来？",
    "敷衍完这个再敷衍那个！",
    "窗口一关，你们就下班了？",
    "材料跑了一趟又一趟！",
    "通知贴哪儿了，谁看见了？",
    "出了事你扛还是我扛？",
)
SENTENCES_A_LINE = 6
_CHARACTERS_A_TOKEN = 2
_HANG_SECONDS = 600.0


def tokens_of(exchange: int, count: int) -> list[str]:
    """Return ``count`` tokens of the answer in this exchange (0 is the first); no sentence comes twice in six."""
    start = exchange * SENTENCES_A_LINE
    sentences = [SENTENCES[(start + at) % len(SENTENCES)] for at in range(len(SENTENCES))]
    text = "".join(sentences)[: count * _CHARACTERS_A_TOKEN]
    return [text[at : at + _CHARACTERS_A_TOKEN] for at in range(0, len(text), _CHARACTERS_A_TOKEN)]


class Fault(StrEnum):
    """What goes wrong with a request."""

    BUSY = "429"
    FAILURE = "500"
    CUT = "cut"
    HANG = "hang"


@dataclass(frozen=True, slots=True)
class Behaviour:
    """How the model of a name answers. ``rates`` are percentages of requests."""

    tokens: int
    between: float
    before: float
    rates: dict[Fault, int]

    @classmethod
    def of(cls, model: str) -> "Behaviour":
        """Read a model's name. Raises ValueError for one that is none of ours."""
        kind, *numbers = model.split("-")
        tokens, between, before, *percent = map(int, numbers)
        if (kind, len(percent)) not in (("paced", 0), ("flaky", 4)):
            raise ValueError(f"no model {model!r}")
        return cls(tokens, between / 1000, before / 1000, dict(zip(Fault, percent, strict=False)))

    def draw(self) -> Fault | None:
        """Draw what goes wrong with one request."""
        drawn = random.uniform(0, 100)
        for fault, rate in self.rates.items():
            drawn -= rate
            if drawn < 0:
                return fault
        return None


def emptiest(schema: dict[str, Any]) -> Any:
    """Return the emptiest value that a schema of ours (objects, arrays, strings, numbers, enumerations) allows."""
    if "enum" in schema:
        return None if None in schema["enum"] else schema["enum"][0]
    kind = schema["type"]
    if kind == "object":
        return {name: emptiest(part) for name, part in schema["properties"].items()}
    return {"array": [], "string": "", "integer": 0, "boolean": False}[kind]


async def _serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while True:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin1").lower()
            length = next(int(line[15:]) for line in head.split("\r\n") if line.startswith("content-length:"))
            await _answer(json.loads(await reader.readexactly(length)), writer)
    except (asyncio.IncompleteReadError, ConnectionError):
        pass  # the other side has hung up
    finally:
        writer.close()


async def _answer(request: dict[str, Any], writer: asyncio.StreamWriter) -> None:
    model = str(request["model"])
    behaviour = Behaviour.of(model)
    fault = behaviour.draw()
    if fault is Fault.HANG:
        await asyncio.sleep(_HANG_SECONDS)
        raise ConnectionError("nobody has waited so long")
    if fault in (Fault.BUSY, Fault.FAILURE):
        return await _refuse(fault, request, writer)
    tokens = _said(request, behaviour)
    writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n")
    due = asyncio.get_running_loop().time() + behaviour.before
    for token in tokens[: len(tokens) // 2] if fault is Fault.CUT else tokens:
        await asyncio.sleep(due - asyncio.get_running_loop().time())
        writer.write(_chunk(_event(model, [{"index": 0, "delta": {"content": token}, "finish_reason": None}])))
        await writer.drain()
        due += behaviour.between
    if fault is Fault.CUT:
        raise ConnectionError("cut on purpose")
    usage = {"prompt_tokens": 500, "completion_tokens": len(tokens), "total_tokens": 500 + len(tokens)}
    last = _event(model, [{"index": 0, "delta": {}, "finish_reason": "stop"}]) + _event(model, [], usage)
    writer.write(_chunk(last + b"data: [DONE]\n\n") + b"0\r\n\r\n")
    return await writer.drain()


def _said(request: dict[str, Any], behaviour: Behaviour) -> list[str]:
    """Return the tokens of the answer: JSON at one go, or as many tokens of anger as the model's name says."""
    form = request.get("response_format", {})
    if "json_schema" in form:
        return [json.dumps(emptiest(form["json_schema"]["schema"]))]
    return tokens_of(max(0, len(request["messages"]) - 4) // 2, behaviour.tokens)


async def _refuse(fault: Fault, request: dict[str, Any], writer: asyncio.StreamWriter) -> None:
    """Answer with an error status; one that fails quotes what it was asked, as careless endpoints do."""
    quoted = f"failed on: {request['messages'][-1]['content']}"
    message = "too many requests" if fault is Fault.BUSY else quoted
    body = json.dumps({"error": {"message": message}}, ensure_ascii=False).encode()
    status = b"429 Too Many Requests\r\nretry-after: 1" if fault is Fault.BUSY else b"500 Internal Server Error"
    head = b"HTTP/1.1 %b\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n" % (status, len(body))
    writer.write(head + body)
    await writer.drain()


def _event(model: str, choices: list[dict[str, object]], usage: dict[str, int] | None = None) -> bytes:
    chunk = {"id": "bench", "object": "chat.completion.chunk", "created": 0, "model": model, "choices": choices}
    return b"data: " + json.dumps({**chunk, "usage": usage}, ensure_ascii=False).encode() + b"\n\n"


def _chunk(data: bytes) -> bytes:
    return b"%x\r\n%b\r\n" % (len(data), data)


async def _main() -> None:
    server = await asyncio.start_server(_serve, "127.0.0.1", 0, backlog=2048)
    print(server.sockets[0].getsockname()[1], flush=True)
    await asyncio.to_thread(sys.stdin.read)
    server.close()


if __name__ == "__main__":
    asyncio.run(_main())
