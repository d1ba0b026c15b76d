"""An author at his draft, in a real browser: the acceptance test while it runs, a draft by questions."""

import re

from axe_playwright_python.async_playwright import Axe
from playwright.async_api import expect

from tests.e2e.conftest import BROWSER
from tests.e2e.visitor import Visitor
from tests.practice.drafting.samples import COMPLAINT

pytestmark = BROWSER

TRYOUT = "/content/scenarios/water-bill-tripled/tryout"


async def is_accessible(visitor: Visitor) -> None:
    results = await Axe().run(visitor.page)
    assert results.violations_count == 0, results.generate_report()


async def test_a_rehearsal_is_followed_to_its_end_without_a_reload(visitor: Visitor) -> None:
    page = visitor.page
    await visitor.go(TRYOUT)
    await is_accessible(visitor)
    for name in ("投诉成癖型", "言语伤人型", "易怒威吓型"):
        await page.get_by_label(name).uncheck()
    await page.get_by_role("button", name="开始试演").click()

    await expect(page.get_by_role("button", name="停下")).to_be_visible()
    await expect(page.locator(".trial-line")).to_contain_text("18 / 18", timeout=60_000)
    await expect(page.get_by_role("button", name="再演一遍")).to_be_visible(timeout=10_000)

    await expect(page.locator(".trial-line")).to_contain_text("演完了")
    await expect(page.get_by_role("rowheader", name="出色的坐席").first).to_be_visible()
    await is_accessible(visitor)


async def test_a_rehearsal_survives_a_reload_and_is_stopped(visitor: Visitor) -> None:
    page = visitor.page
    await visitor.go("/content/archetypes/stubborn/tryout")
    await page.get_by_label(re.compile("每一组演几场")).fill("10")
    await page.get_by_role("button", name="开始试演").click()
    await expect(page.get_by_role("button", name="停下")).to_be_visible()
    await page.wait_for_load_state()
    await page.reload()

    await page.get_by_role("button", name="停下").click()

    await expect(page.locator(".trial-line")).to_contain_text("已停下")
    await expect(page.get_by_role("button", name="再演一遍")).to_be_visible()


async def test_what_is_covered_of_a_complaint_is_shown_on_a_phone(visitor: Visitor) -> None:
    page = visitor.page
    await page.set_viewport_size({"width": 390, "height": 844})
    await visitor.go("/content/scenarios/new-from-complaint")
    await page.get_by_label("投诉内容").fill(COMPLAINT)
    await page.get_by_role("button", name="遮去个人信息").click()

    await expect(page.locator("mark.covered").first).to_be_visible()
    assert "13812345678" not in await page.content()
    await is_accessible(visitor)
    assert await page.evaluate("document.documentElement.scrollWidth") == 390
    await page.get_by_role("link", name="按问题一步步写").click()
    await is_accessible(visitor)
