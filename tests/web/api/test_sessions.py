from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.web.desk import Desk


async def test_a_session_says_what_it_is(desk: Desk) -> None:
    session = await desk.start(intensity=1)
    assert (session["engine"], session["model"], session["prompt_version"]) == ("llm", "scripted", "p1")
    assert (session["seed"], session["intensity"], session["mood_visible"]) == (7, 1, True)
    assert session["opening"]["mood"] == {"anger": 5, "trust": 4, "stage": "对抗"}
    assert session["rubric"]["id"] == "service-complaint"
    read = (await desk.client.get(f"/api/v1/sessions/{session['id']}")).json()
    assert read == {key: value for key, value in session.items() if key != "opening"}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"scenario": "moon"}, "scenario"),
        ({"archetype": "moon"}, "archetype"),
        ({"rubric": "moon"}, "rubric"),
        ({"intensity": 9}, "intensity"),
        ({"seed": -1}, "seed"),
        ({"scenario": 3}, "scenario"),
        ({"unknown": 3}, "unknown"),
    ],
)
async def test_wrong_orders_name_the_field(desk: Desk, changes: dict[str, Any], field: str) -> None:
    order = {"scenario": "water-bill", "archetype": "stubborn", **changes}
    response = await desk.client.post("/api/v1/sessions", json=order)
    assert response.status_code == 422
    assert [error["field"] for error in response.json()["errors"]] == [field]


async def test_a_body_that_is_not_json_is_refused(desk: Desk) -> None:
    response = await desk.client.post("/api/v1/sessions", content=b"{", headers={"content-type": "application/json"})
    assert (response.status_code, response.json()["code"]) == (422, "invalid-input")


@pytest.mark.parametrize("declared", [True, False])
async def test_a_body_that_is_too_large_is_refused(desk: Desk, declared: bool) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        yield b'{"scenario": "' + b"x" * 300_000

    content = b"x" * 300_000 if declared else chunks()
    response = await desk.client.post("/api/v1/sessions", content=content, headers={"content-type": "application/json"})
    assert (response.status_code, response.json()["code"]) == (413, "content-too-large")


async def test_ending_is_accepted_twice(desk: Desk) -> None:
    session = await desk.start()
    await desk.say(session["id"], 2, "您好。")
    for _ in range(2):
        response = await desk.client.post(f"/api/v1/sessions/{session['id']}/end")
        assert response.status_code == 202
        assert response.json()["grading"] in {"queued", "running", "done"}
    assert (await desk.client.post("/api/v1/sessions/nothing/end")).status_code == 404
