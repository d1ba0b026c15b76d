"""On A4 nothing is cut off at the edge, and there is nothing to press."""

import pytest
from playwright.async_api import expect

from tests.e2e.conftest import BROWSER
from tests.e2e.visitor import Visitor

pytestmark = BROWSER

A4_INSIDE = 680
"""Width of A4 within the margins, in CSS pixels."""
HANGS = 8
"""How far the ground under a line may hang into the margin."""
CUT_OFF = """
(width) => [...document.querySelectorAll("main *")]
  .filter((part) => part.checkVisibility() && part.getBoundingClientRect().right > width)
  .map((part) => `${part.tagName} ${part.className} ${part.getBoundingClientRect().right}`)
"""


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_a_scorecard_and_the_agreement_fit_on_paper(visitor: Visitor, language: str) -> None:
    page = visitor.page
    talk = await visitor.start_and_say("您别激动，不好意思，我先查一下。")
    await visitor.end_over_the_api(talk)
    decision = f"{visitor.address}/reviews/{talk.removeprefix('/sessions/')}/parts/listening.acknowledge"
    assert (await page.request.post(decision, form={"decision": "1", "reason": "接住了"})).ok
    for path, heading in ((f"{talk}/scorecard", "h1"), ("/reviews/agreement", ".agreement table")):
        await page.set_viewport_size({"width": 1280, "height": 900})
        await visitor.go(f"{path}?lang={language}")
        await expect(page.locator(heading).first).to_be_visible()
        await page.emulate_media(media="print")
        await page.set_viewport_size({"width": A4_INSIDE, "height": 1000})
        assert await page.evaluate(CUT_OFF, A4_INSIDE + HANGS) == []
        await expect(page.locator("main button:not(.term-word):visible")).to_have_count(0)
        await page.emulate_media(media="screen")
