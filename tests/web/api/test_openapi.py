import asyncio

from pydantic import BaseModel

from tests.web.desk import Desk
from web.api.models import (
    EndedSessionModel,
    ProblemModel,
    ProgressModel,
    ScorecardModel,
    SessionModel,
    StartedSessionModel,
    TurnModel,
)


async def test_every_answer_has_the_shape_that_is_described(desk: Desk) -> None:
    started = await desk.start()
    StartedSessionModel.model_validate(started)
    path = f"/api/v1/sessions/{started['id']}"
    told = await desk.say(started["id"], 2, "您好，我来查。")
    TurnModel.model_validate(told[-1][1])
    gate = desk.grader.gates["empathy"] = asyncio.Event()
    expected: list[tuple[str, str, int, type[BaseModel]]] = [
        ("GET", path, 200, SessionModel),
        ("GET", f"{path}/scorecard", 409, ProblemModel),
        ("POST", f"{path}/end", 202, EndedSessionModel),
        ("GET", f"{path}/scorecard", 202, ProgressModel),
    ]
    for method, where, status, model in expected:
        response = await desk.client.request(method, where)
        assert response.status_code == status
        model.model_validate_json(response.content)
    gate.set()
    for _ in range(200):
        response = await desk.client.get(f"{path}/scorecard")
        if response.status_code == 200:
            break
        await asyncio.sleep(0.01)
    ScorecardModel.model_validate_json(response.content)


async def test_the_description_names_every_route(desk: Desk) -> None:
    description = (await desk.client.get("/api/v1/openapi.json")).json()
    paths = {path for path in description["paths"] if path.startswith("/api/v1/")}
    assert paths == {
        "/api/v1/sessions",
        "/api/v1/sessions/{session_id}",
        "/api/v1/sessions/{session_id}/turns",
        "/api/v1/sessions/{session_id}/end",
        "/api/v1/sessions/{session_id}/scorecard",
        "/api/v1/sessions/{session_id}/offline",
        "/api/v1/sessions/{session_id}/grading/offline",
        "/api/v1/exports/{form}",
    }
    turns = description["paths"]["/api/v1/sessions/{session_id}/turns"]["post"]
    assert "text/event-stream" in turns["responses"]["200"]["content"]
