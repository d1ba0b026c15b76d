"""What a browser makes of the pages: bytes of the first view, first paint, jumps, delay of keys during an answer.

A real Chromium before the served product. Every page is opened with nothing in the cache; keys are pressed while the
fake model answers at the pace of a real one.
"""

import asyncio
import os
import shutil
import statistics
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, Page, async_playwright

from tests.bench.figures import Figure, percentile
from tests.bench.processes import service, upstream

ROUNDS = 3
_FIRST_VIEW_KB = 100.0
_PAINTED_IN_MS = 1000.0
_JUMPS = 0.01
_KEY_DELAY_MS = 50.0
_LINE = "您守了一上午没等到人，换谁都着急。上门爽约是我们的错，对不起。我现在给您改约，今晚七点到，您看行吗？"
_ORDER = {"scenario": "heating-missed-visit", "archetype": "irritable-threatening", "seed": 7}
_MOST_KEYS = 400
_ANSWERS = 4
_PACE = "paced-60-25-300"
"""The fake model: 60 tokens, 25 ms between them, the first after 300 ms."""
_QUIET_MS = 400
_CHARTS = ("chunk-", "curve-", "radar-", "trend-")
_WATCH = """
window.jumps = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.jumps += entry.value;
}).observe({ type: "layout-shift", buffered: true });
window.delays = [];
addEventListener("keydown", (event) => window.delays.push(performance.now() - event.timeStamp), true);
"""
_MEASURE = """
(charts) => {
  const all = [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")];
  const sum = (entries) => entries.reduce((bytes, entry) => bytes + entry.encodedBodySize, 0);
  const isChart = (entry) => charts.some((name) => entry.name.includes(`/static/${name}`));
  const paint = performance.getEntriesByName("first-contentful-paint")[0];
  return {
    bytes: sum(all.filter((entry) => !isChart(entry))),
    charts: sum(all.filter(isChart)),
    paint: paint ? paint.startTime : null,
    jumps: window.jumps,
  };
}
"""


def face_figures(rounds: int = ROUNDS) -> list[Figure]:
    """Return the figures of each page, medians of a few openings. Raises RuntimeError where there is no browser."""
    wanted = os.environ.get("DUILIAN_CHROMIUM", "chromium")
    executable = shutil.which(wanted)
    if executable is None:
        raise RuntimeError(f"no browser {wanted!r}; name one with DUILIAN_CHROMIUM")
    with tempfile.TemporaryDirectory(prefix="duilian-bench-") as folder:
        with service(Path(folder), {"DUILIAN_ENGINE": "offline"}) as served:
            figures = asyncio.run(_measure_pages(executable, served.url, rounds))
        with upstream() as source:
            model = {
                "DUILIAN_LLM_BASE_URL": f"{source}/v1",
                "DUILIAN_LLM_API_KEY": "none",
                "DUILIAN_LLM_MODEL": _PACE,
            }
            with service(Path(folder), model) as served:
                return figures + asyncio.run(_measure_keys(executable, served.url))


@asynccontextmanager
async def _browser(executable: str) -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=executable, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        await browser.close()


async def _measure_keys(executable: str, url: str) -> list[Figure]:
    async with _browser(executable) as browser:
        started = await (await browser.new_context()).request.post(f"{url}/api/v1/sessions", data=_ORDER)
        return _key_figures(await _keys(browser, f"{url}/sessions/{(await started.json())['id']}"))


async def _measure_pages(executable: str, url: str, rounds: int) -> list[Figure]:
    async with _browser(executable) as browser:
        talk, graded = await _sessions(browser, url)
        figures: list[Figure] = []
        for name, path in {
            "home": "/",
            "talk": talk,
            "scorecard": f"{graded}/scorecard",
            "history": "/history",
            "knowledge card": "/help/apologies",
            "overview": "/overview",
            "reviews": "/reviews",
            "content": "/content",
        }.items():
            figures += _page_figures(name, [await _opened(browser, url + path) for _ in range(rounds)])
        return figures


async def _sessions(browser: Browser, url: str) -> tuple[str, str]:
    """Make a talk that goes on and one that is graded, over the API; return their addresses."""
    request = (await browser.new_context()).request
    paths = []
    for _ in range(2):
        started = await (await request.post(f"{url}/api/v1/sessions", data=_ORDER)).json()
        paths.append(f"/sessions/{started['id']}")
        await request.post(f"{url}/api/v1{paths[-1]}/turns", data={"index": 2, "text": _LINE})
    await request.post(f"{url}/api/v1{paths[1]}/end")
    async with asyncio.timeout(30):
        while (await request.get(f"{url}/api/v1{paths[1]}/scorecard")).status != 200:  # noqa: ASYNC110 - all there is to ask
            await asyncio.sleep(0.1)
    return paths[0], paths[1]


async def _window(browser: Browser) -> Page:
    context = await browser.new_context(viewport={"width": 390, "height": 844}, locale="zh-CN")
    page = await context.new_page()
    await page.add_init_script(_WATCH)
    return page


async def _opened(browser: Browser, address: str) -> dict[str, Any]:
    page = await _window(browser)
    await page.goto(address, wait_until="networkidle")
    await page.wait_for_timeout(_QUIET_MS)
    found: dict[str, Any] = await page.evaluate(_MEASURE, list(_CHARTS))
    await page.context.close()
    return found


def _page_figures(name: str, opened: Sequence[dict[str, Any]]) -> list[Figure]:
    paints = [each["paint"] for each in opened if each["paint"] is not None]
    charts = opened[0]["charts"] / 1000
    return [
        Figure(f"{name}, first view", opened[0]["bytes"] / 1000, "kB", at_most=_FIRST_VIEW_KB),
        *([Figure(f"{name}, charts on top", charts, "kB")] if charts else []),
        Figure(f"{name}, first paint", statistics.median(paints) if paints else None, "ms", at_most=_PAINTED_IN_MS),
        Figure(f"{name}, jumps", max(each["jumps"] for each in opened), "CLS", at_most=_JUMPS),
    ]


async def _keys(browser: Browser, address: str) -> list[float]:
    """Type on from the moment a line is sent until its answer is there, a few times; return each key's delay in ms."""
    page = await _window(browser)
    await page.goto(address, wait_until="networkidle")
    box, answers = page.locator("#line"), page.locator(".turn-customer")
    found: list[float] = []
    for _ in range(_ANSWERS):
        before = await answers.count()
        await box.fill(_LINE)
        await box.press("Enter")
        await page.evaluate("window.delays = []")
        for _ in range(_MOST_KEYS):
            await page.keyboard.press("a")
            if await answers.count() > before and await page.locator("[data-send]").is_enabled():
                break
        found += await page.evaluate("window.delays")
    await page.context.close()
    return found


def _key_figures(delays: Sequence[float]) -> list[Figure]:
    return [
        Figure("talk, delay of a key during an answer, p95", percentile(delays, 0.95), "ms", at_most=_KEY_DELAY_MS),
        Figure("talk, longest delay of a key", max(delays), "ms"),
    ]
