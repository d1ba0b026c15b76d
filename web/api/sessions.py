"""Start, read and end a session."""

from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field

from sim.practice.documents import session_document
from sim.practice.sessions import DEFAULT_RUBRIC, SessionOrder
from web.api.models import EndedSessionModel, SessionModel, StartedSessionModel
from web.deps import OwnSession, RuntimeDep, ViewedSession, ViewerDep
from web.responses import json_response

router = APIRouter(prefix="/sessions", tags=["sessions"])


class SessionRequest(BaseModel):
    """What to practise: ids of the library. ``intensity`` 1–3 caps how hurtful it gets; no ``seed`` draws one."""

    model_config = ConfigDict(extra="forbid")

    scenario: Annotated[str, Field(max_length=100)]
    archetype: Annotated[str, Field(max_length=100)]
    rubric: Annotated[str, Field(max_length=100)] = DEFAULT_RUBRIC
    seed: int | None = None
    intensity: int = 2
    mood_visible: bool = True


@router.post("", status_code=201, response_model=StartedSessionModel)
async def start_session(wanted: SessionRequest, runtime: RuntimeDep, viewer: ViewerDep) -> Response:
    """Start a session; ``opening`` is the customer's first turn."""
    session = await runtime.sessions.start(SessionOrder(**wanted.model_dump(), owner=viewer.id))
    document = session_document(session)
    return json_response({**document, "opening": document["turns"][0]}, 201)


@router.get("/{session_id}", response_model=SessionModel)
async def read_session(session_id: ViewedSession, runtime: RuntimeDep) -> Response:
    """Return a session with its whole transcript."""
    return json_response(session_document(await runtime.sessions.load(session_id)))


@router.post("/{session_id}/end", status_code=202, response_model=EndedSessionModel)
async def end_session(session_id: OwnSession, runtime: RuntimeDep) -> Response:
    """End a session; its grading starts in the background. Ending twice changes nothing."""
    session = await runtime.sessions.end(session_id)
    runtime.runner.wake()
    return json_response({"id": session.id, "outcome": session.outcome, "grading": session.grading.value}, 202)
