"""``duilian serve`` as a real process, one or several: stopped, killed, asked by many at once for the same thing."""

import asyncio
import json
import os
import resource
import signal
import time
from pathlib import Path

import pytest

from tests.bench.processes import upstream
from tests.faults.clients import Client, Memory, events_of
from tests.faults.lives import quiet_port
from tests.faults.programs import READY_SECONDS, Program, program, ready

LINE = "您好，您家约好的师傅没到，让您白等了一上午，我先把这件事查清楚，好吗？"
SECOND = "paced-20-50-100"
"""A customer whose answer takes about a second."""
LONG = "paced-20-1000-3000"
"""A customer whose answer takes twenty seconds."""
STOP_SECONDS = 10.0

pytestmark = pytest.mark.slow


def with_model(model: str, address: str) -> dict[str, str]:
    return {"DUILIAN_LLM_BASE_URL": f"{address}/v1", "DUILIAN_LLM_API_KEY": "none", "DUILIAN_LLM_MODEL": model}


async def start(client: Client) -> str:
    """Start a session and return its path."""
    order = {"scenario": "heating-missed-visit", "archetype": "stubborn", "seed": 7}
    session = await client.until(201, "POST", "/api/v1/sessions", order)
    return f"/api/v1/sessions/{session['id']}"


async def say(client: Client, path: str, index: int = 2, seen: str = "") -> tuple[int, list[bytes]]:
    headers = f"last-event-id: {seen}\r\n" if seen else ""
    return await client.ask("POST", f"{path}/turns", {"index": index, "text": LINE}, headers)


async def transcript(client: Client, path: str) -> list[tuple[int, str, str]]:
    found = await client.until(200, "GET", path)
    return [(turn["turn"], turn["status"], turn["text"]) for turn in found["turns"]]


async def until_waiting(client: Client, path: str) -> None:
    """Wait until the trainee's line is stored and waits for its answer."""
    while len(await transcript(client, path)) < 2:  # noqa: ASYNC110  the server tells nobody
        await asyncio.sleep(0.02)


@pytest.mark.parametrize("workers", [1, 2])
async def test_told_to_stop_it_takes_nothing_new_and_lets_the_customer_end(tmp_path: Path, workers: int) -> None:
    port = quiet_port()
    client = Client(port, Memory())
    with upstream() as address:
        arguments = ("serve", "--port", str(port), "--data", str(tmp_path), "--workers", str(workers))
        async with program(tmp_path, with_model(SECOND, address), *arguments) as server:
            await ready(port, server)
            path, other = await start(client), await start(client)
            speaking = asyncio.create_task(say(client, path))
            await until_waiting(client, path)
            stopping = asyncio.create_task(server.stop())
            await asyncio.sleep(0.3)
            refused, lines = await say(client, other)
            unready, _ = await client.ask("GET", "/readyz")
            _, heard = await speaking
            took = await stopping
            assert (refused, unready) == (503, 503)
            assert b"retry-after: 5" in [line.lower() for line in lines]
            assert [name for name, _, _ in events_of(heard)][-1] == "turn"
            assert took < STOP_SECONDS
            assert server.process.returncode == 0


async def test_what_takes_too_long_is_kept_and_asked_for_again_with_one_click(tmp_path: Path) -> None:
    port = quiet_port()
    client = Client(port, Memory())
    arguments = ("serve", "--port", str(port), "--data", str(tmp_path))
    with upstream() as address:
        async with program(tmp_path, with_model(LONG, address), *arguments) as server:
            await ready(port, server)
            path = await start(client)
            speaking = asyncio.create_task(say(client, path))
            await until_waiting(client, path)
            assert await server.stop() < STOP_SECONDS
            broken = events_of((await speaking)[1])[-1]
            assert (broken[0], broken[2]["retryable"]) == ("error", True)
        async with program(tmp_path, with_model(SECOND, address), *arguments) as server:
            await ready(port, server)
            assert [status for _, status, _ in await transcript(client, path)] == ["complete", "pending", "interrupted"]
            assert events_of((await say(client, path))[1])[-1][0] == "turn"
            assert [status for _, status, _ in await transcript(client, path)] == ["complete"] * 3


