"""The scorecard of an ended session."""

from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response

from sim.domain.session import GradingStatus
from sim.grading.documents import scorecard_document
from sim.practice.gradings import Progress
from web.api.models import ProblemModel, ProgressModel, ScorecardModel
from web.deps import RuntimeDep, ViewedSession, ViewerDep
from web.errors import Problem
from web.responses import json_response

router = APIRouter(prefix="/sessions", tags=["scorecards"])


@router.get(
    "/{session_id}/scorecard",
    response_model=ScorecardModel,
    responses={
        202: {"model": ProgressModel, "description": "Still grading"},
        502: {"model": ProblemModel, "description": "The grading failed"},
    },
)
async def read_scorecard(session_id: ViewedSession, runtime: RuntimeDep, viewer: ViewerDep) -> Response:
    """Return the scorecard; 202 with the dimensions done so far while grading; 409 before the session has ended.

    502 tells that the grading failed and why; ending the session again takes it up where it stopped.
    """
    progress = await runtime.gradings.progress(session_id)
    if progress.scorecard is not None:
        await runtime.reviews.graded.note_shown(viewer, session_id)
        return json_response(scorecard_document(progress.scorecard))
    if progress.status is GradingStatus.FAILED:
        return Problem(502, "grading-failed", progress.error).response()
    return json_response(_progress_document(session_id, progress), 202)


def _progress_document(session_id: str, progress: Progress) -> dict[str, Any]:
    return {
        "id": session_id,
        "status": progress.status.value,
        "dimensions": progress.dimensions,
        "done": progress.done,
    }
