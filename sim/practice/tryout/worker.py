"""Does the offline work of one trial in a process of its own: the work on stdin (pickled), one JSON line per step.

Run by ``sim.practice.tryout.backstage``; ends when there is nobody left to tell.
"""

import asyncio
import os
import pickle
import sys

import orjson

from sim.domain.errors import DuilianError
from sim.practice.tryout.work import Work, offline_crew

NICENESS = 10
"""People who practise go first."""


async def _tell(work: Work) -> None:
    try:
        async for step in work.steps(offline_crew()):
            _print({"done": step.done, "result": step.result, "passed": step.passed})
    except DuilianError as error:
        _print({"error": error.message})


def _print(line: object) -> None:
    sys.stdout.buffer.write(orjson.dumps(line) + b"\n")
    sys.stdout.buffer.flush()


def main() -> None:
    """Read the work, do it, tell each step."""
    if hasattr(os, "nice"):
        os.nice(NICENESS)
    work: Work = pickle.loads(sys.stdin.buffer.read())  # noqa: S301 - from the parent's pipe, nobody else's
    try:
        asyncio.run(_tell(work))
    except BrokenPipeError:
        os._exit(1)  # the parent is gone; flushing at a regular exit would only fail once more


if __name__ == "__main__":
    main()
