"""Starts servers by the hundred: the application is made once, and each server is a fork of this process.

``python -m tests.faults.nursery NOTES URL`` reads a command a line, ``serve PORT`` or ``migrate URL``, and answers with
the process id of the child that does it. It ends when its input is closed.
"""

import asyncio
import gc
import os
import secrets
import signal
import socket
import sys
from pathlib import Path

from sqlalchemy import make_url

import web.app
from sim.cli.serving import serve_app
from sim.engines import Engines
from sim.jobs import job_runner
from sim.reading import default_reader
from sim.runtime import assemble_runtime
from sim.settings import ServeGrading, Settings
from sim.store import Store
from sim.store.databases.postgres_runner import PostgresRunner
from sim.store.databases.runners import Operation, Runner, T
from sim.store.databases.sqlite_runner import SqliteRunner
from sim.store.upkeep.migrate import migrate
from tests.faults.players import SlowCustomer, SlowGrader
from tests.practice.stage import make_library

_GRADER_PAUSE = 0.15


class LateRunner:
    """A runner that is told its database later: connections and threads do not outlive a fork."""

    def __init__(self) -> None:
        self._runner: Runner | None = None

    def open(self, url: str) -> None:
        """Open the database, in the child."""
        address = make_url(url)
        migrate(address)
        self._runner = SqliteRunner(address) if address.get_backend_name() == "sqlite" else PostgresRunner(address)

    @property
    def opened(self) -> Runner:
        """The runner on the database."""
        assert self._runner is not None
        return self._runner

    async def read(self, operation: Operation[T], *, brief: bool = False) -> T:
        """Read."""
        return await self.opened.read(operation, brief=brief)

    async def write(self, operation: Operation[T], *, brief: bool = False) -> T:
        """Write."""
        return await self.opened.write(operation, brief=brief)

    async def close(self) -> None:
        """Close."""
        await self.opened.close()


class Nursery:
    """The application that all children serve."""

    def __init__(self, notes: Path, url: str) -> None:
        self._url = url
        self._runner = LateRunner()
        self._store = Store(self._runner)
        reader = default_reader()
        engines = Engines(reader, SlowCustomer(), SlowGrader(self._store, notes, _GRADER_PAUSE))
        settings = Settings(database_url=url, serve_grading=ServeGrading.ALWAYS)
        self._runtime = assemble_runtime(settings, make_library(), engines, self._store)
        self._app = web.app.served_app(self._runtime)
        job_runner._BEAT_SECONDS, job_runner._STALLED_SECONDS = 0.3, 1.5
        job_runner._LOOK_SECONDS = job_runner._POLL_SECONDS = 0.3

    def run(self) -> None:
        """Read commands until there are no more."""
        gc.collect()
        gc.freeze()
        signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the dead are gone at once
        for command in sys.stdin:
            pid = os.fork()
            if pid == 0:
                signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                self._obey(*command.split())
                os._exit(0)
            print(pid, flush=True)

    def _obey(self, command: str, what: str) -> None:
        if command == "migrate":
            migrate(make_url(what))
        else:
            asyncio.run(self._serve(int(what)))

    async def _serve(self, port: int) -> None:
        self._store.processes._own_id = secrets.token_hex(8)  # each is a process of its own
        self._runner.open(self._url)
        with socket.create_server(("127.0.0.1", port), backlog=256) as listener:
            await serve_app(self._app, self._runtime, listener)


if __name__ == "__main__":
    Nursery(Path(sys.argv[1]), sys.argv[2]).run()
