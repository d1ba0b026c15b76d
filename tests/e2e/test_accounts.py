"""From an invitation to a practice of one's own, in a browser; every page of accounts by axe."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio
from playwright.async_api import Browser, expect

from sim.library import Library
from tests.e2e.conftest import BROWSER, runtime_over, served
from tests.e2e.house import BOSS, PASSWORD, make_boss
from tests.e2e.test_access import check
from tests.e2e.visitor import Visitor

pytestmark = BROWSER


@pytest_asyncio.fixture(loop_scope="session")
async def address(tmp_path: Path, library: Library) -> AsyncIterator[str]:
    """A desk with an administrator and a group."""
    runtime = await runtime_over(tmp_path, library)
    await runtime.accounts.people.create_group(await make_boss(runtime), "供热一班")
    async with served(runtime) as found:
        yield found


async def invited(visitor: Visitor) -> str:
    """Let the administrator make an invitation; return its link."""
    page = visitor.page
    await visitor.go("/admin/invitations")
    await visitor.sign_in(BOSS, PASSWORD)
    await expect(page).to_have_url(visitor.address + "/admin/invitations")
    await page.get_by_label("班组").select_option(label="供热一班")
    await page.get_by_label("给谁").fill("新来的小李")
    await page.get_by_role("button", name="生成邀请链接").click()
    link = await page.locator(".secret code").inner_text()
    await page.get_by_role("button", name="复制链接").click()
    await expect(page.locator(".secret [role=status]")).to_have_text("已复制")
    assert (await page.evaluate("getSelection().toString()")).strip() == link
    return link


async def test_the_way_from_an_invitation_to_ones_own_practice(visitor: Visitor, browser: Browser) -> None:
    link = await invited(visitor)
    newcomer = await Visitor.come(browser, visitor.address)
    page = newcomer.page
    await newcomer.accept(link, "xiaoli", "小李", PASSWORD)
    await expect(page.get_by_role("link", name="小李")).to_be_visible()
    navigation = page.get_by_role("navigation", name="主导航")
    await expect(navigation.get_by_role("link", name="管理")).to_have_count(0)
    await expect(navigation.get_by_role("link", name="复核")).to_have_count(0)
    talk = await newcomer.start_and_say("您好，我先听您说。")
    await newcomer.go("/history")
    await page.get_by_role("button", name="退出").click()
    await expect(page).to_have_url(visitor.address + "/sign-in")
    await newcomer.go(talk)
    await expect(page.get_by_role("heading", name="登录对练台")).to_be_visible()
    await newcomer.leave()


async def test_pages_of_accounts_are_open_to_all_senses(visitor: Visitor) -> None:
    await check(visitor, "/sign-in")
    await visitor.go("/sign-in?lang=zh")
    link = await invited(visitor)
    await check(visitor, link.removeprefix(visitor.address))
    for path in ("people", "people/new", "groups", "invitations", "audit"):
        await check(visitor, f"/admin/{path}")
    await visitor.go("/admin/people?lang=zh")
    await visitor.page.get_by_role("rowheader", name="王主任").get_by_role("link").click()
    await check(visitor, visitor.page.url.removeprefix(visitor.address))
    await check(visitor, "/account")


async def test_a_form_that_comes_back_leads_to_what_is_wrong(visitor: Visitor) -> None:
    await visitor.go("/admin/people/new")
    await visitor.sign_in(BOSS, PASSWORD)
    await visitor.page.get_by_label("登录名").fill("li")
    await visitor.page.get_by_label("密码", exact=False).fill("short")
    async with visitor.page.expect_navigation():
        await visitor.page.locator("main form .button-main").click()
    await expect(visitor.page.locator("#faults")).to_be_focused()
    await expect(visitor.page).to_have_title(re.compile("^有错："))
    assert all("422" in each for each in visitor.complaints)
    visitor.complaints.clear()
