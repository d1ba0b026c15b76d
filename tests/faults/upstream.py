"""A fake model that grades without thought, counts what it is asked, and answers when it is allowed to."""

import asyncio
import json
import re
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

_NAME = re.compile("我姓([甲乙丙丁戊己庚辛壬癸])")


@dataclass(slots=True)
class Upstream:
    """What was asked, by trainee and dimension, what was answered to the end, and how many answers may yet be given."""

    address: str
    asked: Counter[tuple[str, str]] = field(default_factory=Counter)
    answered: Counter[tuple[str, str]] = field(default_factory=Counter)
    allowed: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(0))

    def allow(self, answers: int) -> None:
        """Let so many questions more be answered."""
        for _ in range(answers):
            self.allowed.release()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin1").lower()
                length = next(int(line[15:]) for line in head.split("\r\n") if line.startswith("content-length:"))
                await self._answer(json.loads(await reader.readexactly(length)), reader, writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass  # the other side has hung up, or was killed
        finally:
            writer.close()

    async def _answer(
        self, request: dict[str, Any], reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        criteria = request["response_format"]["json_schema"]["schema"]["properties"]["criteria"]["properties"]
        named = _NAME.search(json.dumps(request["messages"], ensure_ascii=False))
        assert named is not None
        key = (named[1], next(iter(criteria)).partition(".")[0])
        self.asked[key] += 1
        await self.allowed.acquire()
        if reader.at_eof():
            self.allow(1)
            raise ConnectionResetError("nobody listens")
        judged = {"for": "", "against": "", "quotes": [], "level": 1, "lift": "", "better_line": ""}
        text = json.dumps({"criteria": dict.fromkeys(criteria, judged), "gates": []})
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n")
        for delta, reason in (({"content": text}, None), ({}, "stop")):
            choice = {"index": 0, "delta": delta, "finish_reason": reason}
            writer.write(_chunk({"id": "x", "model": request["model"], "choices": [choice]}))
        writer.write(b"e\r\ndata: [DONE]\n\n\r\n0\r\n\r\n")
        await writer.drain()
        self.answered[key] += 1


def _chunk(payload: dict[str, Any]) -> bytes:
    data = f"data: {json.dumps(payload)}\n\n".encode()
    return b"%x\r\n%b\r\n" % (len(data), data)


@asynccontextmanager
async def grading_upstream() -> AsyncIterator[Upstream]:
    """Serve a model that grades on a free loopback port."""
    upstream = Upstream("")
    server = await asyncio.start_server(upstream._serve, "127.0.0.1", 0)
    upstream.address = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1"
    yield upstream
    server.close()
