"""One server process: from settings and a listening socket to a service that drains when it is told to stop."""

import asyncio
import gc
import importlib
import os
import signal
import socket
import sys
from collections.abc import Callable, Sequence
from types import FrameType

import uvicorn

from sim.cli.garbage import kept_for_good
from sim.runtime import Runtime, open_runtime
from sim.settings import Settings

_DRAIN_SECONDS = 5.0
"""How long answers and gradings under way may still take; with what follows a stop takes ten seconds at most."""
_CLOSE_SECONDS = 2
_COLLECT_EVERY = (20_000, 20, 50)
"""Less often than usual: all trainees wait while garbage is looked for."""
_SWITCH_SECONDS = 0.0005
"""How long a busy event loop keeps the interpreter from a thread that wants it. A thread at a database wants it after
every answer of the server: with the usual 5 ms, a process whose loop is busy gets some twenty turns a second stored."""
_PARENT_SECONDS = 1.0
_MOST_FILES = 65_536

Announce = Callable[[Runtime], None]


class DrainingServer(uvicorn.Server):
    """Told to stop, it first takes nothing new (503) while what is under way ends, and only then closes.

    Who asks meanwhile is told when to come again; who listens to an answer hears its end.
    """

    def __init__(self, config: uvicorn.Config, runtime: Runtime, *, supervised: bool) -> None:
        """``supervised``: Ctrl+C, which reaches all processes of a terminal, is left to the parent."""
        super().__init__(config)
        self._runtime = runtime
        self._supervised = supervised
        self._loop = asyncio.get_running_loop()
        self._draining: asyncio.Task[None] | None = None

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Begin to drain; a second Ctrl+C stops at once."""
        if sig == signal.SIGINT and self._supervised:
            return
        if sig == signal.SIGINT and self._draining is not None:
            self.should_exit = self.force_exit = True
        else:
            self._loop.call_soon_threadsafe(self.drain)

    def drain(self) -> None:
        """Begin to drain, once."""
        if self._draining is None:
            self._draining = asyncio.create_task(self._drain(), name="drain")

    async def _drain(self) -> None:
        try:
            await self._runtime.drain(_DRAIN_SECONDS)
        finally:
            self.should_exit = True


def serve_on(settings: Settings, listener: socket.socket, announce: Announce | None, parent: int | None = None) -> None:
    """Serve until told to stop. ``parent`` is the process that supervises this one; it stops when that has died.

    Raises SettingsError or StorageError before anything is served.
    """
    _allow_files()
    with asyncio.Runner(loop_factory=_config(None).get_loop_factory()) as runner:
        runner.run(_serve(settings, listener, announce, parent))


async def _serve(settings: Settings, listener: socket.socket, announce: Announce | None, parent: int | None) -> None:
    with kept_for_good():
        runtime = await open_runtime(settings)
        web = importlib.import_module("web.app")  # by name: the engine room knows no web framework
        app = web.served_app(runtime)
        gc.collect()  # what was needed for making it alone does not stay
    gc.set_threshold(*_COLLECT_EVERY)
    sys.setswitchinterval(_SWITCH_SECONDS)
    if announce is not None:
        announce(runtime)
    await serve_app(app, runtime, listener, parent)


async def serve_app(app: object, runtime: Runtime, listener: socket.socket, parent: int | None = None) -> None:
    """Serve an application over its runtime until told to stop; ``parent`` as for ``serve_on``."""
    server = DrainingServer(_config(app, runtime.settings.trusted_proxies), runtime, supervised=parent is not None)
    watch = asyncio.create_task(_stop_without(parent, server)) if parent is not None else None
    await server.serve(sockets=[listener])
    if watch is not None:
        watch.cancel()


async def _stop_without(parent: int, server: DrainingServer) -> None:
    """Stop when the parent has died: nobody would ever stop this process, and it holds the port."""
    while os.getppid() == parent:  # noqa: ASYNC110  the system tells nobody
        await asyncio.sleep(_PARENT_SECONDS)
    server.drain()


def _allow_files() -> None:
    """Let this process hold as many connections as it may: who talks has two, his own and the model's.

    The usual limit of a shell is 1,024 open files, the one it may be raised to hundreds of times that.
    """
    if sys.platform == "win32":
        return
    import resource

    allowed, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _MOST_FILES if most == resource.RLIM_INFINITY else min(most, _MOST_FILES)
    if resource.RLIM_INFINITY != allowed < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))


def _config(app: object, proxies: Sequence[str] = ()) -> uvicorn.Config:
    """Return how to serve; what ``proxies`` (addresses) say of a request's origin and scheme is believed."""
    return uvicorn.Config(
        app,  # type: ignore[arg-type]  # an ASGI application made in a room this one may not import
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=bool(proxies),
        forwarded_allow_ips=list(proxies),
        lifespan="on",
        timeout_graceful_shutdown=_CLOSE_SECONDS,
    )
