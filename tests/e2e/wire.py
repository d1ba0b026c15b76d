"""The wire between a browser and a server: it can be cut, fall silent, and be mended."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from urllib.parse import urlsplit


class Wire:
    """Hands bytes on between connections to its own port and a server's, as long as it is whole."""

    def __init__(self, server: str) -> None:
        """``server`` is the server's address."""
        self._server = urlsplit(server)
        self._listener: asyncio.Server | None = None
        self._writers: set[asyncio.StreamWriter] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._speaks = asyncio.Event()
        self.port = 0

    @property
    def address(self) -> str:
        """Where the browser finds the server."""
        return f"http://127.0.0.1:{self.port}"

    async def mend(self) -> None:
        """Take connections (again), at the same port; what was cut or silent stays dead."""
        self._speaks.set()
        self._listener = await asyncio.start_server(self._join, "127.0.0.1", self.port)
        self.port = self._listener.sockets[0].getsockname()[1]

    async def cut(self) -> None:
        """Break all connections off and take no new ones."""
        assert self._listener is not None
        self._listener.close()
        for writer in self._writers:
            writer.transport.abort()
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def silence(self) -> None:
        """Let nothing through from the server, and tell neither side."""
        self._speaks.clear()

    async def _join(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            other_reader, other = await asyncio.open_connection(self._server.hostname, self._server.port)
        except OSError:
            writer.transport.abort()
            return
        self._writers |= {writer, other}
        for source, target, heeds in ((reader, other, False), (other_reader, writer, True)):
            task = asyncio.create_task(self._carry(source, target, heeds=heeds))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _carry(self, source: asyncio.StreamReader, target: asyncio.StreamWriter, *, heeds: bool) -> None:
        with suppress(OSError):
            while data := await source.read(65536):
                if heeds:
                    await self._speaks.wait()
                target.write(data)
                await target.drain()
            target.close()


@asynccontextmanager
async def wired(server: str) -> AsyncIterator[Wire]:
    """Lay a wire to a server; yields it whole."""
    wire = Wire(server)
    await wire.mend()
    yield wire
    await wire.cut()
