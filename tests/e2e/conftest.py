"""A real browser before a real server: uvicorn on a free loopback port, the content and engine people get."""

import asyncio
import os
import shutil
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import uvicorn
from playwright.async_api import Browser, async_playwright

from sim.domain.score import EngineChoice
from sim.runtime import Engines, Runtime, assemble_runtime, load_library, make_engines
from sim.settings import Settings
from sim.store import Store
from tests.e2e.visitor import Visitor
from web.app import create_app

CHROMIUM_FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update")


@pytest.fixture
def executable() -> str:
    """Where the browser is; without one the test is skipped, but not in CI."""
    wanted = os.environ.get("DUILIAN_CHROMIUM", "chromium")
    found = shutil.which(wanted)
    if found is None:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(
            f"no browser {wanted!r}; name one with DUILIAN_CHROMIUM"
        )
    return found


@pytest.fixture
async def browser(executable: str) -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=executable, args=CHROMIUM_FLAGS)
        yield browser
        await browser.close()


@asynccontextmanager
async def served(runtime: Runtime) -> AsyncIterator[str]:
    """Serve an application over ``runtime``; yields its address."""
    listener = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(create_app(runtime), log_config=None, timeout_graceful_shutdown=2)
    server = uvicorn.Server(config)
    task = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        await task


async def runtime_over(folder: Path, engines: Engines | None = None) -> Runtime:
    """Open a runtime with the published content; without ``engines`` the offline ones play and grade."""
    settings = Settings(data=folder, engine=EngineChoice.OFFLINE)
    store = await Store.open(f"sqlite:///{folder / 'duilian.db'}")
    return assemble_runtime(settings, load_library(settings), engines or make_engines(settings), store)


@pytest.fixture
async def address(tmp_path: Path) -> AsyncIterator[str]:
    async with served(await runtime_over(tmp_path)) as address:
        yield address


@pytest.fixture
async def visitor(browser: Browser, address: str) -> AsyncIterator[Visitor]:
    """Somebody at the desk with the offline engine; the test fails on what his browser complained about."""
    visitor = await Visitor.come(browser, address)
    yield visitor
    await visitor.leave()
