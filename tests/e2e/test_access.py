"""Every page by axe, in both languages, widths and colour schemes; and what a page weighs."""

from dataclasses import dataclass
from typing import Literal

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page

from tests.e2e.conftest import BROWSER
from tests.e2e.visitor import Visitor

pytestmark = BROWSER

FIRST_VIEW_BYTES = 100_000
LINE = "您别激动，我先查一下，很抱歉给您带来不便。"


@dataclass(frozen=True)
class View:
    """One way to look at a page."""

    width: int
    scheme: Literal["light", "dark"]
    language: Literal["zh", "en"]


PAIRS = (View(1280, "light", "zh"), View(390, "dark", "en"))
"""Each width, scheme and language once: enough for plain pages."""
ALL_PAIRS = (*PAIRS, View(1280, "dark", "en"), View(390, "light", "zh"))
"""Each two of them together at least once: for the page everybody sees first."""


async def violations(page: Page) -> list[str]:
    """Run axe with all its rules; a line for each element at fault."""
    found = (await Axe().run(page, options={"resultTypes": ["violations"]})).response["violations"]
    return [f"{rule['id']}: {node['html'][:120]}" for rule in found for node in rule["nodes"]]


async def check(visitor: Visitor, path: str, views: tuple[View, ...] = PAIRS) -> None:
    """Look at a page in these views, all that is folded unfolded."""
    page = visitor.page
    for view in views:
        await page.set_viewport_size({"width": view.width, "height": 900})
        await page.emulate_media(color_scheme=view.scheme)
        await visitor.go(f"{path}?lang={view.language}")
        await page.locator("details").evaluate_all("all => all.forEach(details => details.open = true)")
        assert await violations(page) == [], f"{path}, {view}"
        overflow = await page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert overflow <= 0, f"{path} is {overflow} px too wide: {view}"


async def test_pages_before_the_talk(visitor: Visitor) -> None:
    await check(visitor, "/", ALL_PAIRS)
    for path in ("/help", "/help/apologies", "/about", "/nothing"):
        await check(visitor, path)
    visitor.complaints.clear()  # the browser notes the 404


async def test_the_talk_its_scorecard_and_the_lists_they_leave(visitor: Visitor) -> None:
    path = await visitor.start_and_say(LINE)
    await check(visitor, path)
    await visitor.go(path)
    await visitor.page.locator("[data-breathe]").click()
    assert await violations(visitor.page) == []
    await check(visitor, path + "/end")
    await visitor.end_over_the_api(path)
    await check(visitor, path + "/scorecard")
    for left in (path, "/history"):
        await check(visitor, left)


WATCH_JUMPS = """
window.jumps = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.jumps += entry.value;
}).observe({ type: "layout-shift", buffered: true });
"""
WEIGHT = """
[...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")]
  .reduce((sum, entry) => sum + entry.encodedBodySize, 0)
"""


@pytest.mark.parametrize("is_talk", [False, True], ids=["home", "talk"])
async def test_the_first_view_is_light_and_does_not_jump(visitor: Visitor, is_talk: bool) -> None:
    await visitor.page.add_init_script(WATCH_JUMPS)
    await visitor.go(await visitor.start_and_say(LINE) if is_talk else "/")
    await visitor.page.wait_for_load_state("networkidle")
    assert 0 < await visitor.page.evaluate(WEIGHT) < FIRST_VIEW_BYTES
    assert await visitor.page.evaluate("window.jumps") < 0.01
