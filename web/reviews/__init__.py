"""Where trainers review scorecards and answer appeals, and see how well graders and people agree."""

from fastapi import APIRouter

from web.reviews import agreement, appeals, blind, decisions, queue

router = APIRouter()
for room in (queue, agreement, blind, decisions, appeals):  # fixed paths before those that take an id
    router.include_router(room.router)
