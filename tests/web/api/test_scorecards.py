import asyncio

from sim.domain.errors import ModelTimeoutError
from tests.web.desk import Desk


async def _settled(desk: Desk, path: str) -> tuple[int, dict[str, object]]:
    for _ in range(200):
        response = await desk.client.get(path)
        if response.status_code != 202:
            return response.status_code, response.json()
        await asyncio.sleep(0.01)
    raise AssertionError("the grading never ended")


async def test_a_scorecard_comes_after_the_end_with_progress_on_the_way(desk: Desk) -> None:
    session = await desk.start()
    path = f"/api/v1/sessions/{session['id']}"
    await desk.say(session["id"], 2, "您好，我来查。")
    early = await desk.client.get(f"{path}/scorecard")
    assert (early.status_code, early.json()["code"]) == (409, "conflict")
    gate = desk.grader.gates["empathy"] = asyncio.Event()
    await desk.client.post(f"{path}/end")
    while not (waiting := await desk.client.get(f"{path}/scorecard")).json()["done"]:  # noqa: ASYNC110  a client can only ask
        await asyncio.sleep(0.01)
    assert waiting.status_code == 202
    assert waiting.json() == {
        "id": session["id"],
        "status": "running",
        "dimensions": ["listening", "empathy"],
        "done": ["listening"],
    }
    gate.set()
    status, card = await _settled(desk, f"{path}/scorecard")
    assert status == 200
    assert (card["id"], card["engine"], card["model"]) == (session["id"], "llm", "scripted")
    assert card["rubric"] == {"id": "service-complaint", "version": session["rubric"]["version"]}


async def test_a_failed_grading_says_why_and_ending_again_retries_only_what_is_missing(desk: Desk) -> None:
    session = await desk.start()
    path = f"/api/v1/sessions/{session['id']}"
    await desk.say(session["id"], 2, "您好，我来查。")
    desk.grader.errors["empathy"] = ModelTimeoutError("评分模型没有回答")
    await desk.client.post(f"{path}/end")
    status, problem = await _settled(desk, f"{path}/scorecard")
    assert (status, problem["code"], problem["detail"]) == (502, "grading-failed", "评分模型没有回答")
    desk.grader.errors.clear()
    await desk.client.post(f"{path}/end")
    status, _ = await _settled(desk, f"{path}/scorecard")
    assert status == 200
    assert desk.grader.asked == ["listening", "empathy", "empathy"]


async def test_a_session_without_a_line_has_no_scorecard(desk: Desk) -> None:
    session = await desk.start()
    path = f"/api/v1/sessions/{session['id']}"
    await desk.client.post(f"{path}/end")
    response = await desk.client.get(f"{path}/scorecard")
    assert (response.status_code, response.json()["code"]) == (404, "not-found")
