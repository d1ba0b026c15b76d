"""A whole session over the API with the product's own content and engines, offline and with a scripted model."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx

from sim.customer import LlmCustomer, OfflineCustomer
from sim.domain.errors import ModelTimeoutError
from sim.grading.rules.offline import OfflineGrader
from sim.library import Library, default_roots
from sim.reading import default_reader
from sim.runtime import Engines, assemble_runtime
from sim.settings import Settings
from sim.store import Store
from tests.fakes import FakeChatModel
from tests.practice.stage import database
from tests.web.desk import BASE, events
from web.app import create_app

LINES = (
    "您好，水费一下多了这么多，换谁都着急。您先说说，是从哪个月开始的？",
    "您说十月的用水比平时多了三倍，对吗？我现在就把远传水表的曲线调给您看。",
    "很抱歉让您跑一趟。原因还没查清：可能是表后漏水，也可能是表的问题。上门查漏、送检水表，您看先做哪个？",
    "我今天下午三点前请王师傅上门，单号2217，明天这个时候我给您打电话说结果，没办成您直接找我。",
)


@asynccontextmanager
async def open_client(folder: Path, model: FakeChatModel | None) -> AsyncIterator[httpx.AsyncClient]:
    reader = default_reader()
    customer = LlmCustomer(reader, model) if model else OfflineCustomer(reader)
    runtime = assemble_runtime(
        Settings(data=folder),
        Library.load(default_roots()),
        Engines(reader, customer, OfflineGrader(reader)),
        await Store.open(database(folder)),
    )
    transport = httpx.ASGITransport(create_app(runtime))
    async with runtime, httpx.AsyncClient(transport=transport, base_url=f"{BASE}/api/v1") as client:
        yield client


async def start(client: httpx.AsyncClient) -> str:
    order = {"scenario": "water-bill-tripled", "archetype": "stubborn", "seed": 7}
    response = await client.post("/sessions", json=order)
    assert response.status_code == 201
    session_id: str = response.json()["id"]
    return session_id


async def say(client: httpx.AsyncClient, session_id: str, index: int, text: str) -> list[tuple[str, Any]]:
    response = await client.post(f"/sessions/{session_id}/turns", json={"index": index, "text": text})
    assert response.status_code == 200, response.text
    return events(response.text)


async def test_offline_a_session_ends_in_a_scorecard_that_quotes_the_trainee(tmp_path: Path) -> None:
    async with open_client(tmp_path, None) as client:
        session_id = await start(client)
        said = {}
        for index, line in zip(range(2, 10, 2), LINES, strict=True):
            told = await say(client, session_id, index, line)
            said[index] = line
            assert "".join(data["text"] for name, data in told if name == "delta") == told[-1][1]["text"]
            if told[-1][1]["ended"]:
                break
        await client.post(f"/sessions/{session_id}/end")
        while (response := await client.get(f"/sessions/{session_id}/scorecard")).status_code == 202:  # noqa: ASYNC110  a client can only ask
            await asyncio.sleep(0.01)
        card = response.json()
        assert (card["engine"], card["model"]) == ("offline", None)
        assert card["total"] is not None
        quotes = [evidence for score in card["criteria"] for evidence in score["evidence"]]
        assert quotes
        for quote in quotes:
            assert said[quote["turn"]][quote["start"] : quote["end"]] == quote["quote"]
        listed = (await client.get(f"/sessions/{session_id}")).json()
        assert listed["grading"] == "done"


async def test_a_model_speaks_through_the_same_way(tmp_path: Path, chat_model: FakeChatModel) -> None:
    async with open_client(tmp_path, chat_model) as client:
        session_id = await start(client)
        chat_model.enqueue("光打招呼有什么用？你先把这账给我算清楚！")
        told = await say(client, session_id, 2, "您好。")
        assert told[-1][0] == "turn"
        assert (told[-1][1]["engine"], told[-1][1]["model"]) == ("llm", "fake-model")
        assert "".join(data["text"] for name, data in told if name == "delta") == told[-1][1]["text"]
        assert chat_model.requests[0].messages[-1].role == "user"


async def test_a_model_that_is_silent_leaves_the_line_and_a_retry_brings_the_answer(
    tmp_path: Path, chat_model: FakeChatModel
) -> None:
    async with open_client(tmp_path, chat_model) as client:
        session_id = await start(client)
        chat_model.enqueue(ModelTimeoutError("no first word within 60 s"), "那你说，这账怎么算？")
        failed = await say(client, session_id, 2, "您好。")
        assert (failed[-1][0], failed[-1][1]["retryable"]) == ("error", True)
        told = await say(client, session_id, 2, "您好。")
        assert told[-1][0] == "turn"
        whole = (await client.get(f"/sessions/{session_id}")).json()
        assert [(turn["turn"], turn["status"]) for turn in whole["turns"]] == [
            (1, "complete"),
            (2, "complete"),
            (3, "complete"),
        ]
