"""Every page of the application by axe: in both languages, colour schemes and widths, in one furnished house.

The pages are the routes of ``tests.web.rules``: a new one that is neither visited here nor named as no page fails.
"""

import asyncio
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from typing import Any, Literal

import pytest
import pytest_asyncio
from axe_playwright_python.base import AXE_SCRIPT
from playwright.async_api import Browser, Page

from sim.library import Library
from tests.e2e.conftest import BROWSER, runtime_over, served
from tests.e2e.house import BOSS, PASSWORD, House, furnish
from tests.e2e.visitor import Visitor
from tests.web.rules import Rule, named_routes, rule_of

pytestmark = BROWSER

NO_PAGES = frozenset(
    {
        "/livez",
        "/readyz",
        "/metrics",
        "/admin",
        "/briefing",
        "/reviews/blind",
        "/sessions/{session_id}/grading",
        "/sessions/{session_id}/export.json",
        "/overview/people/{key}/data.jsonl",
        "/overview/export/file",
        "/reviews/agreement/labelled-set.zip",
        "/content/export.zip",
        "/content/archetypes/{document_id}/card.json",
        "/content/archetypes/{document_id}/card.png",
        "/content/{folder}/{document_id}/export.yaml",
        "/content/{folder}/{document_id}/tryout/{sort}",
    }
)
"""Routes that answer with a file, a figure, a part of a page or another address."""
WINDOWS = 3
"""How many windows look at pages at once."""


@dataclass(frozen=True, slots=True)
class View:
    """One load of a page: width and language; both colour schemes are looked at in it."""

    width: int
    language: Literal["zh", "en"]


VIEWS = (View(1280, "zh"), View(390, "en"))
COLOURS = ("color-contrast", "link-in-text-block")
"""The rules of axe that a change of colours alone can break: looked at in both schemes, once for each kind of text."""
PHONE = 390
SHAPES = """
async (colours) => {
  const rules = Object.fromEntries(colours.map((rule) => [rule, { enabled: false }]));
  const found = (await axe.run({ resultTypes: ["violations"], preload: false, rules })).violations;
  return found.flatMap((rule) => rule.nodes.map((node) => `${rule.id}: ${node.html.slice(0, 120)}`));
}
"""
"""Runs all rules but those of colours."""
TINTS = """
async (colours) => {
  const grounds = new Map([[null, ""]]);
  function ground(element) {
    if (!grounds.has(element)) {
      const { backgroundColor, backgroundImage, opacity } = getComputedStyle(element);
      const own = backgroundColor === "rgba(0, 0, 0, 0)" ? "" : backgroundColor;
      grounds.set(element, `${ground(element.parentElement)} ${own}${backgroundImage}${opacity}`);
    }
    return grounds.get(element);
  }
  const kinds = new Map();
  for (const element of document.body.querySelectorAll("*")) {
    if (![...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim())) continue;
    if (!element.checkVisibility()) continue;
    const { color, fontSize, fontWeight, textDecorationLine } = getComputedStyle(element);
    const around = element.tagName === "A" ? getComputedStyle(element.parentElement).color : "";
    kinds.set([color, fontSize, fontWeight, textDecorationLine, around, ground(element)].join(), element);
  }
  const only = { type: "rule", values: colours };
  const context = { include: [...kinds.values()] };
  const found = (await axe.run(context, { resultTypes: ["violations"], runOnly: only })).violations;
  return found.flatMap((rule) => rule.nodes.map((node) => `${rule.id}: ${node.html.slice(0, 120)}`));
}
"""
"""Runs the rules of colours on one text of each kind: of the same colour, size and weight on the same grounds."""
UNFOLD = 'document.querySelectorAll("details").forEach((details) => (details.open = true))'
THIN = """
() => {
  const parents = new Map();
  for (const part of document.querySelectorAll("main :is(tr, li, option, details, fieldset, label)")) {
    const seen = parents.get(part.parentElement) ?? parents.set(part.parentElement, {}).get(part.parentElement);
    const kind = `${part.tagName} ${part.className}`;
    seen[kind] = (seen[kind] ?? 0) + 1;
    if (seen[kind] > 4) part.remove();
  }
}
"""
"""Leaves the first four of brothers that are alike: axe needs long for forms of a thousand fields."""
WIDER = "document.documentElement.scrollWidth - innerWidth"


def page_routes() -> Iterator[str]:
    """Yield the paths of all routes that show a page."""
    for route in sorted(named_routes()):
        method, path = route.split()
        if method == "GET" and not path.startswith("/api/") and path not in NO_PAGES:
            yield path


