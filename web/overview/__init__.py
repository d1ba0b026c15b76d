"""What a group has practised, assignments, exports, tokens and cost, privacy."""

from fastapi import APIRouter

from web.overview import assignments, exports, groups, persons, privacy, sessions, usage

router = APIRouter()
for page in (groups, persons, sessions, assignments, usage, exports, privacy):
    router.include_router(page.router)
