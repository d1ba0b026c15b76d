"""What a group has practised, exports, tokens and cost, privacy."""

from fastapi import APIRouter

router = APIRouter()
