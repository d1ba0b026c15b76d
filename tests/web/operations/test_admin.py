"""The administrator's page: what it tells, what it can do, and what it never shows."""

import asyncio

from sim.domain.errors import ModelFaultError, ModelRefusedError
from tests.web.operations.house import House
from web.operations.admin import bytes_in_words
from web.operations.settings_view import settings_view

PAGE = "/admin/operations"
CHINESE = {"accept-language": "zh"}


async def failed_grading(house: House) -> str:
    session_id = await house.start()
    house.first.enqueue("光打招呼有什么用？你先把这账给我算清楚！", *[ModelFaultError("the endpoint failed (500)")] * 4)
    await house.say(session_id, 2, "您好。")
    await house.client.post(f"/api/v1/sessions/{session_id}/end")
    await ended(house, session_id)
    return session_id


async def ended(house: House, session_id: str) -> None:
    while await house.runtime.gradings.is_open(session_id):  # noqa: ASYNC110  the row is the truth
        await asyncio.sleep(0.01)


async def test_it_tells_models_gradings_data_processes_and_settings(house: House) -> None:
    page = (await house.client.get(PAGE, headers=CHINESE)).text
    for told in ("http://one/v1", "http://two/v1", "SQLite", "0.1.0", "DUILIAN_LLM_API_KEY", "serve", "排队"):
        assert told in page
    assert house.first.requests == []


async def test_no_secret_is_shown(house: House) -> None:
    page = (await house.client.get(PAGE)).text
    assert "sk-very-secret" not in page
    assert "***" in page


async def test_models_are_asked_when_somebody_wants_to_know(house: House) -> None:
    house.first.enqueue("好", "好")
    house.second.enqueue(ModelRefusedError("the key is missing or wrong (401)"))
    page = (await house.client.post(f"{PAGE}/models", headers=CHINESE)).text
    assert page.count("秒内答完") == 2
    assert "the key is missing or wrong (401)" in page
    assert [request.purpose for request in house.first.requests] == ["probe", "probe"]


async def test_failed_gradings_are_listed_and_can_be_tried_again(house: House) -> None:
    session_id = await failed_grading(house)
    page = (await house.client.get(PAGE, headers=CHINESE)).text
    assert session_id in page
    assert "the endpoint failed (500)" in page
    house.first.enqueue(*[ModelFaultError("the endpoint failed (500)")] * 4)
    done = await house.client.post(f"{PAGE}/gradings")
    assert (done.status_code, done.headers["location"]) == (303, f"{PAGE}?requeued=1#gradings")
    await ended(house, session_id)
    assert (await house.runtime.store.grading_status(session_id)).attempts == 2


async def test_addresses_and_passwords_of_settings(house: House) -> None:
    settings = house.runtime.settings.model_copy(
        update={"database_url": "postgresql+psycopg://li:geheim@db/desk?sslmode=require"}
    )
    shown = {setting.variable: setting for setting in settings_view(settings)}
    assert shown["DUILIAN_DATABASE_URL"].value == "postgresql+psycopg://db/desk"
    assert shown["DUILIAN_LLM_API_KEY"].value == "***"
    assert shown["DUILIAN_LLM_AT_ONCE"].is_default
    assert not shown["DUILIAN_DATA"].is_default


def test_sizes_have_a_unit() -> None:
    assert [bytes_in_words(size) for size in (0, 1023, 1024, 1536, 5 * 1024**3)] == [
        "0 B",
        "1,023 B",
        "1 KiB",
        "1.5 KiB",
        "5 GiB",
    ]
