"""Servers that live to be killed: the process that starts them, and the one that lives now."""

import asyncio
import contextlib
import os
import random
import signal
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

ROOT = Path(__file__).parents[2]


class Nursery:
    """The process that starts servers, and the server that lives now."""

    def __init__(self, process: asyncio.subprocess.Process, port: int, log: Path) -> None:
        self._process = process
        self.port = port
        self.log = log
        self.pid = 0

    async def start(self, command: str) -> None:
        """Let a new child begin."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{command}\n".encode())
        self.pid = int(await self._process.stdout.readline())

    async def serve(self) -> None:
        """Let a new server begin."""
        await self.start(f"serve {self.port}")

    async def ended(self) -> None:
        """Wait until the child has ended by itself."""
        with contextlib.suppress(ProcessLookupError):
            while True:
                os.kill(self.pid, 0)
                await asyncio.sleep(0.002)

    async def kill(self) -> None:
        """End the child in the middle of whatever it is doing, and wait until it has let go of everything."""
        with contextlib.suppress(ProcessLookupError):
            while self.pid:
                os.kill(self.pid, signal.SIGKILL)
                await asyncio.sleep(0.002)


@asynccontextmanager
async def nursery(folder: Path, url: str) -> AsyncIterator[Nursery]:
    """Run a nursery for servers on the database at ``url``."""
    log = folder / "nursery.log"
    with log.open("wb") as errors:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "tests.faults.nursery",
            str(folder / "notes"),
            url,
            cwd=ROOT,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=errors,
        )
        started = Nursery(process, quiet_port(), log)
        try:
            yield started
        finally:
            await started.kill()
            assert process.stdin is not None
            process.stdin.close()
            await process.wait()


def quiet_port() -> int:
    """Return a free port that the system gives to no client: one could else connect to itself, and hold it."""
    for port in random.sample(range(20_000, 30_000), 50):
        with contextlib.suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port
    raise AssertionError("no port is free")


def kind_of(url: str) -> str:
    """Return which kind of database a URL names."""
    return url.partition(":")[0].partition("+")[0]
