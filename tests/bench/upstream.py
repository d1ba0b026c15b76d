"""A chat model that is none: streams angry sentences, a token at a time, as an OpenAI-compatible endpoint does.

``python -m tests.bench.upstream`` serves it on a free loopback port, which it prints, until its input is closed.
The model's name says how it behaves: ``paced-<tokens>-<milliseconds between>-<milliseconds before the first>``.
"""

import asyncio
import json
import sys

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


def tokens_of(exchange: int, count: int) -> list[str]:
    """Return ``count`` tokens of the answer in this exchange (0 is the first); no sentence comes twice in six."""
    start = exchange * SENTENCES_A_LINE
    sentences = [SENTENCES[(start + at) % len(SENTENCES)] for at in range(len(SENTENCES))]
    text = "".join(sentences)[: count * _CHARACTERS_A_TOKEN]
    return [text[at : at + _CHARACTERS_A_TOKEN] for at in range(0, len(text), _CHARACTERS_A_TOKEN)]


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


async def _answer(request: dict[str, object], writer: asyncio.StreamWriter) -> None:
    model, messages = str(request["model"]), request["messages"]
    assert isinstance(messages, list)
    count, between, before = (int(part) for part in model.split("-")[1:])
    tokens = tokens_of(max(0, len(messages) - 4) // 2, count)
    writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n")
    due = asyncio.get_running_loop().time() + before / 1000
    for token in tokens:
        await asyncio.sleep(due - asyncio.get_running_loop().time())
        writer.write(_chunk(_event(model, [{"index": 0, "delta": {"content": token}, "finish_reason": None}])))
        await writer.drain()
        due += between / 1000
    usage = {"prompt_tokens": 500, "completion_tokens": count, "total_tokens": 500 + count}
    last = _event(model, [{"index": 0, "delta": {}, "finish_reason": "stop"}]) + _event(model, [], usage)
    writer.write(_chunk(last + b"data: [DONE]\n\n") + b"0\r\n\r\n")
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
