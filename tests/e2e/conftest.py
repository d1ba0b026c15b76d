"""A real browser before a real server: uvicorn on a free loopback port, the content and engine people get.

Browser and server are started once and shared: a test that needs customers of its own serves them itself.
"""

import asyncio
import os
import shutil
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import pytest_asyncio
import uvicorn
from playwright.async_api import Browser, async_playwright

from sim.domain.score import EngineChoice
from sim.library import Library
from sim.runtime import Engines, Runtime, assemble_runtime, load_library, make_engines
from sim.settings import Settings
from sim.store import Store
from tests.e2e.visitor import Visitor
from tests.practice.stage import ScriptedCustomer, ScriptedGrader
from web.app import create_app

BROWSER = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.xdist_group("browser"),
    pytest.mark.asyncio(loop_scope="session"),
]
"""The marks of every test here: one process, one event loop, one browser."""
CHROMIUM_FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update")


@pytest.fixture(scope="session")
def executable() -> str:
    """Where the browser is; without one the test is skipped, but not in CI."""
    wanted = os.environ.get("DUILIAN_CHROMIUM", "chromium")
    found = shutil.which(wanted)
    if found is None:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(
            f"no browser {wanted!r}; name one with DUILIAN_CHROMIUM"
        )
    return found


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser(executable: str) -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=executable, args=CHROMIUM_FLAGS)
        yield browser
        await browser.close()


@pytest.fixture(scope="session")
def library() -> Library:
    """The published content, read once."""
    return load_library(Settings(engine=EngineChoice.OFFLINE))


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


async def runtime_over(folder: Path, library: Library, engines: Engines | None = None) -> Runtime:
    """Open a runtime with the published content; without ``engines`` the offline ones play and grade."""
    settings = Settings(data=folder, engine=EngineChoice.OFFLINE)
    store = await Store.open(f"sqlite:///{folder / 'duilian.db'}")
    return assemble_runtime(settings, library, engines or make_engines(settings), store)


@pytest.fixture
def customer() -> ScriptedCustomer:
    """A customer who says what the test has him say, for those that serve him."""
    return ScriptedCustomer()


@pytest.fixture
def grader() -> ScriptedGrader:
    """The grader beside him."""
    return ScriptedGrader()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def desk_address(tmp_path_factory: pytest.TempPathFactory, library: Library) -> AsyncIterator[str]:
    """The shared desk with the offline engine."""
    async with served(await runtime_over(tmp_path_factory.mktemp("desk"), library)) as address:
        yield address


@pytest.fixture
def address(desk_address: str) -> str:
    """Which desk visitors come to; tests with customers of their own override it."""
    return desk_address


@pytest_asyncio.fixture(loop_scope="session")
async def visitor(browser: Browser, address: str) -> AsyncIterator[Visitor]:
    """Somebody at the desk; the test fails on what his browser complained about."""
    visitor = await Visitor.come(browser, address)
    yield visitor
    await visitor.leave()
