"""One turn: the trainee's line in, the customer's answer out as server-sent events."""

from typing import Annotated

from fastapi import APIRouter, Header
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, ConfigDict

from web.deps import OwnSession, RuntimeDep
from web.sse import answer_response, events_seen

router = APIRouter(prefix="/sessions", tags=["turns"])


class TurnRequest(BaseModel):
    """A trainee's line. ``index`` is its turn number: 2 for the first, then 4, 6 and so on."""

    model_config = ConfigDict(extra="forbid")

    index: int
    text: str


@router.post(
    "/{session_id}/turns",
    response_class=StreamingResponse,
    responses={200: {"content": {"text/event-stream": {"schema": {"type": "string"}}}}},
)
async def say(
    session_id: OwnSession,
    line: TurnRequest,
    runtime: RuntimeDep,
    last_event_id: Annotated[str | None, Header()] = None,
) -> StreamingResponse:
    """Say a line and stream the answer: events ``mood``, ``delta`` (a sentence each), ``turn``, or ``error``.

    While the model is busy with others, ``queue`` tells the ``place`` (1: next; 0: it is his turn). An ``error`` with
    ``offline`` true offers to go on with the offline engine (``POST sessions/{id}/offline``).

    The same index with the same text joins the answer under way, gives the stored one again, or asks anew after an
    error; with ``Last-Event-ID`` only what is missing comes. Where the last part of an event's id has changed, another
    answer is given because the first was lost: what was heard of that one is void. Another text for a stored index is
    a conflict (409).
    """
    answer = await runtime.turns.say(session_id, line.index, line.text)
    return answer_response(answer, events_seen(last_event_id, line.index), runtime.settings.ping_interval)
