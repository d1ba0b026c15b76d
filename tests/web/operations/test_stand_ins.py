"""A trainee before a sick model: over the API, and with forms alone."""

import asyncio
from pathlib import Path

import httpx

from sim.domain.errors import ModelTimeoutError
from tests.web.operations.house import House, open_house

LINE = "您好，您先说说是怎么回事？"
SILENT = ModelTimeoutError("no first word within 60 s")


async def fail(house: House, session_id: str, index: int, times: int) -> dict[str, object]:
    for _ in range(times):
        house.first.enqueue(SILENT)
        house.second.enqueue(SILENT)
        told = await house.say(session_id, index, LINE)
    name, data = told[-1]
    assert name == "error"
    return dict(data)


async def scorecard(house: House, session_id: str) -> httpx.Response:
    while (response := await house.client.get(f"/api/v1/sessions/{session_id}/scorecard")).status_code == 202:  # noqa: ASYNC110  a client can only ask
        await asyncio.sleep(0.01)
    return response


async def test_after_two_failures_the_session_goes_on_offline_and_says_so(house: House) -> None:
    session_id = await house.start()
    assert (await fail(house, session_id, 2, 1))["offline"] is False
    assert (await fail(house, session_id, 2, 1))["offline"] is True
    switched = await house.client.post(f"/api/v1/sessions/{session_id}/offline")
    assert (switched.status_code, switched.json()["offline_from"], switched.json()["engine"]) == (200, 3, "llm")
    told = await house.say(session_id, 2, LINE)
    assert (told[-1][0], told[-1][1]["engine"], told[-1][1]["model"]) == ("turn", "offline", None)
    page = (await house.client.get(f"/sessions/{session_id}", headers={"accept-language": "zh"})).text
    note = page.index("从这里起由离线引擎扮演客户", page.index('id="turn-2"'))
    assert note < page.index('id="turn-3"')
    assert (await house.client.post(f"/api/v1/sessions/{session_id}/offline")).status_code == 409


async def test_without_a_script_one_button_brings_the_answer(house: House) -> None:
    session_id = await house.start()
    for _ in range(2):
        house.first.enqueue(SILENT)
        house.second.enqueue(SILENT)
        page = (await house.client.get(f"/sessions/{session_id}")).text
        assert "data-go-offline data-offer hidden" in page
        await house.client.post(f"/sessions/{session_id}/turns", data={"index": 2, "text": LINE})
    page = (await house.client.get(f"/sessions/{session_id}")).text
    assert f'formaction="/sessions/{session_id}/offline" data-go-offline data-offer>' in page
    done = await house.client.post(f"/sessions/{session_id}/offline", data={"index": 2, "text": LINE})
    assert (done.status_code, done.headers["location"]) == (303, f"/sessions/{session_id}#turn-3")
    stored = await house.runtime.store.load_session(session_id)
    assert [(turn.turn, turn.engine) for turn in stored.turns if turn.turn == 3] == [(3, "offline")]


async def test_the_second_endpoint_speaks_and_is_kept_with_the_turn(house: House) -> None:
    session_id = await house.start()
    house.first.enqueue(SILENT)
    house.second.enqueue("光打招呼有什么用？你先把这账给我算清楚！")
    told = await house.say(session_id, 2, LINE)
    assert (told[-1][0], told[-1][1]["model"]) == ("turn", "second")
    assert "endpoint" not in told[-1][1]
    stored = await house.runtime.store.load_session(session_id)
    assert (stored.turns[-1].model, stored.turns[-1].endpoint) == ("second", "http://two/v1")


async def test_who_waits_hears_his_place(tmp_path: Path) -> None:
    async with open_house(tmp_path, at_once=1) as house:
        gate = asyncio.Event()
        house.first.enqueue([gate.wait, "光打招呼有什么用？"], "那你说，这账怎么算？")
        first, second = await house.start(), await house.start()
        one = asyncio.create_task(house.say(first, 2, LINE))
        await asyncio.sleep(0.05)
        two = asyncio.create_task(house.say(second, 2, LINE))
        await asyncio.sleep(0.05)
        metrics = (await house.client.get("/metrics")).text
        assert 'duilian_calls_waiting{served="customer"} 1.0' in metrics
        gate.set()
        await one
        places = [data["place"] for name, data in await two if name == "queue"]
        assert places == [1, 0]


async def test_a_grading_that_keeps_failing_can_be_done_by_the_rules(house: House) -> None:
    session_id = await house.start()
    house.first.enqueue("光打招呼有什么用？你先把这账给我算清楚！")
    await house.say(session_id, 2, LINE)
    for attempt in (1, 2):
        house.first.enqueue(*[SILENT] * 4)
        await house.client.post(f"/api/v1/sessions/{session_id}/end")
        assert (await scorecard(house, session_id)).status_code == 502
        page = (await house.client.get(f"/sessions/{session_id}/scorecard")).text
        assert (f"/sessions/{session_id}/grading/offline" in page) is (attempt == 2)
    queued = await house.client.post(f"/sessions/{session_id}/grading/offline")
    assert (queued.status_code, queued.headers["location"]) == (303, f"/sessions/{session_id}/scorecard")
    card = (await scorecard(house, session_id)).json()
    assert (card["engine"], card["model"]) == ("offline", None)
    assert "graded-by-rules" in card["flags"]
    refused = await house.client.post(f"/api/v1/sessions/{session_id}/grading/offline")
    assert (refused.status_code, refused.json()["code"]) == (409, "conflict")


async def test_a_spent_budget_is_told_with_the_moment_it_renews(tmp_path: Path) -> None:
    async with open_house(tmp_path, tokens_per_day=10) as house:
        session_id = await house.start()
        house.first.enqueue("光打招呼有什么用？你先把这账给我算清楚！")
        await house.say(session_id, 2, LINE)
        name, data = (await house.say(session_id, 4, "我这就查。"))[-1]
        assert (name, data["code"], data["offline"]) == ("error", "budget-spent", True)
        assert 0 < data["retry_after"] <= 25 * 3600
        assert "恢复，你的话已保存" in data["message"]
        whole = await house.client.get(f"/api/v1/sessions/{session_id}")
        assert whole.json()["turns"][3]["text"] == "我这就查。"
