"""The whole way of a trainee, in a real browser: at a desk, on a phone, by keyboard alone, without JavaScript."""

import re
from functools import partial

import pytest
from playwright.async_api import Browser, expect

from tests.e2e.conftest import BROWSER
from tests.e2e.visitor import Visitor

pytestmark = BROWSER

LINES = (
    "您守了一上午没有等到人，家里又只有16.5度，换谁都着急。",
    "上门爽约是我们的错，对不起。今晚七点王师傅上门，工单号2318，七点半没到您直接打我的座机。",
    "除了测温，家里有没有老人孩子需要先把温度提上来？我可以先借您一台电暖器，也可以明早八点测，您看哪样合适？",
)

HOME_SCREENS = 5.5
"""Screens of a phone that home may take, with whatever fonts the machine has."""
MOST_SCREENS = 6
"""How many screens of a phone a scorecard is long before anything is opened."""
MOST_TABS = 200
"""How many stops of the Tab key a page may have before what is looked for; a scorecard has a stop for each quote."""


async def follow_a_quote(visitor: Visitor) -> None:
    """Follow a quote to the words and a code behind the words back to its criterion."""
    page = visitor.page
    part = page.locator(".criterion", has=page.locator("a.quote")).first
    # The page unfolds what cost most by itself: a click that comes a moment later would fold it again.
    await part.evaluate("part => { part.open = true; }")
    quote = part.locator("a.quote").first
    target = (await quote.get_attribute("href") or "").removeprefix("#")
    words = (await quote.locator("[data-quote]").inner_text()).strip("“”")
    await quote.click()
    mark = page.locator(f"[id='{target}']")
    await expect(mark).to_be_in_viewport()
    assert words.startswith(await mark.inner_text())
    await expect(mark).to_have_class(re.compile("is-shown"))
    back = page.locator("a.cite").first
    cited = (await back.get_attribute("href") or "").removeprefix("#")
    await back.click()
    await expect(page.locator(f"[id='{cited}']")).to_be_in_viewport()


async def test_at_a_desk_from_the_choice_to_the_second_attempt(visitor: Visitor) -> None:
    page = visitor.page
    await page.emulate_media(reduced_motion="reduce")  # a page that still scrolls moves the curve away from the pointer
    await visitor.go("/")
    await page.locator("label", has_text="水费一个月翻了三倍").click()
    await expect(page.locator("#briefing")).to_contain_text("水费一个月翻了三倍")
    await visitor.start("约好上门测温")
    for line in LINES:
        await visitor.say(line)
    await expect(page.locator(".turn-trainee .turn-text")).to_have_text(list(LINES))
    await expect(visitor.box).to_have_value("")
    await visitor.end()
    await follow_a_quote(visitor)

    await expect(page.get_by_role("img", name="怒气与信任的变化曲线")).to_be_visible()
    await expect(page.get_by_role("img", name="四个维度的雷达图")).to_be_visible()
    assert await page.locator(".curve-table tbody tr").count() == len(LINES) + 1
    points = page.locator("[data-curve] svg path[fill]:not([fill='none'])")
    await points.nth(1).click(force=True)
    await expect(page).to_have_url(re.compile("#turn-2$"))

    first = await page.locator(".dims tbody td.number:nth-child(3)").all_inner_texts()
    await page.get_by_role("button", name="同一件事再练一次").click()
    await expect(page.get_by_role("heading", name="约好上门测温")).to_be_visible()
    await expect(page.locator(".turn")).to_have_count(1)
    await page.wait_for_load_state()
    await visitor.say("您别激动，我先查一下。")
    await visitor.end()
    assert await page.locator(".dims tbody td.number:nth-child(5)").all_inner_texts() == first


