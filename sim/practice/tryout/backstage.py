"""Offline work in a process of its own: it is arithmetic from end to end, and would make those who practise wait."""

import asyncio
import os
import pickle
import sys
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path

import orjson

import sim
from sim.domain.errors import DuilianError
from sim.practice.tryout.work import Step, Work

_WORKER = "sim.practice.tryout.worker"
_LINE_LIMIT = 32 * 1024 * 1024
"""Longest line of the worker, in bytes: a whole result is one."""


async def backstage(work: Work) -> AsyncIterator[Step]:
    """Yield the steps of ``work`` as a process of its own does them; closing this generator ends the process.

    Raises DuilianError where the work fails or the process dies.
    """
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        _WORKER,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        limit=_LINE_LIMIT,
        env={**os.environ, "PYTHONPATH": _search_path()},
    )
    try:
        async for step in _steps(process, work):
            yield step
    finally:
        if process.returncode is None:
            with suppress(ProcessLookupError):  # it ended this very moment
                process.kill()
            await process.wait()


async def _steps(process: asyncio.subprocess.Process, work: Work) -> AsyncIterator[Step]:
    assert process.stdin is not None  # noqa: S101 - both are pipes, made so by the caller
    assert process.stdout is not None  # noqa: S101
    with suppress(BrokenPipeError, ConnectionResetError):  # it died early; its exit status tells
        process.stdin.write(pickle.dumps(work))
        await process.stdin.drain()
        process.stdin.close()
        await process.stdin.wait_closed()
    async for line in process.stdout:
        told = orjson.loads(line)
        if "error" in told:
            raise DuilianError(told["error"])
        yield Step(**told)
    if await process.wait():
        raise DuilianError(
            f"试演的后台程序中断了（{process.returncode}）。 / The background process broke off ({process.returncode})."
        )


def _search_path() -> str:
    """Return where the worker finds this very program, before anything else of the name."""
    own = str(Path(sim.__file__).resolve().parent.parent)
    return os.pathsep.join(part for part in (own, os.environ.get("PYTHONPATH", "")) if part)
