"""``duilian`` as people run it: real processes, started, watched and ended."""

import asyncio
import contextlib
import os
import signal
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

from tests.bench.processes import COMMAND, clean_environment
from tests.faults.clients import Client, Memory

READY_SECONDS = 120.0


class Program:
    """One run of ``duilian``, with its standard error in a file."""

    def __init__(self, process: asyncio.subprocess.Process, log: Path) -> None:
        self.process = process
        self.log = log

    def kill(self) -> None:
        """End it without a word."""
        self.process.kill()

    async def stop(self) -> float:
        """Ask it to end; return the seconds it took."""
        loop = asyncio.get_running_loop()
        began = loop.time()
        self.process.terminate()
        await self.process.wait()
        return loop.time() - began

    def children(self) -> list[int]:
        """Return the process ids of its server processes."""
        found = []
        for entry in Path("/proc").iterdir():
            with contextlib.suppress(OSError, ValueError):
                stat = (entry / "stat").read_text().rpartition(")")[2].split()
                command = (entry / "cmdline").read_bytes()
                if int(stat[1]) == self.process.pid and b"spawn_main" in command:
                    found.append(int(entry.name))
        return sorted(found)


@asynccontextmanager
async def program(folder: Path, settings: Mapping[str, str], *arguments: str) -> AsyncIterator[Program]:
    """Run ``duilian`` with these arguments and settings (by variable) in ``folder``; it is dead at the end."""
    os.makedirs(folder, exist_ok=True)
    log = folder / f"{'-'.join(arguments[:3])}.log"
    with log.open("wb") as errors:
        process = await asyncio.create_subprocess_exec(
            str(COMMAND), *arguments, cwd=folder, env={**clean_environment(), **settings}, stderr=errors
        )
    started = Program(process, log)
    try:
        yield started
    finally:
        orphans = started.children()
        if process.returncode is None:
            process.kill()
            await process.wait()
        for pid in orphans:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)


async def ready(port: int, started: Program) -> None:
    """Wait until a server is ready."""
    client = Client(port, Memory())
    async with asyncio.timeout(READY_SECONDS):
        while (await client.ask("GET", "/readyz"))[0] != 200:
            assert started.process.returncode is None, started.log.read_text()
            await asyncio.sleep(0.05)
