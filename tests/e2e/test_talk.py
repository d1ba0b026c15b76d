"""The talk where it can go wrong: input methods, drafts, lost connections, customers who break off."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio
from playwright.async_api import Browser, Route, expect

from sim.domain.errors import ModelTimeoutError
from sim.library import Library
from sim.reading import default_reader
from sim.runtime import Engines
from tests.e2e.conftest import BROWSER, runtime_over, served
from tests.e2e.visitor import Visitor
from tests.practice.stage import ScriptedCustomer, ScriptedGrader

pytestmark = BROWSER

TURNS = "**/api/v1/sessions/*/turns"
LOW_ROW = 64
"""Most pixels that the customer's row may take of a low window."""


@pytest_asyncio.fixture(loop_scope="session")
async def address(
    tmp_path: Path, library: Library, customer: ScriptedCustomer, grader: ScriptedGrader
) -> AsyncIterator[str]:
    engines = Engines(default_reader(), customer, grader)
    async with served(await runtime_over(tmp_path, library, engines)) as address:
        yield address


async def test_enter_within_an_input_method_sends_nothing(visitor: Visitor) -> None:
    await visitor.start()
    await visitor.box.fill("您好")
    for event in ("{isComposing: true}", "{keyCode: 229}"):
        await visitor.box.evaluate(
            f"box => box.dispatchEvent(new KeyboardEvent('keydown', {{key: 'Enter', cancelable: true, ...{event}}}))"
        )
    await visitor.box.press("Shift+Enter")
    await expect(visitor.box).to_have_value("您好\n")
    await expect(visitor.page.locator(".turn-trainee")).to_have_count(0)


async def test_sentences_appear_one_by_one_and_the_customer_is_seen_thinking(
    visitor: Visitor, customer: ScriptedCustomer
) -> None:
    think, speak = asyncio.Event(), asyncio.Event()
    customer.scripts = [(think, "第一句。", speak, "第二句。")]
    await visitor.start()
    await visitor.box.fill("您好，水费翻了三倍。")
    await visitor.box.press("Enter")
    thinking = visitor.page.get_by_text("客户在想…")
    await expect(thinking).to_be_visible()
    think.set()
    line = visitor.page.locator("#turn-3 .turn-text")
    await expect(line).to_have_text("第一句。")
    await expect(thinking).to_be_hidden()
    speak.set()
    await expect(line).to_have_text("第一句。第二句。")
    assert await visitor.page.locator("[role=log][aria-live=polite] #turn-3").count() == 1


async def test_the_mood_follows_the_line(visitor: Visitor) -> None:
    await visitor.start()
    await expect(visitor.page.locator(".portrait")).to_have_attribute("data-rank", "1")
    await visitor.say("您好，水费翻了三倍。")
    await expect(visitor.page.locator(".portrait")).to_have_attribute("data-rank", "2")
    await expect(visitor.page.get_by_role("meter", name="怒气")).to_have_attribute("aria-valuenow", "4")
    await expect(visitor.page.locator(".chat-stage")).to_contain_text("僵持")
    await expect(visitor.page.get_by_role("meter", name="阶段")).to_have_attribute("aria-valuenow", "3")
    await expect(visitor.page.locator(".meter-stage")).to_contain_text("3/6")
    eased = "客户缓了一步，现在是“僵持”（第 3 级；1 级最糟，6 级最好）"
    await expect(visitor.page.get_by_role("log")).to_contain_text(eased)


async def test_only_ones_own_lines_are_numbered_and_alike_after_a_reload(visitor: Visitor) -> None:
    await visitor.start()
    await visitor.say("您好，水费翻了三倍。")
    await visitor.say("我来查抄表记录。")
    numbers = visitor.page.locator("[data-log] .turn-number")
    counted = ["", "1", "", "2", ""]
    await expect(numbers).to_have_text(counted)
    await visitor.page.reload()
    await expect(numbers).to_have_text(counted)


async def test_a_draft_outlives_the_page_and_ends_with_sending(visitor: Visitor) -> None:
    await visitor.start()
    await visitor.box.fill("写到一半")
    await visitor.page.reload()
    await expect(visitor.box).to_have_value("写到一半")
    await visitor.say("写完了，您好。")
    await visitor.page.reload()
    await expect(visitor.box).to_have_value("")


async def test_words_written_before_the_line_is_accepted_are_the_next_line(visitor: Visitor) -> None:
    arrived = asyncio.Event()

    async def dawdle(route: Route) -> None:
        await arrived.wait()
        await route.continue_()

    await visitor.start()
    await visitor.page.route(TURNS, dawdle)
    await visitor.box.fill("您好，水费翻了三倍。")
    await visitor.box.press("Enter")
    await visitor.box.fill("我先查一下")
    arrived.set()
    await expect(visitor.page.locator(".turn-customer")).to_have_count(2)
    await expect(visitor.box).to_have_value("我先查一下")


async def test_a_line_without_chinese_is_remarked_on_and_can_be_sent(visitor: Visitor) -> None:
    await visitor.start()
    remark = visitor.page.get_by_text("这句几乎没有中文")
    for line, said in (("OK", False), ("I am sorry about that", True), ("我帮您查 ADSL 账号 Wang", False)):
        await visitor.box.fill(line)
        await expect(remark).to_be_visible(visible=said)
    await visitor.say("I am sorry about the visit.")
    await expect(remark).to_be_hidden()


