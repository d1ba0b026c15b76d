"""One turn: the trainee's line in, the customer's answer out as server-sent events."""

from collections.abc import Callable, Coroutine
from typing import Annotated, Any

from fastapi import APIRouter, Header, Request, Response
from fastapi.responses import StreamingResponse
from fastapi.routing import APIRoute
from pydantic import BaseModel, ConfigDict, ValidationError
from starlette.requests import ClientDisconnect

from web.deps import OwnSession, RuntimeDep, own_session, require_form_token, runtime_of, viewer_of
from web.sse import AnswerStream, events_seen


class TurnRequest(BaseModel):
    """A trainee's line. ``index`` is its turn number: 2 for the first, then 4, 6 and so on."""

    model_config = ConfigDict(extra="forbid")

    index: int
    text: str


class TurnRoute(APIRoute):
    """Checks a well-formed request by the same dependencies as FastAPI would, without its way of finding them.

    That way is walked anew for each request and costs more than all that is checked. Whatever else comes goes
    FastAPI's way, so that what is wrong is said as everywhere.
    """

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return what handles a request."""
        by_fastapi = super().get_route_handler()

        async def handle(request: Request) -> Response:
            line = await _line_in(request)
            if line is None:
                return await by_fastapi(request)
            await require_form_token(request)
            runtime = await runtime_of(request)
            session_id = await own_session(request.path_params["session_id"], runtime, await viewer_of(request))
            return await say(session_id, line, runtime, request.headers.get("last-event-id"))

        return handle


async def _line_in(request: Request) -> TurnRequest | None:
    """Return the line that a request carries as JSON; None where something about it is out of the ordinary."""
    if request.headers.get("content-type") != "application/json":
        return None
    try:
        return TurnRequest.model_validate_json(await request.body())
    except (ValidationError, ClientDisconnect):
        return None


router = APIRouter(prefix="/sessions", tags=["turns"], route_class=TurnRoute)


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
) -> Response:
    """Say a line and stream the answer: events ``mood``, ``delta`` (a sentence each), ``turn``, or ``error``.

    While the model is busy with others, ``queue`` tells the ``place`` (1: next; 0: it is his turn). An ``error`` with
    ``offline`` true offers to go on with the offline engine (``POST sessions/{id}/offline``).

    The same index with the same text joins the answer under way, gives the stored one again, or asks anew after an
    error; with ``Last-Event-ID`` only what is missing comes. Where the last part of an event's id has changed, another
    answer is given because the first was lost: what was heard of that one is void. Another text for a stored index is
    a conflict (409).
    """
    answer = await runtime.turns.say(session_id, line.index, line.text)
    return AnswerStream(answer, events_seen(last_event_id, line.index), runtime.settings.ping_interval)
