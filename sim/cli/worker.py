"""``duilian worker``: grades what the servers on the same PostgreSQL queue, beside any number of others."""

import asyncio
import signal

from sim.cli.console import command_settings, messages
from sim.domain.errors import InvalidInputError
from sim.logs import configure_logging
from sim.runtime import open_runtime
from sim.settings import Settings
from sim.store import ProcessKind

_GRACE_SECONDS = 6.0


def run() -> None:
    """Grade until stopped; what is not done by then is handed back. Raises InvalidInputError on SQLite."""
    settings = command_settings()
    if not settings.on_postgresql:
        raise InvalidInputError(
            "DUILIAN_DATABASE_URL: workers share the work through PostgreSQL, set postgresql+psycopg://…; "
            "on SQLite `duilian serve` grades itself",
            field="database_url",
        )
    configure_logging()
    asyncio.run(_work(settings))


async def _work(settings: Settings) -> None:
    stopped = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    async with await open_runtime(settings, ProcessKind.WORKER) as runtime:
        grader = runtime.grader.model or "offline engine"
        messages.print(f"Duilian worker: {settings.database_place}\n  grader: {grader}", markup=False, soft_wrap=True)
        await stopped.wait()
        await runtime.drain(_GRACE_SECONDS)
