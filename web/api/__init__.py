"""The JSON API, version 1."""

from fastapi import APIRouter

from web.api import scorecards, sessions, turns

router = APIRouter()
router.include_router(sessions.router)
router.include_router(turns.router)
router.include_router(scorecards.router)
