"""An application over scripted engines, and a client that speaks to it in process."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import orjson

from sim.library import Library
from sim.reading import default_reader
from sim.runtime import Engines, Runtime, assemble_runtime
from sim.settings import Settings
from sim.store import Store
from tests.practice.stage import ScriptedCustomer, ScriptedGrader, database, make_library
from web.app import create_app

BASE = "http://127.0.0.1:8000"


@dataclass
class Desk:
    """The application with everything a test may want to look at."""

    client: httpx.AsyncClient
    runtime: Runtime
    customer: ScriptedCustomer
    grader: ScriptedGrader

    async def start(self, **changes: Any) -> dict[str, Any]:
        """Start a session over the API and return its object."""
        order = {"scenario": "water-bill", "archetype": "stubborn", "seed": 7, **changes}
        response = await self.client.post("/api/v1/sessions", json=order)
        assert response.status_code == 201, response.text
        found: dict[str, Any] = response.json()
        return found

    async def say(self, session_id: str, index: int, text: str, **headers: str) -> list[tuple[str, Any]]:
        """Say a line and return the events."""
        response = await self.client.post(
            f"/api/v1/sessions/{session_id}/turns", json={"index": index, "text": text}, headers=headers
        )
        assert response.status_code == 200, response.text
        return events(response.text)


def events(body: str) -> list[tuple[str, Any]]:
    """Parse an event stream; comments are left out."""
    found = []
    for block in body.split("\n\n"):
        fields = dict(line.split(": ", 1) for line in block.splitlines() if not line.startswith(":"))
        if fields:
            found.append((fields["event"], orjson.loads(fields["data"])))
    return found


@asynccontextmanager
async def open_desk(folder: Path, library: Library | None = None, **settings: Any) -> AsyncIterator[Desk]:
    """Run an application over a new database in ``folder``, with the stage's content unless ``library`` is given."""
    customer, grader = ScriptedCustomer(), ScriptedGrader()
    runtime = assemble_runtime(
        Settings(data=folder, **settings),
        library or make_library(),
        Engines(default_reader(), customer, grader),
        await Store.open(database(folder)),
    )
    transport = httpx.ASGITransport(create_app(runtime))
    async with runtime, httpx.AsyncClient(transport=transport, base_url=BASE) as client:
        yield Desk(client, runtime, customer, grader)
