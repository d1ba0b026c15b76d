"""Where trainers review scorecards and answer appeals, and see how well graders and people agree."""

from fastapi import APIRouter

router = APIRouter()
