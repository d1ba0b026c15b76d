"""Server-sent events of one answer (WHATWG HTML, 9.2): sentence by sentence, with pings while the customer thinks."""

from collections.abc import AsyncIterator
from typing import Any

import orjson
from starlette.responses import StreamingResponse

from sim.practice.answer import Answer
from sim.practice.documents import event_document

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


def answer_response(answer: Answer, seen: tuple[int, str], ping_seconds: float) -> StreamingResponse:
    """Stream an answer behind what was ``seen`` of it. A closed connection stops the listening, not the answer."""
    return StreamingResponse(
        _frames(answer, answer.resume_from(*seen), ping_seconds), media_type="text/event-stream", headers=_HEADERS
    )


async def _frames(answer: Answer, seen: int, ping_seconds: float) -> AsyncIterator[bytes]:
    while True:
        events = await answer.wait(seen, ping_seconds)
        for event in events:
            seen += 1
            named = event_document(event, mood_visible=answer.mood_visible)
            if named is not None:
                yield frame(*named, number=f"{answer.line.turn}.{seen}.{answer.key}")
        if not events:
            if answer.closed:
                return
            yield PING
