"""``duilian serve``: check what can be checked, say what is served, hand over to uvicorn."""

import asyncio
import gc
import importlib
import ipaddress
import os
import socket
import tempfile
from pathlib import Path

import uvicorn

from sim.cli.console import command_settings, messages
from sim.domain.errors import DuilianError
from sim.runtime import Runtime, open_runtime
from sim.settings import Settings

_DRAIN_SECONDS = 8
_BACKLOG = 2048
_COLLECT_EVERY = (20_000, 20, 50)


class ServeError(DuilianError):
    """The server cannot start here."""

    code = "serve"


def run(host: str, port: int, data: Path | None) -> None:
    """Serve until stopped. Raises SettingsError, StorageError or ServeError before anything is served."""
    _require_loopback(host)
    settings = command_settings(data=data)
    if settings.database_url is None:
        _require_writable(settings.data)
    with _listen(host, port) as listener, asyncio.Runner(loop_factory=_config(None).get_loop_factory()) as runner:
        runner.run(_serve(settings, listener))


async def _serve(settings: Settings, listener: socket.socket) -> None:
    runtime = await open_runtime(settings)
    web = importlib.import_module("web.app")  # by name: the engine room knows no web framework
    app = web.served_app(runtime)
    _spare_collection()
    _announce(runtime, listener)
    await uvicorn.Server(_config(app)).serve(sockets=[listener])


def _spare_collection() -> None:
    """Leave what was made until now out of garbage collection, and collect less often.

    A full pass over modules, content and lexicons takes as long as some turns, and all trainees wait meanwhile.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_COLLECT_EVERY)


def _config(app: object) -> uvicorn.Config:
    return uvicorn.Config(
        app,  # type: ignore[arg-type]  # an ASGI application made in a room this one may not import
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        lifespan="on",
        timeout_graceful_shutdown=_DRAIN_SECONDS,
    )


def _require_loopback(host: str) -> None:
    try:
        loopback = host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        loopback = False
    if not loopback:
        raise ServeError(
            f"--host {host}: without accounts only this machine itself may be served; use 127.0.0.1, localhost or ::1"
        )


def _require_writable(data: Path) -> None:
    try:
        data.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=data):
            pass
    except OSError as error:
        raise ServeError(f"--data {data}: the folder cannot be written: {error.strerror}") from error


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=_BACKLOG)
    except OSError as error:
        raise ServeError(
            f"--port {port}: cannot listen on {host} port {port}: {os.strerror(error.errno or 0)}"
        ) from error


def _announce(runtime: Runtime, listener: socket.socket) -> None:
    for problem in runtime.library.problems:
        messages.print(f"content: {problem.message}", markup=False, soft_wrap=True)
    address, port = listener.getsockname()[:2]
    shown = f"[{address}]" if ":" in address else address
    customer = runtime.customer.model or "offline engine, no model configured"
    grader = runtime.grader.model or "offline engine"
    messages.print(
        f"Duilian 对练台: http://{shown}:{port}\n  customer: {customer}\n  grader: {grader}\n"
        f"  data: {runtime.settings.database_place}\n  stop with Ctrl+C",
        markup=False,
        soft_wrap=True,
    )
