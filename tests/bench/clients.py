"""Clients that cost little: one connection each, over the bare HTTP that both the product and its upstream speak."""

import asyncio
import json
import math
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

LINES = (
    "您好，您家约好的师傅没到，让您白等了一上午，我先把这件事查清楚，好吗？",
    "我查到了：工单派了没人去，也没通知您，这是我们失约，对不起。",
    "您现在最着急的是哪一件？",
    "今晚19点到21点上门，或者明早8点到9点，您选哪个？",
    "李师傅今晚18点30分前先打电话给您，单号317。",
    "明天9点前我本人回访，没办好您直接找我，我姓林。",
)
ARCHETYPES = ("irritable-threatening", "stubborn", "habitual-complainer", "hurtful-speech")
_SENTENCE_ENDS = tuple(mark.encode() for mark in "。！？")


@dataclass(frozen=True, slots=True)
class Timing:
    """One answer: seconds to its first sentence and to its end, and the moment it ended."""

    first: float
    whole: float
    ended: float


@dataclass(slots=True)
class Tally:
    """What the clients of one phase have seen."""

    timings: list[Timing] = field(default_factory=list)
    sessions: int = 0
    errors: list[str] = field(default_factory=list)


class Connection:
    """One keep-alive HTTP/1.1 connection to a loopback address."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._host, self._port = str(parts.hostname), parts.port
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None

    async def post(self, path: str, body: dict[str, Any]) -> tuple[int, AsyncIterator[bytes]]:
        """Send a JSON body; return the status and the pieces of the answer, which must be read to their end."""
        return await self._send("POST", path, json.dumps(body, ensure_ascii=False).encode())

    async def get(self, path: str) -> tuple[int, AsyncIterator[bytes]]:
        """Ask for a document; as ``post``."""
        return await self._send("GET", path, b"")

    async def _send(self, method: str, path: str, data: bytes) -> tuple[int, AsyncIterator[bytes]]:
        if self._reader is None or self._writer is None:
            self._reader, self._writer = await asyncio.open_connection(self._host, self._port)
        head = (
            f"{method} {path} HTTP/1.1\r\nhost: {self._host}:{self._port}\r\n"
            f"content-type: application/json\r\ncontent-length: {len(data)}\r\n\r\n"
        )
        self._writer.write(head.encode() + data)
        answer = (await self._reader.readuntil(b"\r\n\r\n")).decode("latin1").lower().split("\r\n")
        lengths = [int(line[15:]) for line in answer if line.startswith("content-length:")]
        return int(answer[0].split()[1]), _pieces(self._reader, lengths[0] if lengths else None)

    def close(self) -> None:
        """Hang up."""
        if self._writer is not None:
            self._writer.close()
        self._reader = self._writer = None


async def _pieces(reader: asyncio.StreamReader, length: int | None) -> AsyncIterator[bytes]:
    if length is not None:
        yield await reader.readexactly(length)
        return
    while size := int((await reader.readline()).split(b";")[0], 16):
        yield (await reader.readexactly(size + 2))[:-2]
    await reader.readline()


async def practise(connection: Connection, number: int, until: float, tally: Tally) -> None:
    """Practise over the API, session after session, until the moment ``until``."""
    while time.monotonic() < until:
        await talk(connection, number, tally, until)


async def talk(connection: Connection, number: int, tally: Tally, until: float = math.inf) -> str:
    """Start a session and say all lines, as far as the customer lets one and ``until`` is not past; return its id."""
    session = await begin(connection, number)
    tally.sessions += 1
    for place in range(len(LINES)):
        timing = await say(connection, session, place)
        if timing is None:
            break
        tally.timings.append(timing)
        if time.monotonic() >= until:
            break
    return session


async def begin(connection: Connection, number: int) -> str:
    """Start a session over the API; return its id."""
    wanted = {"scenario": "heating-missed-visit", "archetype": ARCHETYPES[number % len(ARCHETYPES)], "seed": number}
    status, body = await connection.post("/api/v1/sessions", wanted)
    session = json.loads(b"".join([piece async for piece in body]))
    if status != 201:
        raise RuntimeError(f"no session: {status} {session}")
    return str(session["id"])


async def say(connection: Connection, session: str, place: int) -> Timing | None:
    """Say the line of this place (from 0) and hear the answer; None where the customer has ended the session."""
    began = time.monotonic()
    turn = {"index": 2 * place + 2, "text": LINES[place]}
    status, body = await connection.post(f"/api/v1/sessions/{session}/turns", turn)
    timing, seen = await _timed(body, began, (b"event: delta",))
    if status == 409:
        return None
    if status != 200 or timing is None or b"event: turn" not in seen:
        raise RuntimeError(f"no answer: {status} {seen[-300:].decode(errors='replace')}")
    return timing


async def end(connection: Connection, session: str) -> None:
    """End a session and have it graded; one that has ended stays so."""
    status, body = await connection.post(f"/api/v1/sessions/{session}/end", {})
    answer = b"".join([piece async for piece in body])
    if status != 202:
        raise RuntimeError(f"not ended: {status} {answer[-300:].decode(errors='replace')}")


async def ask(connection: Connection, number: int, until: float, tally: Tally, model: str) -> None:
    """Ask the upstream directly, one question after the other, until the moment ``until``."""
    question = {"model": model, "stream": True, "messages": [{"role": "user", "content": LINES[number % len(LINES)]}]}
    while time.monotonic() < until:
        began = time.monotonic()
        status, body = await connection.post("/v1/chat/completions", question)
        timing, _ = await _timed(body, began, _SENTENCE_ENDS)
        if status != 200 or timing is None:
            raise RuntimeError(f"the upstream answered {status}")
        tally.timings.append(timing)


async def _timed(body: AsyncIterator[bytes], began: float, marks: tuple[bytes, ...]) -> tuple[Timing | None, bytes]:
    """Read an answer; return its timing (None where no mark of a first sentence was in it) and its bytes."""
    first, seen = None, b""
    async for piece in body:
        seen += piece
        if first is None and any(mark in seen for mark in marks):
            first = time.monotonic() - began
    ended = time.monotonic()
    return (None if first is None else Timing(first, ended - began, ended)), seen
