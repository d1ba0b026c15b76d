"""What an administrator sees of the running service, and how a trainee goes on where a model fails."""

from fastapi import APIRouter

from web.operations.admin import router as admin_router
from web.operations.stand_ins import router as stand_ins_router

router = APIRouter()
router.include_router(stand_ins_router)
router.include_router(admin_router)
