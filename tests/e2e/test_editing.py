"""The long form of a case, by keyboard: what is taken out comes back, what is saved is said, the focus stays."""

from pathlib import Path

from playwright.async_api import Browser, expect

from sim.library import Library
from tests.e2e.conftest import BROWSER, runtime_over, served
from tests.e2e.visitor import Visitor

pytestmark = BROWSER

CASE = "/content/scenarios/water-bill-tripled"


async def test_a_fact_taken_out_by_key_comes_back_by_key(tmp_path: Path, browser: Browser, library: Library) -> None:
    runtime = await runtime_over(tmp_path, library)
    async with served(runtime) as address:
        visitor = await Visitor.come(browser, address)
        await visitor.go(CASE)
        remove = visitor.page.get_by_role("button", name="删去事实第 3 条")
        await remove.focus()
        await visitor.page.keyboard.press("Space")
        back = visitor.page.get_by_role("button", name="放回来")
        await expect(back).to_be_focused()
        await expect(back).to_be_in_viewport()
        await expect(visitor.page.get_by_text("已删去事实第 3 条")).to_be_visible()
        await visitor.page.keyboard.press("Space")
        await expect(remove).to_be_focused()
        await expect(remove).to_be_in_viewport()
        await expect(back).to_have_count(0)
        await visitor.leave()


async def test_one_key_saves_from_anywhere_and_the_focus_stays(
    tmp_path: Path, browser: Browser, library: Library
) -> None:
    runtime = await runtime_over(tmp_path, library)
    async with served(runtime) as address:
        visitor = await Visitor.come(browser, address, reduced_motion="reduce")  # or the page is still on its way
        await visitor.go(CASE)
        field = visitor.page.get_by_label("不能承诺、不能承认、不能透露的", exact=True)
        status = visitor.page.locator("[data-saved]")
        await field.focus()
        await visitor.page.keyboard.press("Control+End")
        await visitor.page.keyboard.type("\n不代表街道办表态")
        top = await visitor.page.evaluate("scrollY")
        await visitor.page.keyboard.press("Control+s")
        await expect(status).to_have_text("已保存为第 1 版。 改了：不能承诺、不能承认、不能透露的。")
        await expect(status).to_be_in_viewport()
        await expect(field).to_be_focused()
        assert abs(await visitor.page.evaluate("scrollY") - top) < 80
        await visitor.page.keyboard.press("Control+s")
        await expect(status).to_have_text("没有改动，没有存出新的一版。")
        await visitor.leave()


async def test_a_link_skips_to_where_the_form_is_saved(browser: Browser, address: str) -> None:
    visitor = await Visitor.come(browser, address)
    await visitor.go(CASE)
    await visitor.page.keyboard.press("Tab")
    skip = visitor.page.get_by_role("link", name="跳到“存草稿”")
    await expect(skip).to_be_focused()
    await visitor.page.keyboard.press("Enter")
    await expect(visitor.page.locator("#save")).to_be_focused()
    await visitor.leave()
