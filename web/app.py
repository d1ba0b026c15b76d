"""The app factory: a runtime in, an ASGI application out."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from starlette.middleware.gzip import GZipMiddleware

from sim import __version__
from sim.logs import configure_logging
from sim.runtime import Runtime
from web import errors, health, pages
from web.api import router as api_router
from web.gate import Gate
from web.logs import RequestLogMiddleware
from web.security import LOOPBACK_HOSTS, BodyLimitMiddleware, SecurityMiddleware
from web.telemetry import trace_requests

BODY_LIMIT = 256 * 1024
"""Largest request body, in bytes: a line of 1,000 characters and all forms are far below."""
CONTENT_LIMIT = 12 * 1024 * 1024
"""Largest request body where content is written and imported: libraries, character cards with their pictures."""


def create_app(runtime: Runtime) -> FastAPI:
    """Return the application over an opened ``runtime``; its background work runs while the application does."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with runtime:
            yield

    app = FastAPI(
        title="Duilian 对练台",
        version=__version__,
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/v1/openapi.json",
        telemetry={"tracing": False, "metrics": False, "logs": False},  # spans are made by web.telemetry, if wanted
    )
    app.state.runtime = runtime
    app.include_router(health.router)
    app.include_router(api_router, prefix="/api/v1")
    errors.install(app)
    app.add_middleware(Gate, accounts=runtime.accounts)
    app.add_middleware(BodyLimitMiddleware, limit=BODY_LIMIT, larger={"/content/": CONTENT_LIMIT})
    app.add_middleware(SecurityMiddleware, hosts=LOOPBACK_HOSTS | set(runtime.settings.allowed_hosts))
    app.add_middleware(RequestLogMiddleware)
    pages.install(app, runtime)
    if runtime.telemetry is not None:
        trace_requests(app, runtime.telemetry)
    app.add_middleware(GZipMiddleware, compresslevel=5)  # leaves event streams and packed files alone
    return app


def served_app(runtime: Runtime) -> FastAPI:
    """Return the application as ``duilian serve`` runs it: with JSON logs on stderr."""
    configure_logging()
    return create_app(runtime)
