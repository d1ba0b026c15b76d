"""Every page by axe, at both widths and in both colour schemes; and what a page weighs."""

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page, expect

from tests.e2e.visitor import SCHEMES, WIDTHS, Visitor

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.xdist_group("browser"),
    pytest.mark.asyncio(loop_scope="session"),
]

FIRST_VIEW_BYTES = 100_000


async def violations(page: Page) -> list[str]:
    """Run axe with all its rules; a line for each element at fault."""
    found = (await Axe().run(page)).response["violations"]
    return [f"{rule['id']}: {node['html'][:120]}" for rule in found for node in rule["nodes"]]


async def check(visitor: Visitor, name: str) -> None:
    """Look at the page as it stands in every width and scheme."""
    for width, height in WIDTHS:
        await visitor.page.set_viewport_size({"width": width, "height": height})
        for scheme in SCHEMES:
            await visitor.page.emulate_media(color_scheme=scheme)
            assert await violations(visitor.page) == [], f"{name}, {width} px, {scheme}"
        overflow = await visitor.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert overflow <= 0, f"{name} is {overflow} px too wide at {width} px"


async def test_pages_before_the_talk(visitor: Visitor) -> None:
    for path in ("/", "/history", "/about"):
        await visitor.go(path)
        await check(visitor, path)
    await visitor.go("/nothing")
    await check(visitor, "404")
    visitor.complaints.clear()  # the browser notes the 404


async def test_the_talk_and_its_scorecard(visitor: Visitor) -> None:
    page = visitor.page
    await visitor.start()
    await visitor.say("您别激动，我先查一下，很抱歉给您带来不便。")
    await check(visitor, "talk")
    where = page.url
    await page.goto(where + "/end")
    await check(visitor, "confirm")
    await page.goto(where)
    await visitor.page.set_viewport_size({"width": 1280, "height": 900})
    await visitor.end()
    await check(visitor, "scorecard")
    await page.locator("details").evaluate_all("all => all.forEach(details => details.open = true)")
    await check(visitor, "scorecard, all open")
    await page.goto(where)
    await expect(page.get_by_text("这次对话结束了")).to_be_visible()
    await check(visitor, "talk, ended")
    await visitor.go("/")
    await check(visitor, "home with a past")
    await visitor.go("/history")
    await check(visitor, "history")


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
    if is_talk:
        await visitor.start()
    else:
        await visitor.go("/")
    await visitor.page.reload(wait_until="networkidle")
    assert 0 < await visitor.page.evaluate(WEIGHT) < FIRST_VIEW_BYTES
    assert await visitor.page.evaluate("window.jumps") < 0.01
