"""A desk whose customer and grader are scripted models, behind the queue and the breakers of the product."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from sim.customer import LlmCustomer
from sim.engines import CUSTOMER, GRADER
from sim.grading.judge.llm import LlmGrader
from sim.library import Library, default_roots
from sim.llm.breaker import BreakerPolicy
from sim.llm.failover import FailoverModel
from sim.llm.queue import CallQueue
from sim.reading import default_reader
from sim.runtime import Engines, Runtime, assemble_runtime
from sim.settings import Settings
from sim.store import Store
from tests.fakes import FakeChatModel
from tests.practice.stage import database
from tests.web.desk import BASE, events
from web.app import create_app


@dataclass
class House:
    """The application, its two endpoints, and a client that speaks to it in process."""

    client: httpx.AsyncClient
    runtime: Runtime
    first: FakeChatModel
    second: FakeChatModel

    async def start(self) -> str:
        """Start a session and return its id."""
        order = {"scenario": "water-bill-tripled", "archetype": "stubborn", "seed": 7}
        response = await self.client.post("/api/v1/sessions", json=order)
        assert response.status_code == 201, response.text
        return str(response.json()["id"])

    async def say(self, session_id: str, index: int, text: str) -> list[tuple[str, Any]]:
        """Say a line and return the events."""
        line = {"index": index, "text": text}
        response = await self.client.post(f"/api/v1/sessions/{session_id}/turns", json=line)
        assert response.status_code == 200, response.text
        return events(response.text)


@asynccontextmanager
async def open_house(folder: Path, *, at_once: int = 8, **settings: Any) -> AsyncIterator[House]:
    """Run an application with the published content over a new database in ``folder``."""
    reader, queue = default_reader(), CallQueue(at_once)
    first, second = FakeChatModel("first", "http://one/v1"), FakeChatModel("second", "http://two/v1")
    policy = BreakerPolicy(lasting=0.0)
    voice, judge = (FailoverModel(models, queue, policy=policy) for models in ((first, second), (first,)))
    runtime = assemble_runtime(
        Settings(data=folder, **settings),
        Library.load(default_roots()),
        Engines(reader, LlmCustomer(reader, voice), LlmGrader(judge, reader), {CUSTOMER: voice, GRADER: judge}),
        await Store.open(database(folder)),
    )
    transport = httpx.ASGITransport(create_app(runtime))
    async with runtime, httpx.AsyncClient(transport=transport, base_url=BASE) as client:
        yield House(client, runtime, first, second)
