"""How long the server takes for its pages with tens of thousands of sessions in the database.

The application is asked in this process, without network and browser; the time is all its own: recognising the
sign-in, the queries on SQLite, the page written and packed. It is made as ``duilian serve`` makes it: with its event
loop and its log on stderr, and what stays is kept out of garbage collection. On a busy machine the processor's time
says more than the clock.
"""

import asyncio
import os
import tempfile
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import uvicorn
from fastapi import FastAPI

from sim.cli.garbage import kept_for_good
from sim.domain.account import SignIn
from sim.domain.audit import AuditNote
from sim.domain.score import EngineChoice
from sim.domain.transcript import Transcript
from sim.practice.accounts.secret import new_id, new_secret, secret_hash
from sim.runtime import Runtime, assemble_runtime, make_engines
from sim.settings import Settings
from sim.store import Store
from tests.bench.crowd import Crowd, fill
from tests.bench.dialogues import library, transcripts
from tests.bench.figures import Figure, percentile
from tests.bench.processes import usage_of
from web.app import served_app
from web.gate import COOKIE

ROUNDS = 40
_TALKS = 36
_WARM_UP = 3
_SERVED_IN_MS = 15.0
_BASE = "http://127.0.0.1:8000"


def page_figures(sessions: int, rounds: int = ROUNDS) -> list[Figure]:
    """Return the median and 95th percentile of each page's time, its processor time, and what a whole export takes."""
    talks = tuple(transcripts(_TALKS, 3))
    with asyncio.Runner(loop_factory=uvicorn.Config(None).get_loop_factory()) as runner:  # type: ignore[arg-type]  # no app
        return runner.run(_measure(sessions, rounds, talks))


def paths_of(crowd: Crowd) -> Mapping[str, tuple[str, str]]:
    """Return the pages measured: name → (who asks, address)."""
    group, year = f"group={crowd.group}", f"since={datetime.now(UTC) - timedelta(weeks=51):%Y-%m-%d}"
    return {
        "home, trainee": (crowd.trainee, "/"),
        "history, trainee": (crowd.trainee, "/history"),
        "own practice, trainee": (crowd.trainee, f"/overview/people/{crowd.trainee}"),
        "overview of a group, trainer": (crowd.trainer, f"/overview?{group}"),
        "overview of a group, a year": (crowd.trainer, f"/overview?{group}&{year}"),
        "overview of a group, one case": (crowd.trainer, f"/overview?{group}&scenario=heating-missed-visit"),
        "overview of everybody": (crowd.administrator, "/overview"),
        "overview of everybody, a year": (crowd.administrator, f"/overview?{year}"),
        "sessions of a group": (crowd.trainer, f"/overview/sessions?{group}"),
        "sessions of everybody, failed": (crowd.administrator, "/overview/sessions?standing=failed"),
        "assignments": (crowd.trainer, f"/overview/assignments?{group}"),
        "usage": (crowd.administrator, "/overview/usage"),
        "usage by session": (crowd.trainer, f"/overview/usage/sessions?{group}"),
        "reviews, trainer": (crowd.trainer, "/reviews"),
        "reviews, administrator": (crowd.administrator, "/reviews"),
    }


async def _measure(sessions: int, rounds: int, talks: Sequence[Transcript]) -> list[Figure]:
    with tempfile.TemporaryDirectory(prefix="duilian-bench-") as folder:
        store = await Store.open(f"sqlite:///{folder}/duilian.db")
        crowd = await fill(store, sessions, datetime.now(UTC), talks)
        settings = Settings(data=Path(folder), engine=EngineChoice.OFFLINE)
        with kept_for_good():
            runtime = assemble_runtime(settings, library(), make_engines(settings), store)
            app = served_app(runtime)
        figures: list[Figure] = []
        async with runtime:
            for name, (who, path) in paths_of(crowd).items():
                async with _browser(runtime, app, who) as client:
                    figures += await _page(client, name, path, rounds)
            async with _browser(runtime, app, crowd.administrator) as client:
                figures += await _export(client, sessions)
        return figures


@asynccontextmanager
async def _browser(runtime: Runtime, app: FastAPI, account: str) -> AsyncIterator[httpx.AsyncClient]:
    """Open a client that is signed in, without the half second that checking a password takes."""
    now, secret = datetime.now(UTC), new_secret()
    sign_in = SignIn(new_id(), account, "bench", now, now, now + timedelta(days=1))
    await runtime.store.sign_ins.open(sign_in, secret_hash(secret), AuditNote(account, "", "signed-in", account, now))
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app), base_url=_BASE, cookies={COOKIE: secret}
    ) as client:
        yield client


async def _page(client: httpx.AsyncClient, name: str, path: str, rounds: int) -> list[Figure]:
    times, worked = [], []
    for _ in range(_WARM_UP + rounds):
        began, busy = time.perf_counter(), time.process_time()
        response = await client.get(path, headers={"accept": "text/html"})
        times.append(1000 * (time.perf_counter() - began))
        worked.append(1000 * (time.process_time() - busy))
        if response.status_code != 200:
            raise RuntimeError(f"{path} answered {response.status_code}: {response.text[:200]}")
    served = times[_WARM_UP:]
    return [
        Figure(f"{name}, p50", percentile(served, 0.5), "ms", at_most=_SERVED_IN_MS),
        Figure(f"{name}, p95", percentile(served, 0.95), "ms"),
        Figure(f"{name}, processor p50", percentile(worked[_WARM_UP:], 0.5), "ms"),
    ]


async def _export(client: httpx.AsyncClient, sessions: int) -> list[Figure]:
    """Export everything as CSV; the memory it takes on top includes the packed file in the client's hands."""
    since = f"{datetime.now(UTC) - timedelta(weeks=60):%Y-%m-%d}"
    before, highest = resident_mib(), [0.0]
    watcher = asyncio.create_task(_watch(highest))
    began = time.perf_counter()
    response = await client.get(f"/overview/export/file?form=csv&since={since}")
    seconds = time.perf_counter() - began
    watcher.cancel()
    await asyncio.gather(watcher, return_exceptions=True)
    lines = response.text.count("\n")
    return [
        Figure("CSV of everything, lines", lines, "lines", at_least=sessions),
        Figure("CSV of everything", seconds, "s"),
        Figure("CSV of everything, memory on top", max(0.0, highest[0] - before), "MiB", at_most=128),
    ]


async def _watch(highest: list[float]) -> None:
    while True:
        highest[0] = max(highest[0], resident_mib())
        await asyncio.sleep(0.02)


def resident_mib() -> float:
    """Return the memory this process holds now; 0 where there is no /proc to read it from."""
    used = usage_of(os.getpid())
    return used.memory / 1024 if used else 0.0
