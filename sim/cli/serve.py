"""``duilian serve``: check what can be checked, serve with one process or several, say what is served."""

import asyncio
import os
import socket
import tempfile
from functools import partial
from pathlib import Path

from sim.cli.console import command_settings, messages
from sim.cli.serving import serve_on
from sim.cli.supervisor import Supervisor
from sim.domain.errors import DuilianError
from sim.practice.accounts import is_this_machine
from sim.runtime import Runtime
from sim.settings import Settings
from sim.store import Store

_BACKLOG = 2048


class ServeError(DuilianError):
    """The server cannot start here."""

    code = "serve"


def run(host: str, port: int, data: Path | None, workers: int) -> None:
    """Serve until stopped, with ``workers`` processes.

    Raises SettingsError, StorageError or ServeError before anything is served.
    """
    settings = command_settings(data=data)
    if settings.database_url is None:
        _require_writable(settings.data)
    if not is_this_machine(host) or settings.allowed_hosts or settings.trusted_proxies:
        asyncio.run(_require_administrator(settings, host))
    with _listen(host, port) as listener:
        announce = partial(_announce, listener=listener)
        if workers == 1:
            serve_on(settings, listener, announce)
        elif not Supervisor(settings, listener, announce, workers).run():
            raise ServeError("--workers: a process could not start, see above")


async def _require_administrator(settings: Settings, host: str) -> None:
    """Refuse to be reached by others while nobody has to sign in."""
    store = await Store.open(settings.store_url)
    try:
        if await store.people.has_administrator():
            return
    finally:
        await store.close()
    names = " ".join((*settings.allowed_hosts, *settings.trusted_proxies))
    raise ServeError(
        f"--host {host}{f' with {names}' if names else ''}: without an administrator only this machine itself may be "
        "served; make one with: duilian user add NAME --role administrator (or serve on 127.0.0.1)"
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
