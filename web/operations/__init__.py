"""What an administrator sees of the running service."""

from fastapi import APIRouter

router = APIRouter()