async def test_a_killed_server_process_is_replaced_and_its_line_answered_by_the_others(tmp_path: Path) -> None:
    port = quiet_port()
    client = Client(port, Memory())
    with upstream() as address:
        arguments = ("serve", "--port", str(port), "--data", str(tmp_path), "--workers", "2")
        async with program(tmp_path, with_model(SECOND, address), *arguments) as server:
            await ready(port, server)
            await started(server, 2)
            path = await start(client)
            speaking = asyncio.create_task(say(client, path))
            await until_waiting(client, path)
            before = server.children()
            for pid in before:
                os.kill(pid, signal.SIGKILL)
            await speaking
            async with asyncio.timeout(READY_SECONDS):
                while not (events := events_of((await say(client, path))[1])):  # noqa: ASYNC110  nobody listens yet
                    await asyncio.sleep(0.1)
            assert events[-1][0] == "turn"
            assert not set(before) & set(server.children())
            assert [status for _, status, _ in await transcript(client, path)] == ["complete"] * 3


async def test_without_its_parent_a_server_process_ends(tmp_path: Path) -> None:
    port = quiet_port()
    arguments = ("serve", "--port", str(port), "--data", str(tmp_path), "--workers", "2")
    async with program(tmp_path, {}, *arguments) as server:
        await ready(port, server)
        children = server.children()
        server.kill()
        await server.process.wait()
        deadline = time.monotonic() + STOP_SECONDS + 10
        while any(Path(f"/proc/{pid}").exists() for pid in children):  # noqa: ASYNC240  as above
            assert time.monotonic() < deadline, "they live on without a parent, and hold the port"
            await asyncio.sleep(0.1)


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
async def test_reload_double_click_two_tabs_and_a_cut_line_show_one_transcript(
    tmp_path: Path, kind: str, request: pytest.FixtureRequest
) -> None:
    port = quiet_port()
    client = Client(port, Memory())
    database = {"DUILIAN_DATABASE_URL": request.getfixturevalue("postgres_url")} if kind == "postgres" else {}
    with upstream() as address:
        arguments = ("serve", "--port", str(port), "--data", str(tmp_path), "--workers", "2")
        async with program(tmp_path, {**with_model(SECOND, address), **database}, *arguments) as server:
            await ready(port, server)
            await started(server, 2)
            path = await start(client)
            tabs = [asyncio.create_task(say(client, path)) for _ in range(8)]  # double clicks, tabs, at both processes
            cut = await first_events(port, path, 2)
            rest = events_of((await say(client, path, seen=cut[-1][1]))[1])
            told = [events_of((await tab)[1]) for tab in tabs]
            again = events_of((await say(client, path))[1])
            stored = await transcript(client, path)
            assert [(number, status) for number, status, _ in stored] == [(at, "complete") for at in (1, 2, 3)]
            answer = stored[2][2]
            for each in (*told, rest, again):
                assert each[-1][0] == "turn", each
                assert each[-1][2]["text"] == answer
            assert stored[1][2] == LINE
            numbers = [int(number.split(".")[1]) for _, number, _ in (*cut, *rest)]
            assert numbers[: len(cut)] == list(range(1, len(cut) + 1))


async def first_events(port: int, path: str, count: int) -> list[tuple[str, str, dict[str, object]]]:
    """Join the answer, and lose the connection after so many events."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    body = json.dumps({"index": 2, "text": LINE}).encode()
    head = f"POST {path}/turns HTTP/1.1\r\nhost: 127.0.0.1:{port}\r\ncontent-type: application/json\r\n"
    writer.write(f"{head}content-length: {len(body)}\r\n\r\n".encode() + body)
    lines: list[bytes] = []
    while len(events_of(lines)) < count:
        lines.append((await reader.readline()).rstrip())
    writer.transport.abort()
    return events_of(lines)


async def started(server: Program, count: int) -> None:
    """Wait until so many server processes are there."""
    async with asyncio.timeout(READY_SECONDS):
        while len(server.children()) < count:  # noqa: ASYNC110  the system tells nobody
            await asyncio.sleep(0.05)


async def test_it_may_hold_more_connections_than_a_shell_usually_lets_it(tmp_path: Path) -> None:
    port = quiet_port()
    usual, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (256, most))
    try:
        async with program(tmp_path, {}, "serve", "--port", str(port), "--data", str(tmp_path)) as server:
            await ready(port, server)
            allowed, _ = resource.prlimit(server.process.pid, resource.RLIMIT_NOFILE)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (usual, most))
    assert allowed == min(most, 65_536)
