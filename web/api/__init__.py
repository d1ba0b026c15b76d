"""The JSON API, version 1."""

from typing import Any

from fastapi import APIRouter

from web.api import scorecards, sessions, turns
from web.api.models import ProblemModel

_PROBLEM: dict[str, Any] = {"model": ProblemModel, "description": "A problem (application/problem+json)"}

router = APIRouter(responses={404: _PROBLEM, 409: _PROBLEM, 413: _PROBLEM, 422: _PROBLEM, 503: _PROBLEM})
router.include_router(sessions.router)
router.include_router(turns.router)
router.include_router(scorecards.router)
