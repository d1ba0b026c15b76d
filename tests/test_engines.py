from pathlib import Path

import pytest

from sim.domain.score import Engine
from sim.engines import CUSTOMER, GRADER, make_engines
from sim.settings import Settings, load_settings

FIRST, SECOND = "http://127.0.0.1:1/v1", "http://127.0.0.1:2/v1"


@pytest.fixture(autouse=True)
def _empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def set_up(**more: object) -> Settings:
    return load_settings(llm_base_url=FIRST, llm_model="large", **more)


async def test_without_a_model_both_are_offline() -> None:
    async with make_engines(load_settings()) as engines:
        assert (engines.customer.engine, engines.grader.engine) == (Engine.OFFLINE, Engine.OFFLINE)
        assert engines.models == {}


async def test_one_address_has_one_queue_and_both_have_the_fallback() -> None:
    async with make_engines(set_up(llm_fallback_base_url=SECOND, llm_at_once=7)) as engines:
        customer, grader = engines.models[CUSTOMER], engines.models[GRADER]
        assert customer.queue is grader.queue
        assert customer.queue.at_once == 7
        for model in (customer, grader):
            assert [state.address for state in model.states()] == [FIRST, SECOND]


async def test_a_grader_of_its_own_has_its_own_queue_and_no_fallback() -> None:
    async with make_engines(
        set_up(llm_fallback_base_url=SECOND, grader_base_url="http://127.0.0.1:3/v1", grader_model="judge")
    ) as engines:
        assert engines.models[CUSTOMER].queue is not engines.models[GRADER].queue
        assert [state.model for state in engines.models[GRADER].states()] == ["judge"]


async def test_another_model_at_the_customers_address_waits_in_the_same_queue() -> None:
    async with make_engines(set_up(llm_fallback_base_url=SECOND, grader_model="judge")) as engines:
        assert engines.models[CUSTOMER].queue is engines.models[GRADER].queue
        assert [state.model for state in engines.models[GRADER].states()] == ["judge"]
