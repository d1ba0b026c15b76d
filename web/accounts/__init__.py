"""Signing in and out, invitations, one's own account; people, groups and the audit log for administrators."""

from fastapi import APIRouter

from web.accounts import audit, groups, invitations, own, own_tokens, people, person, sign_in

router = APIRouter()
for room in (sign_in, own, own_tokens, people, person, groups, invitations, audit):
    router.include_router(room.router)
