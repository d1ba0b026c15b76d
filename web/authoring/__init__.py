"""Where trainers write archetypes, scenarios and rubrics, try them out and publish them."""

from fastapi import APIRouter

router = APIRouter()
