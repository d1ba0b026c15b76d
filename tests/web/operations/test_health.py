"""Health and figures for machines."""

from datetime import UTC, datetime, timedelta

import pytest

from sim.domain.errors import ModelFaultError, StorageError
from tests.web.operations.house import House

SICK = ModelFaultError("the endpoint failed (500)")


async def test_a_sick_model_makes_the_service_degraded_not_unready(house: House) -> None:
    ready = (await house.client.get("/readyz")).json()
    assert (ready["status"], ready["models"]) == ("ok", {"customer": "ok", "grader": "ok"})
    session_id = await house.start()
    for _ in range(5):
        house.first.enqueue(SICK)
        house.second.enqueue("光打招呼有什么用？你先把这账给我算清楚！")
        await house.say(session_id, 2, "您好。")
        session_id = await house.start()
    ready = await house.client.get("/readyz")
    assert (ready.status_code, ready.json()["status"]) == (200, "degraded")
    assert ready.json()["models"] == {"customer": "fallback", "grader": "ok"}
    metrics = (await house.client.get("/metrics")).text
    assert 'duilian_breaker{endpoint="http://one/v1",model="first",served="customer"} 2.0' in metrics
    assert 'duilian_breaker{endpoint="http://two/v1",model="second",served="customer"} 0.0' in metrics


async def test_while_stopping_it_is_not_ready_but_alive(house: House) -> None:
    house.runtime.turns.drain()
    ready = await house.client.get("/readyz")
    assert (ready.status_code, ready.json()["code"]) == (503, "stopping")
    assert (await house.client.get("/livez")).status_code == 200


async def test_figures_tell_calls_by_outcome_times_tokens_and_the_grading_queue(house: House) -> None:
    session_id = await house.start()
    house.first.enqueue(SICK)
    house.second.enqueue("光打招呼有什么用？你先把这账给我算清楚！")
    await house.say(session_id, 2, "您好。")
    await house.runtime.runner.stop()
    await house.runtime.store.end_session(session_id, now=datetime.now(UTC) - timedelta(minutes=5), grade=True)
    metrics = (await house.client.get("/metrics")).text
    assert 'model="first",outcome="model-fault",served="customer"} 1.0' in metrics
    assert 'model="second",outcome="ok",served="customer"} 1.0' in metrics
    assert 'duilian_tokens_total{kind="completion"}' in metrics
    assert 'duilian_first_text_seconds_count{engine="llm"} 1.0' in metrics
    assert 'duilian_grading_queue{status="queued"} 1.0' in metrics
    oldest = next(line for line in metrics.splitlines() if line.startswith("duilian_grading_queue_oldest_seconds "))
    assert float(oldest.split()[1]) >= 300
    assert "duilian_database_up 1.0" in metrics


async def test_figures_come_also_without_the_database(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    async def broken() -> None:
        raise StorageError("gone")

    monkeypatch.setattr(house.runtime.store.operations, "grading_queue", broken)
    metrics = await house.client.get("/metrics")
    assert metrics.status_code == 200
    assert "duilian_database_up 0.0" in metrics.text
