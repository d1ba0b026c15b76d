"""Health and figures: ``/livez`` (the process), ``/readyz`` (the database, the models), ``/metrics`` (Prometheus)."""

from datetime import UTC, datetime
from typing import Any

from fastapi import APIRouter, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from sim.domain.errors import StorageError
from sim.llm.breaker import BreakerState
from sim.llm.failover import FailoverModel
from sim.practice.talk import mishaps
from web.deps import RuntimeDep

router = APIRouter(tags=["health"])


@router.get("/livez")
async def livez() -> dict[str, str]:
    """Tell that the process answers."""
    return {"status": "ok"}


@router.get("/readyz")
async def readyz(runtime: RuntimeDep) -> dict[str, Any]:
    """Tell whether requests may come here; 503 while stopping, or without a database of this schema.

    A model that fails makes the service ``degraded`` and not unready: words are stored, the offline engine can go on.
    No model is asked; told is what its last calls came to.
    """
    if runtime.draining:
        raise mishaps.draining()
    await runtime.store.operations.check_ready()
    models = {served: _condition(model) for served, model in runtime.engines.models.items()}
    return {
        "status": "degraded" if any(condition != "ok" for condition in models.values()) else "ok",
        "engine": runtime.customer.engine.value,
        "grader": runtime.grader.engine.value,
        "models": models,
    }


@router.get("/metrics")
async def metrics(runtime: RuntimeDep) -> Response:
    """Return the counters of this process, and the grading queue of the database, in Prometheus' text form."""
    try:
        runtime.meters.gradings_open(await runtime.store.operations.grading_queue(), datetime.now(UTC))
    except StorageError:  # the counters of the process are wanted then all the more
        runtime.meters.database_up.set(0)
    else:
        runtime.meters.database_up.set(1)
    return Response(generate_latest(runtime.meters.registry), media_type=CONTENT_TYPE_LATEST)


def _condition(model: FailoverModel) -> str:
    """Return "ok" where the endpoint asked first answers, "fallback" where another stands in, "resting" else."""
    closed = [state.breaker is BreakerState.CLOSED for state in model.states()]
    if closed[0]:
        return "ok"
    return "fallback" if any(closed) else "resting"
