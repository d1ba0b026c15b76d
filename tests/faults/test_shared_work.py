"""Two servers and two workers on one PostgreSQL, one of each killed: all is graded, nothing is asked twice."""

import asyncio
from pathlib import Path

import pytest

from tests.faults.clients import Client, Memory
from tests.faults.lives import quiet_port
from tests.faults.programs import program, ready
from tests.faults.upstream import grading_upstream

TRAINEES = "甲乙丙丁戊己庚辛"
DIMENSIONS = 4
AT_ONCE = 2
"""Gradings of one worker side by side."""
_BEFORE = 6
"""Answers given before the kill."""
_PATIENCE_SECONDS = 180.0


@pytest.mark.slow
async def test_what_the_dead_leave_is_graded_once_by_the_living(
    postgres_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    one, two = quiet_port(), quiet_port()
    async with grading_upstream() as model:
        settings = {
            "DUILIAN_DATABASE_URL": postgres_url,
            "DUILIAN_GRADER_BASE_URL": model.address,
            "DUILIAN_GRADER_API_KEY": "none",
            "DUILIAN_GRADER_MODEL": "counting",
            "DUILIAN_GRADINGS_AT_ONCE": str(AT_ONCE),
        }
        async with (
            program(tmp_path / "a", settings, "worker") as killed_worker,
            program(tmp_path / "b", settings, "worker"),
            program(tmp_path / "c", settings, "serve", "--port", str(one)) as killed_server,
            program(tmp_path / "d", settings, "serve", "--port", str(two)) as server,
        ):
            await asyncio.gather(ready(one, killed_server), ready(two, server))
            sessions = [await practised(one if place % 2 else two, name) for place, name in enumerate(TRAINEES)]
            async with asyncio.timeout(_PATIENCE_SECONDS):
                while model.asked.total() < 2 * AT_ONCE * DIMENSIONS:  # noqa: ASYNC110  the processes tell nobody
                    await asyncio.sleep(0.05)
                model.allow(_BEFORE)
                while model.answered.total() < _BEFORE:  # noqa: ASYNC110  as above
                    await asyncio.sleep(0.05)
                await asyncio.sleep(1)  # what was answered until now is stored
                killed_worker.kill()
                killed_server.kill()
                await asyncio.sleep(0.5)
                model.allow(1000)
                client = Client(two, Memory())
                for session in sessions:
                    await client.until(200, "GET", f"/api/v1/sessions/{session}/scorecard")
    asked, answered = model.asked.total(), model.answered.total()
    with capsys.disabled():
        figures = f"{len(sessions)} gradings done, {asked} questions, {asked - answered} cut by the kill"
        print(f"\n2 servers, 2 workers, one of each killed: {figures}, {answered} answered")
    assert client.memory.wrong == []
    assert len(model.answered) == len(TRAINEES) * DIMENSIONS
    assert set(model.answered.values()) == {1}
    assert asked > answered, "the kill cut no question"


async def practised(port: int, name: str) -> str:
    """Practise a short session, end it and return its id."""
    client = Client(port, Memory())
    order = {"scenario": "water-bill-tripled", "archetype": "stubborn", "seed": 7}
    session = await client.until(201, "POST", "/api/v1/sessions", order)
    path = f"/api/v1/sessions/{session['id']}"
    status, _ = await client.ask("POST", f"{path}/turns", {"index": 2, "text": f"您好，我姓{name}，我来查水费的事。"})
    assert status == 200
    await client.until(202, "POST", f"{path}/end")
    return str(session["id"])
