"""What the server's memory does: what a session left open costs, and whether steady talk makes it grow.

Sessions are talked to their end and graded all the while, at a pace that puts an hour of a class into a few minutes.
Caches and the database's pages fill up over the first thousand sessions; what counts is whether growth comes to an end.
"""

import asyncio
import statistics
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from tests.bench.clients import Connection, Tally, begin, end, say, talk
from tests.bench.figures import Figure
from tests.bench.load import Load, drive, model_settings
from tests.bench.processes import Service, service, upstream, usage_of

_OPENERS = 20
_LOOK_SECONDS = 2.0
_QUIET_SECONDS = 5.0
_MIB = 1024


@dataclass(frozen=True, slots=True)
class Steady:
    """How much is asked: sessions left open, clients that talk, and for how many minutes."""

    open_sessions: int = 500
    clients: int = 8
    minutes: float = 6.0


def steady_figures(steady: Steady) -> list[Figure]:
    """Serve the product on a database of its own, leave sessions open, talk, and watch its memory."""
    load = Load(clients=steady.clients, seconds=60 * steady.minutes, tokens=20, between_ms=2, first_ms=2)
    with (
        tempfile.TemporaryDirectory() as folder,
        upstream() as source,
        service(Path(folder), model_settings(source, load)) as served,
    ):
        return asyncio.run(_measure(steady, load, served))


async def _measure(steady: Steady, load: Load, served: Service) -> list[Figure]:
    await _leave_open(served.url, 2 * _OPENERS)  # what the first sessions load stays for all
    before = await _at_rest(served.pid)
    await _leave_open(served.url, steady.open_sessions)
    each = (await _at_rest(served.pid) - before) / steady.open_sessions
    watching = asyncio.create_task(_watch(served.pid))
    tally, _ = await drive(load, served.url, _talk)
    watching.cancel()
    (seen,) = await asyncio.gather(watching, return_exceptions=True)
    assert isinstance(seen, list)
    settled = seen[len(seen) // 2 :]
    slope, level = statistics.linear_regression(*zip(*settled, strict=True)).slope, settled[-1][1]
    during = f"{steady.minutes:g} min of talk"
    return [
        Figure(f"memory of a session left open, mean of {steady.open_sessions}", each, "KiB", at_most=100),
        Figure(f"sessions over {during}", tally.sessions, ""),
        Figure(f"errors over {during}", len(tally.errors), "", at_most=0),
        Figure(f"memory after {during}", level / _MIB, "MiB"),
        Figure(f"memory grown over the second half of {during}", 50 * slope * load.seconds / level, "%", at_most=2),
        Figure("memory grown there, a session", _a_session(slope, load, tally), "KiB"),
    ]


def _a_session(slope: float, load: Load, tally: Tally) -> float:
    """Return the KiB a session left behind: growth a second over sessions a second."""
    return slope * load.seconds / max(1, tally.sessions)


async def _talk(connection: Connection, number: int, until: float, tally: Tally) -> None:
    """Talk session after session to its end and have each graded, until the moment ``until``."""
    while time.monotonic() < until:
        await end(connection, await talk(connection, number, tally))


async def _leave_open(url: str, sessions: int) -> None:
    """Start sessions, say one line in each and leave them."""
    numbers = iter(range(sessions))

    async def opener() -> None:
        connection = Connection(url)
        for number in numbers:
            await say(connection, await begin(connection, number), 0)
        connection.close()

    await asyncio.gather(*(opener() for _ in range(_OPENERS)))


async def _at_rest(pid: int) -> float:
    await asyncio.sleep(_QUIET_SECONDS)
    return _resident(pid)


async def _watch(pid: int) -> list[tuple[float, float]]:
    """Return (second, KiB resident) every few seconds until cancelled."""
    seen: list[tuple[float, float]] = []
    try:
        while True:
            seen.append((time.monotonic(), _resident(pid)))
            await asyncio.sleep(_LOOK_SECONDS)
    except asyncio.CancelledError:
        return seen


def _resident(pid: int) -> float:
    used = usage_of(pid)
    if used is None:
        raise RuntimeError("memory can only be measured where there is a /proc")
    return used.memory
