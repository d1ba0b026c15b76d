"""Signing in and out, invitations, one's own account; people, groups and the audit log for administrators."""

from fastapi import APIRouter

router = APIRouter()
