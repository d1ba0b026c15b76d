"""How long a person waits for the command line."""

import statistics
import subprocess
import tempfile
import time
from pathlib import Path

from tests.bench.figures import Figure
from tests.bench.processes import COMMAND, clean_environment, service

_ROUNDS = 5
_LONGEST = 60


def startup_figures() -> list[Figure]:
    """Return how long help, a check of all content and a start of the service take, medians of a few runs."""
    return [
        Figure("duilian --help", command_seconds("--help"), "s", at_most=0.4),
        Figure("duilian check", command_seconds("check"), "s", at_most=1.0),
        Figure("duilian serve ready, database there", ready_seconds(), "s", at_most=2.5),
    ]


def command_seconds(*arguments: str) -> float:
    """Return the median seconds of a command; its first run, which may have to compile modules, is not counted."""
    seconds = []
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(_ROUNDS + 1):
            began = time.perf_counter()
            subprocess.run(
                [str(COMMAND), *arguments],
                check=True,
                capture_output=True,
                cwd=folder,
                env=clean_environment(),
                timeout=_LONGEST,
            )
            seconds.append(time.perf_counter() - began)
    return statistics.median(seconds[1:])


def ready_seconds() -> float:
    """Return the median seconds from the start of ``duilian serve`` until it is ready, on an existing database."""
    with tempfile.TemporaryDirectory() as folder:
        seconds = []
        for _ in range(_ROUNDS):
            with service(Path(folder), {}) as served:
                seconds.append(served.ready_after)
    return statistics.median(seconds[1:])
