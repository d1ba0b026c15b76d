"""Trainees at once over the API, and the same upstream asked directly in the same run: what the product adds."""

import asyncio
import tempfile
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from tests.bench.clients import Connection, Tally, ask, practise
from tests.bench.figures import Figure, percentile
from tests.bench.processes import Service, Usage, postgresql, service, upstream, usage_of

_GRACE = 30.0
Client = Callable[[Connection, int, float, Tally], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Load:
    """How much is asked: clients at once, seconds a phase, and the upstream's pace.

    In the first ``warm_up`` seconds of a phase the clients begin, one after the other; these are not counted.
    """

    clients: int = 50
    seconds: float = 12.0
    warm_up: float = 3.0
    tokens: int = 40
    between_ms: int = 50
    first_ms: int = 20

    @property
    def answer_seconds(self) -> float:
        """How long one answer of the upstream takes."""
        return (self.first_ms + self.tokens * self.between_ms) / 1000

    @property
    def model(self) -> str:
        """The upstream's name for this pace."""
        return f"paced-{self.tokens}-{self.between_ms}-{self.first_ms}"


@dataclass(frozen=True, slots=True)
class Phase:
    """What one phase came to. Times in milliseconds; ``processor`` seconds and ``grown`` KiB of the service."""

    turns_a_second: float
    first_p50: float
    first_p95: float
    whole_p50: float
    sessions: int
    answers: int
    errors: tuple[str, ...]
    processor: float | None = None
    grown: float | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """Both ways to one upstream."""

    load: Load
    through: Phase
    direct: Phase

    @property
    def ratio(self) -> float:
        """Turns a second through the product, as a share of the direct ones."""
        return self.through.turns_a_second / self.direct.turns_a_second

    def figures(self) -> list[Figure]:
        """Return what the product adds."""
        at = f"{self.load.clients} at once"
        through, direct = self.through, self.direct
        tokens = through.answers * self.load.tokens / 1000
        spent = None if through.processor is None else 1000 * through.processor / tokens
        grown = None if through.grown is None else through.grown / max(1, through.sessions)
        return [
            Figure(f"turns/s, share of direct, {at}", self.ratio, "", at_least=0.98),
            Figure(f"first text, added p50, {at}", through.first_p50 - direct.first_p50, "ms", at_most=8),
            Figure(f"first text, added p95, {at}", through.first_p95 - direct.first_p95, "ms", at_most=25),
            Figure(f"whole turn, added p50, {at}", through.whole_p50 - direct.whole_p50, "ms", at_most=12),
            Figure(f"processor per 1,000 tokens, {at}", spent, "ms", at_most=180),
            Figure(f"memory grown per session, {at}", grown, "KiB", at_most=100),
            Figure(f"errors, {at}", len(through.errors), "", at_most=0),
        ]


def compare(load: Load) -> Comparison:
    """Serve the product on a database of its own and measure both ways, one after the other."""
    with (
        tempfile.TemporaryDirectory() as folder,
        upstream() as source,
        service(Path(folder), model_settings(source, load)) as served,
    ):
        direct, through = asyncio.run(_both(load, source, served))
    return Comparison(load, through, direct)


def crowd_figures(load: Load, workers: int = 2) -> list[Figure]:
    """Return the figures of several processes on PostgreSQL; the database's own work is beside the processor's."""
    with tempfile.TemporaryDirectory() as folder, upstream() as source, postgresql() as database:
        if database is None:
            return [Figure(f"turns/s, share of direct, {load.clients} at once", None, "", at_least=0.9)]
        settings = {**model_settings(source, load), "DUILIAN_DATABASE_URL": database}
        with service(Path(folder), settings, workers) as served:
            direct, through = asyncio.run(_both(load, source, served))
    at = f"{load.clients} at once, {workers} processes on PostgreSQL"
    spent = None if through.processor is None else 1000 * through.processor / through.answers
    return [
        Figure(f"turns/s, share of direct, {at}", Comparison(load, through, direct).ratio, "", at_least=0.9),
        Figure(f"turns/s, {at}", through.turns_a_second, ""),
        Figure(f"processor a turn, {at}", spent, "ms"),
        Figure(f"errors, {at}", len(through.errors), "", at_most=0),
    ]


def model_settings(source: str, load: Load) -> dict[str, str]:
    """Return the settings that lead the product to the upstream at ``source``."""
    return {
        "DUILIAN_LLM_BASE_URL": f"{source}/v1",
        "DUILIAN_LLM_API_KEY": "none",
        "DUILIAN_LLM_MODEL": load.model,
    }


async def _both(load: Load, source: str, served: Service) -> tuple[Phase, Phase]:
    direct = await _phase(load, source, partial(ask, model=load.model), None)
    warm = replace(load, seconds=load.warm_up + load.answer_seconds + 1, warm_up=load.warm_up / 2)
    await drive(warm, served.url, practise)
    return direct, await _phase(load, served.url, practise, served.pid)


async def _phase(load: Load, url: str, client: Client, pid: int | None) -> Phase:
    before = usage_of(pid) if pid is not None else None
    tally, began = await drive(load, url, client)
    after = usage_of(pid) if pid is not None else None
    counted = [timing for timing in tally.timings if began + load.warm_up < timing.ended <= began + load.seconds]
    if not counted:
        raise RuntimeError(f"no answer within {load.seconds:g} s; errors: {tally.errors[:3]}")
    return Phase(
        turns_a_second=len(counted) / (load.seconds - load.warm_up),
        first_p50=1000 * percentile([timing.first for timing in counted], 0.5),
        first_p95=1000 * percentile([timing.first for timing in counted], 0.95),
        whole_p50=1000 * percentile([timing.whole for timing in counted], 0.5),
        sessions=tally.sessions,
        answers=len(tally.timings),
        errors=tuple(tally.errors),
        processor=_spent(before, after),
        grown=None if before is None or after is None else after.memory - before.memory,
    )


async def drive(load: Load, url: str, client: Client) -> tuple[Tally, float]:
    """Let all clients of a phase run; return what they saw and when they began."""
    tally, began = Tally(), time.monotonic()
    clients = [_one(client, url, number, load, began, tally) for number in range(load.clients)]
    async with asyncio.timeout(load.seconds + _GRACE):
        await asyncio.gather(*clients)
    return tally, began


def _spent(before: Usage | None, after: Usage | None) -> float | None:
    return None if before is None or after is None else after.processor - before.processor


async def _one(client: Client, url: str, number: int, load: Load, began: float, tally: Tally) -> None:
    """Run one client; those of a phase begin one after the other while it warms up."""
    await asyncio.sleep(load.warm_up * number / load.clients)
    connection = Connection(url)
    while time.monotonic() < began + load.seconds:
        try:
            await client(connection, number, began + load.seconds, tally)
        except (OSError, asyncio.IncompleteReadError, RuntimeError) as error:
            tally.errors.append(f"{type(error).__name__}: {error}")
            connection.close()
            await asyncio.sleep(0.2)
    connection.close()
