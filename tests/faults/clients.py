"""Trainees who never give up: what is broken off they ask for again, and they remember all they were told."""

import asyncio
import json
from dataclasses import dataclass, field
from typing import Any

from tests.faults.players import answer_to

_PATIENCE_SECONDS = 0.03
_GRADING_SECONDS = 0.1


@dataclass(frozen=True, slots=True)
class Told:
    """One exchange as a client remembers it: the session, the line's index and words, the answer it was told."""

    session: str
    index: int
    line: str
    answer: str


@dataclass(slots=True)
class Memory:
    """What all clients were told, how often something broke off, and the lines heard so far, of whatever kind."""

    exchanges: list[Told] = field(default_factory=list)
    ended: list[str] = field(default_factory=list)
    graded: list[str] = field(default_factory=list)
    heard: int = 0
    broken: int = 0
    clicks: int = 0
    wrong: list[str] = field(default_factory=list)


class Client:
    """Speaks HTTP to a server that may be dead at any moment; a connection for each request."""

    def __init__(self, port: int, memory: Memory) -> None:
        self._port = port
        self.memory = memory

    async def ask(self, method: str, path: str, body: Any = None, headers: str = "") -> tuple[int, list[bytes]]:
        """Send a request; return the status (0 where none came) and the lines of the answer, as far as it came.

        ``body`` is sent as JSON, bytes as they are (``headers`` then say what they are).
        """
        status = 0
        lines: list[bytes] = []
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", self._port)
        except OSError:
            return status, lines
        try:
            if not isinstance(body, bytes):
                body = b"" if body is None else json.dumps(body).encode()
                headers += "content-type: application/json\r\n"
            head = f"{method} {path} HTTP/1.1\r\nhost: 127.0.0.1:{self._port}\r\nconnection: close\r\n{headers}"
            writer.write(f"{head}content-length: {len(body)}\r\n\r\n".encode() + body)
            first = await reader.readline()
            status = int(first.split()[1]) if first.count(b" ") >= 2 else 0
            while line := await reader.readline():
                lines.append(line.rstrip())
                self.memory.heard += 1
            self.memory.broken += status == 0
        except OSError:
            self.memory.broken += 1
        finally:
            writer.close()
        return status, lines

    async def until(self, wanted: int, method: str, path: str, body: Any = None) -> dict[str, Any]:
        """Ask until the status is the wanted one; return the answer's object."""
        while True:
            status, lines = await self.ask(method, path, body)
            if status == wanted and lines:
                try:
                    found: dict[str, Any] = json.loads(lines[-1])
                except json.JSONDecodeError:  # broken off in the middle
                    continue
                return found
            if status not in (0, 202, 502, 503):
                self.memory.wrong.append(f"{method} {path}: {status} {lines[-1:]}")
                await asyncio.sleep(1)
            await asyncio.sleep(_GRADING_SECONDS if status == 202 else _PATIENCE_SECONDS)

    async def practise(self, number: int, exchanges: int) -> None:
        """Practise one session to its scorecard."""
        session = await self.until(
            201, "POST", "/api/v1/sessions", {"scenario": "water-bill", "archetype": "stubborn", "seed": number}
        )
        for place in range(exchanges):
            line = f"第{number}位第{place}句，您好，我来查。"
            self.memory.exchanges.append(await self._say(session["id"], 2 * place + 2, line))
        await self.until(202, "POST", f"/api/v1/sessions/{session['id']}/end")
        self.memory.ended.append(session["id"])
        await self.until(200, "GET", f"/api/v1/sessions/{session['id']}/scorecard")
        self.memory.graded.append(session["id"])

    async def _say(self, session: str, index: int, line: str) -> Told:
        seen = ""
        while True:
            headers = f"last-event-id: {seen}\r\n" if seen else ""
            status, lines = await self.ask(
                "POST", f"/api/v1/sessions/{session}/turns", {"index": index, "text": line}, headers
            )
            for name, number, data in events_of(lines):
                seen = number
                if name == "turn":
                    if data["text"] != "".join(answer_to(line)):
                        self.memory.wrong.append(f"{session} {index}: {data['text']}")
                    return Told(session, index, line, data["text"])
            if status not in (0, 200, 502, 503):
                self.memory.wrong.append(f"{session} {index}: {status} {lines[-1:]}")
                await asyncio.sleep(1)
            self.memory.clicks += 1
            await asyncio.sleep(_PATIENCE_SECONDS)


def events_of(lines: list[bytes]) -> list[tuple[str, str, dict[str, Any]]]:
    """Return the whole events among the lines of an answer: name, id, data."""
    found, name, number = [], "", ""
    for line in lines:
        if line.startswith(b"event: "):
            name = line[7:].decode()
        elif line.startswith(b"id: "):
            number = line[4:].decode()
        elif line.startswith(b"data: "):
            try:
                found.append((name, number, json.loads(line[6:])))
            except json.JSONDecodeError:  # broken off in the middle
                return found
    return found
