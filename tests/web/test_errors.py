from pathlib import Path

import pytest
from structlog.testing import capture_logs

from sim.domain.errors import StorageError
from tests.web.desk import Desk


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/api/v1/nothing", 404, "not-found"),
        ("DELETE", "/api/v1/sessions", 405, "method-not-allowed"),
        ("GET", "/api/v1/sessions/nothing", 404, "not-found"),
    ],
)
async def test_errors_are_problems(desk: Desk, method: str, path: str, status: int, code: str) -> None:
    response = await desk.client.request(method, path)
    assert response.headers["content-type"] == "application/problem+json"
    problem = response.json()
    assert (response.status_code, problem["status"], problem["code"]) == (status, status, code)
    assert problem["title"]
    assert problem["detail"]


async def test_what_nobody_expected_is_logged_under_an_id_and_shows_nothing(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = await desk.start()

    async def broken(_: str) -> None:
        raise RuntimeError("secret inside")

    monkeypatch.setattr(desk.runtime.store, "load_session", broken)
    with capture_logs() as logs:
        response = await desk.client.get(f"/api/v1/sessions/{session['id']}")
    assert (response.status_code, response.json()["code"]) == (500, "internal")
    assert "secret" not in response.text
    assert "Traceback" not in response.text
    failed = next(entry for entry in logs if entry["event"] == "request failed")
    assert failed["error_id"] == response.json()["error_id"] == response.headers["x-request-id"]


async def test_a_database_that_fails_says_so_and_is_not_ready(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    async def broken() -> None:
        raise StorageError("database x cannot grow, the disk is full")

    monkeypatch.setattr(desk.runtime.store.operations, "check_ready", broken)
    response = await desk.client.get("/readyz")
    assert (response.status_code, response.json()["code"]) == (503, "storage")
    assert (await desk.client.get("/livez")).json() == {"status": "ok"}


async def test_a_read_only_database_refuses_the_line_with_a_clear_message(desk: Desk, tmp_path: Path) -> None:
    session = await desk.start()

    async def refused(*_: object, **__: object) -> None:
        raise StorageError("database cannot be written")

    object.__setattr__(desk.runtime.store, "accept_turn", refused)
    response = await desk.client.post(f"/api/v1/sessions/{session['id']}/turns", json={"index": 2, "text": "您好。"})
    assert (response.status_code, response.json()["detail"]) == (503, "database cannot be written")


async def test_figures_count_turns_and_hold_no_text(desk: Desk) -> None:
    session = await desk.start()
    with capture_logs() as logs:
        await desk.say(session["id"], 2, "您好，水表我来查。")
    text = (await desk.client.get("/metrics")).text
    assert 'duilian_turns_total{engine="llm"} 1.0' in text
    assert 'duilian_guard_interventions_total{reason="repeats"} 1.0' in text
    assert "水表" not in text
    assert "水表" not in str(logs)
    assert any(entry["event"] == "request" and entry["status"] == 200 for entry in logs)
