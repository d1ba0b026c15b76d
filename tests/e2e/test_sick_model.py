"""A trainee before a busy, then a sick model: his place in the queue, the offer, the way on without it."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import expect

from sim.customer import LlmCustomer
from sim.domain.errors import ModelTimeoutError
from sim.engines import CUSTOMER
from sim.grading.rules.offline import OfflineGrader
from sim.library import Library
from sim.llm.caller import Caller
from sim.llm.failover import FailoverModel
from sim.llm.queue import CallQueue
from sim.reading import default_reader
from sim.runtime import Engines
from tests.e2e.conftest import BROWSER, runtime_over, served
from tests.e2e.visitor import Visitor
from tests.fakes import FakeChatModel

pytestmark = BROWSER

LINE = "您好，您先说说是怎么回事？"


@dataclass
class Endpoint:
    """A scripted model that takes one call at a time."""

    model: FakeChatModel
    queue: CallQueue


@pytest.fixture
def endpoint() -> Endpoint:
    return Endpoint(FakeChatModel(), CallQueue(1))


@pytest_asyncio.fixture(loop_scope="session")
async def address(tmp_path: Path, library: Library, endpoint: Endpoint) -> AsyncIterator[str]:
    reader, voice = default_reader(), FailoverModel((endpoint.model,), endpoint.queue)
    engines = Engines(reader, LlmCustomer(reader, voice), OfflineGrader(reader), {CUSTOMER: voice})
    async with served(await runtime_over(tmp_path, library, engines)) as address:
        yield address


async def test_who_waits_sees_how_many_are_ahead(visitor: Visitor, endpoint: Endpoint) -> None:
    await visitor.start()
    await endpoint.queue.enter(Caller("somebody"))
    others = [asyncio.create_task(endpoint.queue.enter(Caller(key, urgent=True))) for key in ("li", "wang")]
    endpoint.model.enqueue("你让我怎么信你？")
    await visitor.box.fill(LINE)
    await visitor.box.press("Enter")
    await expect(visitor.page.get_by_text("前面还有 2 位")).to_be_visible()
    endpoint.queue.leave()
    endpoint.queue.leave()
    await expect(visitor.page.get_by_text("马上就轮到了")).to_be_visible()
    endpoint.queue.leave()
    await expect(visitor.page.locator("#turn-3 .turn-text")).to_contain_text("你让我怎么信你？")
    await expect(visitor.page.locator("[data-thinking-text]")).to_be_hidden()
    await asyncio.gather(*others)


async def test_after_two_failures_one_click_goes_on_offline(visitor: Visitor, endpoint: Endpoint) -> None:
    endpoint.model.enqueue(*[ModelTimeoutError("no first word within 60 s")] * 2)
    await visitor.start()
    await visitor.box.fill(LINE)
    await visitor.box.press("Enter")
    again, offline = (
        visitor.page.get_by_role("button", name=name) for name in ("请客户再说一次", "改用离线引擎接着练")
    )
    await expect(again).to_be_visible()
    await expect(offline).to_be_hidden()
    await again.click()
    await expect(offline).to_be_visible()
    assert (await Axe().run(visitor.page)).violations_count == 0
    await offline.click()
    await expect(visitor.page.get_by_text("从这里起由离线引擎扮演客户")).to_be_visible()
    await expect(visitor.page.locator("#turn-3 .turn-text")).not_to_be_empty()
    await visitor.say("我这就去查，今天下午三点前给您回电话。")
    await visitor.page.reload()
    await expect(visitor.page.get_by_text("从这里起由离线引擎扮演客户")).to_have_count(1)
    assert endpoint.model.waiting == 0


async def test_the_administrators_page_is_accessible_wide_and_narrow(visitor: Visitor) -> None:
    for width in (1280, 390):
        await visitor.page.set_viewport_size({"width": width, "height": 900})
        await visitor.go("/admin/operations")
        assert await visitor.page.evaluate("document.documentElement.scrollWidth") <= width
        result = await Axe().run(visitor.page)
        assert result.violations_count == 0, result.generate_report()
