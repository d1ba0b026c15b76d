"""A visitor: one browser window at a desk, who notes every complaint and every address asked for."""

import asyncio
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from playwright.async_api import Browser, Locator, Page, expect


@dataclass
class Visitor:
    """A page of a browser, with what went wrong in it."""

    page: Page
    address: str
    complaints: list[str] = field(default_factory=list)
    hosts: set[str] = field(default_factory=set)

    @classmethod
    async def come(
        cls,
        browser: Browser,
        address: str,
        *,
        width: int = 1280,
        height: int = 900,
        language: str = "zh-CN",
        **options: Any,
    ) -> "Visitor":
        """Open a window on an empty page."""
        context = await browser.new_context(viewport={"width": width, "height": height}, locale=language, **options)
        visitor = cls(await context.new_page(), address)
        visitor.page.on("console", lambda message: visitor.hear(message.type, message.text))
        visitor.page.on("pageerror", lambda error: visitor.complaints.append(str(error)))
        visitor.page.on("request", lambda request: visitor.hosts.add(urlsplit(request.url).netloc))
        return visitor

    def hear(self, kind: str, text: str) -> None:
        """Note a console message that is a complaint."""
        if kind in ("error", "warning"):
            self.complaints.append(text)

    async def leave(self) -> None:
        """Close the window. Fails on complaints and on requests to any other host."""
        await self.page.context.close()
        assert self.complaints == []
        assert self.hosts <= {urlsplit(self.address).netloc}

    async def go(self, path: str) -> None:
        """Open a page of the desk."""
        await self.page.goto(self.address + path)

    async def sign_in(self, name: str, password: str) -> None:
        """Sign in on the page of that name."""
        await self.page.get_by_label("登录名").fill(name)
        await self.page.get_by_label("密码").fill(password)
        await self.page.get_by_role("button", name="登录", exact=True).click()

    async def accept(self, invitation: str, name: str, shown_name: str, password: str) -> None:
        """Follow the link of an invitation, and take it up."""
        await self.page.goto(invitation)
        await self.page.get_by_label("登录名").fill(name)
        await self.page.get_by_label("称呼").fill(shown_name)
        await self.page.get_by_label("密码").first.fill(password)
        await self.page.get_by_label("再输一次密码").fill(password)
        await self.page.get_by_role("button", name="建立账号并登录").click()

    @property
    def box(self) -> Locator:
        """Where lines are written."""
        return self.page.get_by_label("你对客户说的话")

    async def start(self, case: str = "约好上门测温", mood: str = "显示") -> None:
        """Choose a case on the home page and start."""
        await self.go("/?trade=all")
        await self.page.locator("label", has_text=case).first.click()
        await self.page.locator(".segments label", has_text=mood).click()
        await self.page.get_by_role("button", name="接起这位客户").click()
        await expect(self.box).to_be_visible()
        await self.page.wait_for_load_state()  # the script that sends on Enter is there

    async def say(self, line: str) -> None:
        """Write a line, send it with Enter and wait for the whole answer."""
        before = await self.page.locator(".turn-customer").count()
        await self.box.fill(line)
        await self.box.press("Enter")
        await expect(self.page.locator(".turn-customer")).to_have_count(before + 1)
        await expect(self.page.get_by_role("button", name="说出去")).to_be_enabled()

    async def end(self) -> None:
        """End with the dialog and wait for the scorecard."""
        await self.page.get_by_role("link", name="结束对话").click()
        await self.page.get_by_role("button", name="结束并评分").click()
        await expect(self.page.get_by_role("heading", name="逐条细看")).to_be_visible(timeout=15_000)

    async def start_and_say(self, line: str) -> str:
        """Start a session and say a line over the API; returns the address of the talk."""
        order = {"scenario": "heating-missed-visit", "archetype": "irritable-threatening", "seed": 7}
        started = await self.page.request.post(f"{self.address}/api/v1/sessions", data=order)
        path = f"/api/v1/sessions/{(await started.json())['id']}"
        answer = await self.page.request.post(f"{self.address}{path}/turns", data={"index": 2, "text": line})
        assert answer.ok
        return path.removeprefix("/api/v1")

    async def end_over_the_api(self, path: str) -> None:
        """End the talk at ``path`` and wait for its scorecard."""
        await self.page.request.post(f"{self.address}/api/v1{path}/end")
        async with asyncio.timeout(15):
            while (  # noqa: ASYNC110 - the scorecard's address is all there is to ask
                await self.page.request.get(f"{self.address}/api/v1{path}/scorecard")
            ).status != 200:
                await asyncio.sleep(0.05)
