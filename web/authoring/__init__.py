"""Where trainers write archetypes, scenarios and rubrics, try them out and publish them."""

from fastapi import APIRouter

from web.authoring import tryout, tryout_rubric

router = APIRouter()
for page in (tryout, tryout_rubric):
    router.include_router(page.router)
