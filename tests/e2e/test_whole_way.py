"""The whole way of a trainee, in a real browser, at a desk and on a phone."""

import re

import pytest
from playwright.async_api import Browser, expect

from tests.e2e.visitor import WIDTHS, Visitor

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.xdist_group("browser"),
    pytest.mark.asyncio(loop_scope="session"),
]

LINES = (
    "您守了一上午没有等到人，家里又只有16.5度，换谁都着急。",
    "上门爽约是我们的错，对不起。今晚七点王师傅上门，工单号2318，七点半没到您直接打我的座机。",
    "除了测温，家里有没有老人孩子需要先把温度提上来？我可以先借您一台电暖器，也可以明早八点测，您看哪样合适？",
)


@pytest.mark.parametrize(("width", "height"), WIDTHS)
async def test_from_the_choice_to_the_quoted_words(browser: Browser, address: str, width: int, height: int) -> None:
    visitor = await Visitor.come(browser, address, width=width, height=height)
    page = visitor.page
    await visitor.go("/")
    await page.locator("label", has_text="水费一个月翻了三倍").click()
    await expect(page.locator("#briefing")).to_contain_text("水费一个月翻了三倍")
    await visitor.start("约好上门测温")
    for line in LINES:
        await visitor.say(line)
    await expect(page.locator(".turn-trainee .turn-text")).to_have_text(list(LINES))
    await expect(visitor.box).to_have_value("")
    await visitor.end()

    quote = page.locator(".criterion[open] a.quote").first
    target = (await quote.get_attribute("href") or "").removeprefix("#")
    words = re.sub(r"^“|”第.*$", "", await quote.inner_text())
    await quote.click()
    mark = page.locator(f"[id='{target}']")
    await expect(mark).to_be_in_viewport()
    assert words.startswith(await mark.inner_text())
    await expect(mark).to_have_class(re.compile("is-shown"))

    back = page.locator("a.cite").first
    part = (await back.get_attribute("href") or "").removeprefix("#")
    await back.click()
    await expect(page.locator(f"[id='{part}']")).to_be_in_viewport()
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    await visitor.leave()


async def test_the_curve_leads_to_the_sentence_that_moved_it(visitor: Visitor) -> None:
    await visitor.start()
    for line in LINES[:2]:
        await visitor.say(line)
    await visitor.end()
    await expect(visitor.page.get_by_role("img", name="怒气与信任的变化曲线")).to_be_visible()
    rows = visitor.page.locator(".curve-table tbody tr")
    assert await rows.count() == 3
    points = visitor.page.locator("[data-curve] svg path[fill]:not([fill='none'])")
    await points.nth(1).click(force=True)
    await expect(visitor.page).to_have_url(re.compile("#turn-2$"))


async def test_practising_again_opens_the_same_case(visitor: Visitor) -> None:
    await visitor.start("暴雪里走丢了三天的年货")
    await visitor.say("您好，年货晚了三天，耽误您过年了。")
    await visitor.end()
    await visitor.page.get_by_role("button", name="同一件事再练一次").click()
    await expect(visitor.page.get_by_role("heading", name="暴雪里走丢了三天的年货")).to_be_visible()
    await expect(visitor.box).to_be_visible()
    await expect(visitor.page.locator(".turn")).to_have_count(1)


async def test_the_whole_way_without_javascript(browser: Browser, address: str) -> None:
    visitor = await Visitor.come(browser, address, java_script_enabled=False)
    page = visitor.page
    await visitor.start("刷了一次，扣了两次")
    for number, line in enumerate(("您的钱被扣了两次，我先核对流水。", "多扣的那笔今天就冲正，对不起。"), start=1):
        await visitor.box.fill(line)
        await page.get_by_role("button", name="说出去").click()
        await expect(page.locator(".turn-customer")).to_have_count(number + 1)
    await page.get_by_role("link", name="结束对话").click()
    await page.get_by_role("button", name="结束并评分").click()
    await expect(page.get_by_role("heading", name="逐条细看")).to_be_visible(timeout=15_000)
    await visitor.leave()
