"""Server-sent events of one answer (WHATWG HTML, 9.2): sentence by sentence, with pings while the customer thinks."""

import asyncio
from collections.abc import Iterator, Sequence
from typing import Any

import orjson
from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

from sim.practice.documents import event_document
from sim.practice.talk.answer import Answer
from sim.practice.talk.events import TurnEvent

PING = b": ping\n\n"
_HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}


def frame(name: str, data: Any, number: str) -> bytes:
    """Return one event on the wire; ``number`` becomes its id, for ``Last-Event-ID``."""
    return b"event: %b\nid: %b\ndata: %b\n\n" % (name.encode(), number.encode(), orjson.dumps(data))


def events_seen(last_event_id: str | None, index: int) -> tuple[int, str]:
    """Return how many events of the answer to turn ``index`` a client already has, and that answer's key.

    Ids read ``<index>.<n>.<key>``. An id of another turn, or one we never sent, counts as none: the client gets all.
    """
    turn, _, rest = (last_event_id or "").partition(".")
    count, _, key = rest.partition(".")
    known = turn == str(index) and count.isascii() and count.isdigit() and len(count) < 6
    return (int(count), key) if known else (0, "")


class AnswerStream(Response):
    """Streams an answer behind what was ``seen`` of it. Who leaves stops the listening, not the answer.

    Starlette's StreamingResponse watches for the client's leaving by a task group and ends with an empty message, which
    costs more than the events do: here what is ready goes out together, and the last event ends the response.
    """

    media_type = "text/event-stream"

    def __init__(self, answer: Answer, seen: tuple[int, str], ping_seconds: float) -> None:
        """``seen`` is what ``events_seen`` found; a ping is sent where so many seconds bring no event."""
        self.status_code = 200
        self.background = None
        self.init_headers(_HEADERS)  # and not the base class's own __init__, which would add a length
        self._answer = answer
        self._seen = answer.resume_from(*seen)
        self._ping_seconds = ping_seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the events as they come, the head with the first. One who has left is noticed with an event or ping."""
        head: Message | None = {"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers}
        leaving = asyncio.ensure_future(_left(receive))
        try:
            more = True
            while more and not leaving.done():
                events = await self._answer.wait(self._seen, self._ping_seconds)
                more = not self._answer.closed
                body = b"".join(self._frames(events)) if events or not more else PING
                if head is not None:
                    await send(head)
                    head = None
                await send({"type": "http.response.body", "body": body, "more_body": more})
        finally:
            leaving.cancel()

    def _frames(self, events: Sequence[TurnEvent]) -> Iterator[bytes]:
        answer = self._answer
        for event in events:
            self._seen += 1
            named = event_document(event, mood_visible=answer.mood_visible)
            if named is not None:
                yield frame(*named, number=f"{answer.line.turn}.{self._seen}.{answer.key}")


async def _left(receive: Receive) -> None:
    """Return once the client has closed the connection."""
    while (await receive())["type"] != "http.disconnect":
        pass
