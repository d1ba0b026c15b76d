"""Health and figures: ``/livez`` (the process), ``/readyz`` (the database), ``/metrics`` (Prometheus)."""

from typing import Any

from fastapi import APIRouter, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from web.deps import RuntimeDep

router = APIRouter(tags=["health"])


@router.get("/livez")
async def livez() -> dict[str, str]:
    """Tell that the process answers."""
    return {"status": "ok"}


@router.get("/readyz")
async def readyz(runtime: RuntimeDep) -> dict[str, Any]:
    """Tell whether the database answers (503 otherwise), and which engines are in use."""
    await runtime.store.ping()
    return {"status": "ok", "engine": runtime.customer.engine.value, "grader": runtime.grader.engine.value}


@router.get("/metrics")
async def metrics(runtime: RuntimeDep) -> Response:
    """Return the counters of this process in Prometheus' text form."""
    return Response(generate_latest(runtime.meters.registry), media_type=CONTENT_TYPE_LATEST)
