"""The JSON API, version 1."""

from typing import Any

from fastapi import APIRouter, Depends

from web.api import exports, scorecards, sessions, stand_ins, turns
from web.api.models import ProblemModel
from web.deps import require_form_token

_PROBLEM: dict[str, Any] = {"model": ProblemModel, "description": "A problem (application/problem+json)"}

router = APIRouter(
    dependencies=[Depends(require_form_token)],
    responses=dict.fromkeys((401, 403, 404, 409, 413, 422, 503), _PROBLEM),
)
router.include_router(turns.router)  # first: most requests are turns, and routes are tried in order
router.include_router(sessions.router)
router.include_router(scorecards.router)
router.include_router(stand_ins.router)
router.include_router(exports.router)
