"""Trainees who do not give up: they say the same line again until it is answered, also over a lost connection."""

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from tests.bench.clients import ARCHETYPES, LINES, Connection

MOST_TRIES = 12
_LONGEST_PAUSE = 2.0
_HANG_UP_EVERY = 9
_GO_OFFLINE_EVERY = 4

Event = tuple[str, dict[str, Any]]


@dataclass(slots=True)
class Course:
    """What one trainee has lived through: what he said and what he was answered, by turn, and what went wrong."""

    session: str
    said: dict[int, str] = field(default_factory=dict)
    answered: dict[int, str] = field(default_factory=dict)
    errors: Counter[str] = field(default_factory=Counter)
    hung_up: int = 0
    offline_from: int | None = None
    ended: bool = False


async def practise(url: str, number: int, turns: int) -> Course:
    """Practise one session of at most so many lines over the API, and end it. Raises RuntimeError on a refusal."""
    connection = Connection(url)
    wanted = {"scenario": "heating-missed-visit", "archetype": ARCHETYPES[number % len(ARCHETYPES)], "seed": number}
    course = Course((await _document(connection.post("/api/v1/sessions", wanted), 201))["id"])
    trainee = _Trainee(connection, number, course)
    for place in range(turns):
        if not course.ended:
            await trainee.say(2 * place + 2, f"{LINES[place % len(LINES)]}（{number}-{place}）")
    await _document(connection.post(f"/api/v1/sessions/{course.session}/end", {}), 202)
    connection.close()
    return course


async def transcript_of(url: str, session: str) -> dict[str, Any]:
    """Return a session as the service tells it now."""
    connection = Connection(url)
    found = await _document(connection.get(f"/api/v1/sessions/{session}"), 200)
    connection.close()
    return found


class _Trainee:
    def __init__(self, connection: Connection, number: int, course: Course) -> None:
        self._connection = connection
        self._number = number
        self._course = course
        self._path = f"/api/v1/sessions/{course.session}"

    async def say(self, index: int, text: str) -> None:
        """Say a line until it is answered, at most so often."""
        course = self._course
        course.said[index] = text
        for attempt in range(MOST_TRIES):
            hangs_up = attempt == 0 and (self._number + index) % _HANG_UP_EVERY == 0
            name, data = await self._try(index, text, hangs_up=hangs_up)
            if name == "turn":
                course.answered[index + 1] = data["text"]
                course.ended = data["ended"]
                return
            course.errors[data["code"]] += 1
            if data.get("offline") and course.offline_from is None and self._number % _GO_OFFLINE_EVERY == 0:
                await _document(self._connection.post(f"{self._path}/offline", {}), 200)
                course.offline_from = index + 1
            elif not hangs_up:
                await asyncio.sleep(min(data.get("retry_after") or 0.2, _LONGEST_PAUSE))

    async def _try(self, index: int, text: str, *, hangs_up: bool) -> Event:
        """Send the line once; return the event it ended with, or one of our own where the connection was lost."""
        try:
            line = {"index": index, "text": text}
            status, body = await self._connection.post(f"{self._path}/turns", line)
            if status == 503:
                return "error", {"code": (await _whole(body))["code"], "retry_after": _LONGEST_PAUSE}
            if status != 200:
                raise RuntimeError(f"line {index} was refused: {status} {await _whole(body)}")
            event: Event = ("error", {"code": "silence"})
            async for event in _events(body):
                if hangs_up and event[0] == "delta":
                    break
            if event[0] not in ("turn", "error"):
                self._connection.close()
                self._course.hung_up += 1
                return "error", {"code": "hung-up"}
            return event
        except (OSError, asyncio.IncompleteReadError):
            self._connection.close()
            return "error", {"code": "connection-lost"}


async def _events(body: AsyncIterator[bytes]) -> AsyncIterator[Event]:
    rest = b""
    async for piece in body:
        *blocks, rest = (rest + piece).split(b"\n\n")
        for block in blocks:
            fields = dict(line.split(b": ", 1) for line in block.splitlines() if not line.startswith(b":"))
            with suppress(KeyError):  # a ping has no fields
                yield fields[b"event"].decode(), json.loads(fields[b"data"])


async def _document(sending: Any, wanted: int) -> dict[str, Any]:
    status, body = await sending
    found = await _whole(body)
    if status != wanted:
        raise RuntimeError(f"{status} in place of {wanted}: {found}")
    return found


async def _whole(body: AsyncIterator[bytes]) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(b"".join([piece async for piece in body]))
    return document
