"""Terms of the trade explain themselves: by a tap on a touch screen, on focus by keyboard, under the pointer."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Locator, expect

from tests.e2e.conftest import BROWSER
from tests.e2e.visitor import Visitor

pytestmark = BROWSER

PHONE = 390
OUTSIDE = """
(tip) => {
  const box = tip.getBoundingClientRect();
  return box.left < 0 || box.right > innerWidth || document.documentElement.scrollWidth > innerWidth;
}
"""


@pytest_asyncio.fixture(loop_scope="session")
async def thumb(browser: Browser, address: str) -> AsyncIterator[Visitor]:
    """Somebody with a phone in his hand."""
    visitor = await Visitor.come(browser, address, width=PHONE, height=844, has_touch=True, is_mobile=True)
    yield visitor
    await visitor.leave()


async def scorecard(visitor: Visitor) -> str:
    """Have a talk graded; returns where its scorecard is."""
    path = await visitor.start_and_say("您别激动，不好意思，我先查一下。")
    await visitor.end_over_the_api(path)
    return f"{path}/scorecard"


async def terms(visitor: Visitor) -> list[Locator]:
    found = await visitor.page.locator(".term:visible").all()
    assert found
    return found


async def test_a_tap_shows_a_term_within_the_phone_and_another_puts_it_away(thumb: Visitor) -> None:
    for path in ("/", await scorecard(thumb)):
        await thumb.go(path)
        await thumb.page.wait_for_load_state()
        for term in await terms(thumb):
            word, tip = term.get_by_role("button"), term.get_by_role("tooltip")
            await expect(tip).to_be_hidden()
            await word.tap()
            await expect(tip).to_be_visible()
            assert not await tip.evaluate(OUTSIDE)
            await word.tap()
            await expect(tip).to_be_hidden()


async def test_a_tap_elsewhere_puts_a_term_away(thumb: Visitor) -> None:
    await thumb.go("/")
    await thumb.page.wait_for_load_state()
    first = (await terms(thumb))[0]
    await first.get_by_role("button").tap()
    await expect(first.get_by_role("tooltip")).to_be_visible()
    await thumb.page.get_by_role("heading", level=1).tap()
    await expect(first.get_by_role("tooltip")).to_be_hidden()


@pytest.mark.parametrize("width", [PHONE, 1280])
async def test_focus_shows_a_term_and_escape_puts_it_away(visitor: Visitor, width: int) -> None:
    await visitor.page.set_viewport_size({"width": width, "height": 900})
    await visitor.go(await scorecard(visitor))
    await visitor.page.wait_for_load_state()
    for term in await terms(visitor):
        tip = term.get_by_role("tooltip")
        await term.get_by_role("button").focus()
        await expect(tip).to_be_visible()
        assert not await tip.evaluate(OUTSIDE)
        await visitor.page.keyboard.press("Escape")
        await expect(tip).to_be_hidden()


async def test_the_pointer_shows_a_term_and_may_rest_on_what_it_says(visitor: Visitor) -> None:
    await visitor.go(await scorecard(visitor))
    await visitor.page.wait_for_load_state()
    term = (await terms(visitor))[0]
    tip = term.get_by_role("tooltip")
    await term.get_by_role("button").hover()
    await expect(tip).to_be_visible()
    await tip.hover()
    await expect(tip).to_be_visible()
    await visitor.page.keyboard.press("Escape")
    await expect(tip).to_be_hidden()