async def test_above_a_phones_keyboard_the_customer_and_the_card_stay(browser: Browser, address: str) -> None:
    visitor = await Visitor.come(browser, address, width=390, height=844)
    page = visitor.page
    await visitor.start()
    for line in ("您别急。", "我先查一下。", "今天就安排。"):
        await visitor.say(line)
    await page.set_viewport_size({"width": 390, "height": 480})
    await visitor.box.focus()
    await visitor.box.scroll_into_view_if_needed()
    await page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    for part in (visitor.box, page.locator(".chat-name"), page.locator("summary", has_text="案情卡")):
        await expect(part).to_be_in_viewport()
    bar = await page.locator(".chat-bar").bounding_box()
    assert bar is not None
    assert bar["height"] < LOW_ROW
    await page.locator("summary", has_text="案情卡").click()
    await expect(page.get_by_role("heading", name="你可以提出")).to_be_visible()
    await page.keyboard.press("Escape")
    await visitor.leave()


async def test_a_line_too_long_is_counted_and_kept(visitor: Visitor) -> None:
    await visitor.start()
    await visitor.box.fill("好" * 1001)
    await expect(visitor.page.locator(".composer-count")).to_have_text("1001 / 1000")
    await visitor.box.press("Enter")
    await expect(visitor.page.get_by_role("alert")).to_contain_text("最多 1000 个")
    await expect(visitor.box).to_have_value("好" * 1001)


async def test_a_line_the_server_refuses_comes_back_to_the_box(visitor: Visitor) -> None:
    await visitor.start()
    await visitor.box.fill("您好\u202e好您")
    await visitor.box.press("Enter")
    await expect(visitor.page.get_by_role("alert")).to_contain_text("U+202E")
    await expect(visitor.box).to_have_value("您好\u202e好您")
    await expect(visitor.page.locator(".turn-trainee")).to_have_count(0)
    visitor.complaints.clear()  # the browser notes the 422


async def test_without_a_connection_the_words_stay_in_the_box(visitor: Visitor) -> None:
    async def cut(route: Route) -> None:
        await route.abort()

    await visitor.start()
    await visitor.page.route(TURNS, cut)
    await visitor.box.fill("您好，我在。")
    await visitor.box.press("Enter")
    await expect(visitor.page.get_by_role("alert")).to_contain_text("没能送到")
    await expect(visitor.box).to_have_value("您好，我在。")
    await visitor.page.unroute(TURNS)
    await visitor.say("您好，我在。")
    visitor.complaints.clear()  # the browser notes the request that failed


async def test_a_customer_who_breaks_off_can_be_asked_again(visitor: Visitor, customer: ScriptedCustomer) -> None:
    customer.scripts = [("我说，", ModelTimeoutError("模型没有在时限内回答。")), ("我再说一遍。",)]
    await visitor.start()
    await visitor.box.fill("您好，水费翻了三倍。")
    await visitor.box.press("Enter")
    again = visitor.page.get_by_role("button", name="请客户再说一次")
    await expect(again).to_be_visible()
    reason = visitor.page.locator("[data-retry]")
    await expect(reason).to_contain_text("模型太久没有回答。")
    await expect(reason.get_by_text("技术细节")).to_be_visible()
    await expect(reason.locator("[data-retry-detail]")).to_have_text("模型没有在时限内回答。")
    await expect(visitor.page.locator("#turn-2")).to_contain_text("您好，水费翻了三倍。")
    await again.click()
    await expect(visitor.page.locator("#turn-3 .turn-text")).to_have_text("我再说一遍。")
    await expect(again).to_be_hidden()
    await visitor.say("谢谢您。")


async def test_a_page_opened_while_he_speaks_hears_him_out(
    browser: Browser, visitor: Visitor, customer: ScriptedCustomer
) -> None:
    speak = asyncio.Event()
    customer.scripts = [("先说一句。", speak, "再说一句。")]
    await visitor.start()
    await visitor.box.fill("您好，水费翻了三倍。")
    await visitor.box.press("Enter")
    await expect(visitor.page.locator("#turn-3")).to_be_visible()
    await visitor.page.reload()
    await expect(visitor.page.locator("#turn-3 .turn-text")).to_have_text("先说一句。")
    speak.set()
    await expect(visitor.page.locator("#turn-3 .turn-text")).to_have_text("先说一句。再说一句。")
    await visitor.say("我在听。")


async def test_a_lost_network_is_said_on_the_page(visitor: Visitor) -> None:
    await visitor.start()
    note = visitor.page.get_by_text("与对练台的连接断了")
    await expect(note).to_be_hidden()
    await visitor.page.context.set_offline(True)
    await expect(note).to_be_visible()
    await visitor.page.context.set_offline(False)
    await expect(note).to_be_hidden()


async def test_grading_is_seen_dimension_by_dimension(visitor: Visitor, grader: ScriptedGrader) -> None:
    grader.gates["apology"] = asyncio.Event()
    await visitor.start()
    await visitor.say("您好，水费翻了三倍。")
    await visitor.page.get_by_role("link", name="结束对话").click()
    await visitor.page.get_by_role("button", name="结束并评分").click()
    await expect(visitor.page.get_by_text("已评好 3 个维度，共 4 个。")).to_be_visible()
    await expect(visitor.page.locator(".grading-steps .is-open")).to_contain_text("道歉")
    grader.gates["apology"].set()
    await expect(visitor.page.get_by_role("heading", name="逐条细看")).to_be_visible(timeout=15_000)