def addresses(house: House) -> dict[str, str]:
    """Return where each page is found in the house: by the route's path, and states of a page by what they are."""
    own = {"session_id": house.talking}
    filled = {}
    for path in page_routes():
        ids = {**house.ids, **(own if rule_of(f"GET {path}") is Rule.OWN else {})}
        if "appeals" in path:
            ids["session_id"] = house.graded
        if path == "/reviews/{session_id}/blind":
            ids["session_id"] = house.unrated
        filled[path] = path.format(**ids)
    filled["/sessions/{session_id}"] = f"/sessions/{house.talking}"
    return {
        **filled,
        "a talk that has ended": f"/sessions/{house.graded}",
        "a scorecard of one's own": f"/sessions/{house.graded}/scorecard",
        "a scorecard that was reviewed": f"/sessions/{house.ids['session_id']}/scorecard",
        "a session nobody spoke in": f"/sessions/{house.unspoken}/scorecard",
        "sessions of nobody": "/overview/sessions?standing=failed",
        "the form of an archetype": "/content/archetypes/stubborn",
        "the form of a rubric": "/content/rubrics/service-complaint",
        "a rubric tried out": "/content/rubrics/service-complaint/tryout",
        "an address where nothing is": "/nothing",
    }


PUBLIC_ALONE = ("/sign-in", "/invitations/{secret}")
"""Pages for those who are not signed in."""


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def house(tmp_path_factory: pytest.TempPathFactory, library: Library) -> AsyncIterator[tuple[str, House]]:
    """A furnished house and its address."""
    runtime = await runtime_over(tmp_path_factory.mktemp("house"), library)
    async with served(runtime) as address:
        yield address, await furnish(runtime)


async def look(page: Page, address: str, view: View) -> list[str]:
    """Look at a page in both colour schemes; a line for everything at fault."""
    await page.set_viewport_size({"width": PHONE, "height": 900})
    await page.emulate_media(color_scheme="light")
    answer = await page.goto(f"{address}{'&' if '?' in address else '?'}lang={view.language}")
    assert answer is not None
    if answer.status != (404 if "/nothing" in address else 200) or answer.request.redirected_from:
        return [f"answers {answer.status}, {answer.url}"]
    await page.evaluate(UNFOLD)
    wider = await page.evaluate(WIDER)
    await page.evaluate(THIN)
    await page.set_viewport_size({"width": view.width, "height": 900})
    faults = await page.evaluate(SHAPES, list(COLOURS))
    faults += await page.evaluate(TINTS, list(COLOURS))
    await page.emulate_media(color_scheme="dark")
    dark = await page.evaluate(TINTS, list(COLOURS))
    too_wide = [f"{wider} px too wide for a phone"] if wider > 0 else []
    return [*too_wide, *faults, *(f"dark, {fault}" for fault in dark)]


async def window(browser: Browser, address: str, state: Any = None) -> Visitor:
    """Open a window in which axe is at hand."""
    visitor = await Visitor.come(browser, address, storage_state=state, reduced_motion="reduce")
    await visitor.page.add_init_script(AXE_SCRIPT)
    return visitor


async def test_every_page_is_open_to_all_senses(browser: Browser, house: tuple[str, House]) -> None:
    address, furnished = house
    there = addresses(furnished)
    waiting = [(name, view) for name in there for view in VIEWS if name not in PUBLIC_ALONE]
    faults: list[str] = []

    async def visit(visitor: Visitor, names: list[tuple[str, View]]) -> None:
        while names:
            name, view = names.pop()
            found = await look(visitor.page, address + there[name], view)
            faults.extend(f"{name} ({view.width} px, {view.language}): {fault}" for fault in found)
            noted = [each for each in visitor.complaints if "404" not in each or "nothing" not in name]
            faults.extend(f"{name}, console: {each}" for each in noted)
            visitor.complaints.clear()

    stranger = await window(browser, address)
    await visit(stranger, [(name, view) for name in PUBLIC_ALONE for view in VIEWS])
    await stranger.go("/sign-in?lang=zh")
    await stranger.sign_in(BOSS, PASSWORD)
    await stranger.page.wait_for_url(f"{address}/")
    state = await stranger.page.context.storage_state()
    windows = [await window(browser, address, state) for _ in range(WINDOWS)]
    await asyncio.gather(*(visit(each, waiting) for each in windows))
    for visitor in (stranger, *windows):
        await visitor.leave()
    assert not faults, "\n".join(sorted(set(faults)))
