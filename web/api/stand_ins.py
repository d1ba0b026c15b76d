"""Going on without a model that fails: the offline engine plays, or the rules grade."""

from fastapi import APIRouter, Response

from sim.practice.documents import session_document
from web.api.models import GradingModel, SessionModel
from web.deps import OwnSession, RuntimeDep
from web.responses import json_response

router = APIRouter(prefix="/sessions", tags=["offline"])


@router.post("/{session_id}/offline", response_model=SessionModel)
async def play_offline(session_id: OwnSession, runtime: RuntimeDep) -> Response:
    """Have the offline engine answer the line that waits, and all later ones; then send that line again.

    Marked on transcript and scorecard. 409 where no line waits, or its answer is on its way.
    """
    return json_response(session_document(await runtime.stand_ins.play(session_id)))


@router.post("/{session_id}/grading/offline", status_code=202, response_model=GradingModel)
async def grade_offline(session_id: OwnSession, runtime: RuntimeDep) -> Response:
    """Have the rules make the scorecard that a model could not; flagged on it. 409 unless the grading has failed."""
    await runtime.stand_ins.grade(session_id)
    session = await runtime.sessions.load(session_id)
    return json_response({"id": session.id, "grading": session.grading.value}, 202)