async def test_on_a_phone_card_and_scorecard_are_within_reach(browser: Browser, address: str) -> None:
    visitor = await Visitor.come(browser, address, width=390, height=844)
    page = visitor.page
    await visitor.go("/")
    assert await page.evaluate("document.documentElement.scrollHeight / innerHeight") < HOME_SCREENS
    await page.get_by_role("button", name="银行").click()
    await expect(page.get_by_role("button", name="银行")).to_be_in_viewport()
    await page.locator("label", has_text="刷了一次，扣了两次").click()
    title = page.get_by_role("heading", name="三、案情卡")
    await expect(title).to_be_focused()
    await expect(title).to_be_in_viewport()
    await visitor.start("刷了一次，扣了两次")
    for put_away in (page.get_by_text("收起").click, partial(page.keyboard.press, "Escape")):
        await page.locator("summary", has_text="案情卡").click()
        await expect(page.get_by_role("heading", name="你可以提出")).to_be_in_viewport()
        await expect(page.locator(".turn-text").last).to_be_in_viewport()
        await put_away()
        await expect(page.get_by_role("heading", name="你可以提出")).to_be_hidden()
    await visitor.say("您别激动，很抱歉给您带来不便，我先查一下。")
    await visitor.end()
    assert await page.evaluate("document.documentElement.scrollHeight / innerHeight") < MOST_SCREENS
    await expect(page.locator(".criterion[open], .gate[open], .talk[open]")).to_have_count(0)
    await page.locator(".apology-turn").first.click()
    await expect(page.locator("#turn-2")).to_be_in_viewport()
    await page.locator(".talk > summary").click()
    await page.locator(".apology-turn").first.click()  # the address stays as it is
    await expect(page.locator("#turn-2")).to_be_in_viewport()
    await follow_a_quote(visitor)
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    await visitor.leave()


@pytest.mark.parametrize("width", [1280, 390])
async def test_by_keyboard_alone_in_english(browser: Browser, address: str, width: int) -> None:
    visitor = await Visitor.come(browser, address, width=width, language="en-GB")
    page = visitor.page

    async def tab_to(name: str, key: str = "Tab") -> None:
        for _ in range(MOST_TABS):
            await page.keyboard.press(key)
            here = await page.evaluate("document.activeElement.innerText || document.activeElement.value || ''")
            if name in here:
                return
        pytest.fail(f"{name!r} cannot be reached by {key}")

    await visitor.go("/?scenario=bank-bedridden-mother")
    await tab_to("Got it")
    await page.keyboard.press("Enter")
    await expect(page.locator("[data-tour]")).to_have_count(0)
    await tab_to("irritable-threatening")
    await page.keyboard.press("ArrowDown")
    await expect(page.locator("[name=archetype][value=stubborn]")).to_be_checked()
    await tab_to("Take this customer")
    await page.keyboard.press("Enter")
    await expect(page.get_by_label("What you say to the customer")).to_be_visible()
    await page.wait_for_load_state()
    await expect(page.get_by_label("What you say to the customer")).to_be_focused()

    await tab_to("Case card", "Shift+Tab")
    card = page.locator("[data-briefing]")
    is_open = await card.get_attribute("open") is not None
    assert is_open == (width == 1280)
    for state in (not is_open, is_open):
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("heading", name="You may offer")).to_be_visible(visible=state)
    await tab_to("Take a breath")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("dialog", name="Take a breath")).to_be_visible()
    await page.keyboard.press("Escape")
    await page.keyboard.press("Shift+Tab")
    await expect(page.get_by_label("What you say to the customer")).to_be_focused()
    await page.keyboard.insert_text("您母亲卧床不能来，两次都没有人告诉您可以上门，是我们的错，对不起。")
    await page.keyboard.press("Enter")
    await expect(page.locator(".turn-customer")).to_have_count(2)
    await expect(page.get_by_label("What you say to the customer")).to_be_focused()

    await tab_to("End the talk")
    await page.keyboard.press("Enter")
    await tab_to("End and grade")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name="Criterion by criterion")).to_be_visible(timeout=15_000)
    await tab_to("Pass mark")
    await expect(page.get_by_role("tooltip", name=re.compile("all three gates"))).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("tooltip")).to_have_count(0)
    await tab_to("Practise this case again")
    await page.keyboard.press("Enter")
    await expect(page.get_by_label("What you say to the customer")).to_be_visible()
    await expect(page.locator(".turn")).to_have_count(1)
    await visitor.leave()


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
    await page.locator(".apology-turn").first.click()
    await expect(page.locator("#turn-2")).to_be_in_viewport()
    await visitor.leave()
