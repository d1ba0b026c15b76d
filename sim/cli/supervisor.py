"""Several server processes on one socket: started, watched, started anew when they die, stopped together."""

import multiprocessing
import os
import signal
import socket
import sys
import time
from dataclasses import dataclass
from multiprocessing.connection import wait
from multiprocessing.process import BaseProcess

import structlog

from sim.cli.console import messages
from sim.cli.serving import Announce, serve_on
from sim.domain.errors import DuilianError
from sim.logs import configure_logging
from sim.settings import Settings

log = structlog.get_logger()

_STOP_SECONDS = 10.0
_LOOK_SECONDS = 0.1
_YOUNG_SECONDS = 5.0
_PAUSE_SECONDS = 2.0
_REFUSED = 2


@dataclass(slots=True)
class _Child:
    process: BaseProcess
    started: float


class Supervisor:
    """Keeps ``count`` processes running on ``listener`` until SIGTERM or Ctrl+C.

    One that dies is replaced at once, or after a pause where it died young. What it was doing is taken over by the
    others and by its successor; they see that it is gone.
    """

    def __init__(self, settings: Settings, listener: socket.socket, announce: Announce, count: int) -> None:
        """``announce`` is called in the first process, once it is about to serve; it must be picklable."""
        self._settings = settings
        self._listener = listener
        self._announce: Announce | None = announce
        self._count = count
        self._context = multiprocessing.get_context("spawn")
        self._stopping = False

    def run(self) -> bool:
        """Supervise until told to stop; False where the processes refused to start."""
        configure_logging()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._stop)
        children = [self._start() for _ in range(self._count)]
        sound = True
        while not self._stopping and sound:
            wait([child.process.sentinel for child in children], timeout=_LOOK_SECONDS)
            for place, child in enumerate(children):
                if child.process.is_alive() or self._stopping:
                    continue
                if child.process.exitcode == _REFUSED:
                    sound = False
                    break
                children[place] = self._replace(child)
        self._end(children)
        return sound

    def _stop(self, *_: object) -> None:
        self._stopping = True

    def _start(self) -> _Child:
        arguments = (self._settings, self._listener, self._announce, os.getpid())
        self._announce = None
        process = self._context.Process(target=_serve, args=arguments, name="duilian-serve")
        process.start()
        return _Child(process, time.monotonic())

    def _replace(self, dead: _Child) -> _Child:
        log.warning("server process died", pid=dead.process.pid, exit_status=dead.process.exitcode)
        if time.monotonic() - dead.started < _YOUNG_SECONDS:
            time.sleep(_PAUSE_SECONDS)
        return self._start()

    def _end(self, children: list[_Child]) -> None:
        for child in children:
            child.process.terminate()
        deadline = time.monotonic() + _STOP_SECONDS
        for child in children:
            child.process.join(max(0.0, deadline - time.monotonic()))
            if child.process.is_alive():
                child.process.kill()
                child.process.join()


def _serve(settings: Settings, listener: socket.socket, announce: Announce | None, parent: int) -> None:
    try:
        serve_on(settings, listener, announce, parent)
    except DuilianError as error:
        messages.print(f"duilian serve: {error.message}", markup=False, soft_wrap=True)
        sys.exit(_REFUSED)
