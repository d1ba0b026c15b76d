"""The buttons with which a trainee goes on without a model that fails."""

from typing import Annotated

from fastapi import APIRouter, Form
from fastapi.responses import RedirectResponse

from web.deps import OwnSession, RuntimeDep

router = APIRouter(prefix="/sessions")


@router.post("/{session_id}/offline")
async def play_offline(
    session_id: OwnSession, runtime: RuntimeDep, index: Annotated[int, Form()], text: Annotated[str, Form()]
) -> RedirectResponse:
    """Hand the session to the offline engine, have it answer the line that waits, lead back to the talk."""
    await runtime.stand_ins.play(session_id)
    answer = await runtime.turns.say(session_id, index, text)
    seen = 0
    while events := await answer.wait(seen):
        seen += len(events)
    return RedirectResponse(f"/sessions/{session_id}#turn-{index + 1}", 303)


@router.post("/{session_id}/grading/offline")
async def grade_offline(session_id: OwnSession, runtime: RuntimeDep) -> RedirectResponse:
    """Have the rules grade, lead to the scorecard."""
    await runtime.stand_ins.grade(session_id)
    return RedirectResponse(f"/sessions/{session_id}/scorecard", 303)
