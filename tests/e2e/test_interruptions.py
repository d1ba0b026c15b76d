"""A talk that is interrupted: reloads, double clicks, a second window, a cut wire. One transcript, nothing twice."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Locator, Page, Request, expect

from sim.library import Library
from sim.reading import default_reader
from sim.runtime import Engines, Runtime, assemble_runtime
from sim.settings import Settings
from sim.store import Store
from tests.bench.processes import upstream
from tests.e2e.conftest import BROWSER, served
from tests.e2e.visitor import Visitor
from tests.e2e.wire import Wire, wired
from tests.faults.lives import quiet_port
from tests.faults.programs import program, ready
from tests.practice.stage import ScriptedCustomer, ScriptedGrader

pytestmark = BROWSER

LINE = "您好，水费翻了三倍，我来查。"
CAUGHT_UP = "这段对话在别处往下走了，这里已经跟上。"
RECONNECTING = "连接断了，正在重新连上"
PING_SECONDS = 0.4
PACED = "paced-20-100-100"
"""A customer whose answer takes about two seconds."""


@pytest_asyncio.fixture(loop_scope="session")
async def runtime(tmp_path: Path, library: Library, customer: ScriptedCustomer, grader: ScriptedGrader) -> Runtime:
    engines = Engines(default_reader(), customer, grader)
    store = await Store.open(f"sqlite:///{tmp_path / 'duilian.db'}")
    return assemble_runtime(Settings(data=tmp_path, ping_interval=PING_SECONDS), library, engines, store)


@pytest_asyncio.fixture(loop_scope="session")
async def wire(runtime: Runtime) -> AsyncIterator[Wire]:
    async with served(runtime) as server, wired(server) as laid:
        yield laid


@pytest.fixture
def address(wire: Wire) -> str:
    return wire.address


async def written(page: Page) -> list[str]:
    """Return the lines of the talk as the page shows them."""
    return await page.locator("[data-log] .turn [data-text]").all_inner_texts()


async def stored(runtime: Runtime, page: Page) -> list[str]:
    """Return the lines of the talk as they are stored."""
    session_id = page.url.partition("/sessions/")[2].partition("#")[0]
    return [turn.text for turn in (await runtime.store.load_session(session_id)).turns]


async def same_everywhere(runtime: Runtime, *pages: Page) -> list[str]:
    """Check that all pages show what is stored, and that a reload changes nothing; return it."""
    for page in pages:
        await expect(page.get_by_role("button", name="说出去")).to_be_enabled()  # the answer is stored
    kept = await stored(runtime, pages[0])
    for page in pages:
        assert await written(page) == kept
        await page.reload()
        assert await written(page) == kept
    return kept


async def send(visitor: Visitor, line: str = LINE) -> None:
    await visitor.box.fill(line)
    await visitor.box.press("Enter")


async def heard_first(visitor: Visitor, customer: ScriptedCustomer, speak: asyncio.Event, *rest: str) -> Locator:
    """Say a line and hear "第一句。"; the rest of the answer waits for ``speak``. Return where the answer stands."""
    customer.scripts = [("第一句。", speak, *rest)]
    await visitor.start()
    await send(visitor)
    line = visitor.page.locator("#turn-3 .turn-text")
    await expect(line).to_have_text("第一句。")
    return line


async def test_a_reload_right_after_sending_loses_and_doubles_nothing(
    visitor: Visitor, customer: ScriptedCustomer, runtime: Runtime
) -> None:
    speak = asyncio.Event()
    customer.scripts = [(speak, "我听着呢。")]
    await visitor.start()
    await send(visitor)
    await visitor.page.reload()
    await visitor.page.reload()
    await expect(visitor.box).to_have_value("")
    speak.set()
    await expect(visitor.page.locator("#turn-3 .turn-text")).to_have_text("我听着呢。")
    assert (await same_everywhere(runtime, visitor.page))[1:] == [LINE, "我听着呢。"]
    assert customer.heard == [LINE]


async def test_words_sent_just_before_the_page_is_left_are_not_left_in_the_box(
    visitor: Visitor, customer: ScriptedCustomer, wire: Wire, runtime: Runtime
) -> None:
    """The line arrives, the answer does not, and the page is opened again when all is over."""
    await visitor.start()
    wire.silence()
    await send(visitor)
    while len(await stored(runtime, visitor.page)) < 3:  # noqa: ASYNC110  the store tells nobody
        await asyncio.sleep(0.02)
    await wire.cut()
    await wire.mend()
    await visitor.page.reload()
    await expect(visitor.page.locator("#turn-2")).to_contain_text(LINE)
    await expect(visitor.box).to_have_value("")
    await same_everywhere(runtime, visitor.page)
    visitor.complaints.clear()  # the browser notes the request that broke off


@pytest.mark.parametrize("twice", ["click", "enter"])
async def test_sent_twice_is_said_once(
    visitor: Visitor, customer: ScriptedCustomer, runtime: Runtime, twice: str
) -> None:
    posts: list[str] = []

    def note(request: Request) -> None:
        if request.method == "POST":
            posts.append(request.url)

    visitor.page.on("request", note)
    speak = asyncio.Event()
    customer.scripts = [(speak, "知道了。")]
    await visitor.start()
    posts.clear()
    await visitor.box.fill(LINE)
    if twice == "click":
        await visitor.page.get_by_role("button", name="说出去").dblclick()
    else:
        await visitor.box.evaluate(
            """box => { for (const _ of [1, 2])
                 box.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true })) }"""
        )
    speak.set()
    await expect(visitor.page.locator("#turn-3 .turn-text")).to_have_text("知道了。")
    assert len(posts) == 1
    assert (await same_everywhere(runtime, visitor.page))[1:] == [LINE, "知道了。"]
    await expect(visitor.page.get_by_role("alert")).to_be_hidden()


async def test_two_windows_that_both_send_show_one_talk(
    visitor: Visitor, customer: ScriptedCustomer, runtime: Runtime
) -> None:
    speak = asyncio.Event()
    customer.scripts = [(speak, "第一句我听见了。"), ("第二句我也听见了。",)]
    await visitor.start()
    other = Visitor(await visitor.page.context.new_page(), visitor.address)
    await other.page.goto(visitor.page.url)
    await send(visitor)
    await expect(visitor.page.locator("#turn-2")).to_be_visible()
    await send(other, "我在另一个窗口里说。")
    await expect(other.page.get_by_text(CAUGHT_UP)).to_be_visible()
    await expect(other.page.get_by_text("没发出去的话还在框里。")).to_be_visible()
    await expect(other.box).to_have_value("我在另一个窗口里说。")
    speak.set()
    for page in (visitor.page, other.page):
        await expect(page.locator("#turn-3 .turn-text")).to_have_text("第一句我听见了。")
    await expect(other.page.get_by_role("button", name="说出去")).to_be_enabled()
    await other.box.press("Enter")
    await expect(other.page.locator("#turn-5 .turn-text")).to_have_text("第二句我也听见了。")
    await visitor.page.evaluate("dispatchEvent(new Event('focus'))")
    await expect(visitor.page.locator("#turn-5 .turn-text")).to_have_text("第二句我也听见了。")
    await expect(visitor.box).to_have_value("")
    kept = await same_everywhere(runtime, visitor.page, other.page)
    assert kept[1::2] == [LINE, "我在另一个窗口里说。"] == customer.heard
    visitor.complaints.clear()  # the browser notes the 409


async def test_the_same_words_from_two_windows_are_one_line(
    visitor: Visitor, customer: ScriptedCustomer, runtime: Runtime
) -> None:
    speak = asyncio.Event()
    customer.scripts = [("先说一句。", speak, "再说一句。")]
    await visitor.start()
    other = Visitor(await visitor.page.context.new_page(), visitor.address)
    await other.page.goto(visitor.page.url)
    await asyncio.gather(send(visitor), send(other))
    for page in (visitor.page, other.page):
        await expect(page.locator("#turn-3 .turn-text")).to_have_text("先说一句。")
    speak.set()
    for page in (visitor.page, other.page):
        await expect(page.locator("#turn-3 .turn-text")).to_have_text("先说一句。再说一句。")
    await same_everywhere(runtime, visitor.page, other.page)
    assert customer.heard == [LINE]


async def test_the_way_back_after_the_end_shows_that_it_has_ended(visitor: Visitor) -> None:
    await visitor.start()
    await visitor.say(LINE)
    talk = visitor.page.url
    await visitor.end()
    while visitor.page.url.partition("#")[0] != talk.partition("#")[0]:
        await visitor.page.go_back()
    await expect(visitor.page.get_by_role("heading", name="这次对话结束了")).to_be_visible()
    await expect(visitor.box).to_have_count(0)
    await visitor.page.get_by_role("link", name="看评分单").click()
    await expect(visitor.page.get_by_role("heading", name="逐条细看")).to_be_visible()


async def test_a_window_left_open_after_the_end_says_so_when_it_is_used(visitor: Visitor) -> None:
    await visitor.start()
    await visitor.say(LINE)
    other = Visitor(await visitor.page.context.new_page(), visitor.address)
    await other.page.goto(visitor.page.url)
    await visitor.end()
    await send(other, "您还在吗？")
    await expect(other.page.get_by_role("heading", name="这次对话结束了")).to_be_visible()
    await expect(other.page.get_by_text(CAUGHT_UP)).to_be_visible()
    await expect(other.page.locator(".turn-trainee")).to_have_count(1)
    visitor.complaints.clear()  # the browser notes the 409


async def test_a_cut_in_the_middle_of_an_answer_is_said_and_heals_by_itself(
    visitor: Visitor, customer: ScriptedCustomer, wire: Wire, runtime: Runtime
) -> None:
    speak = asyncio.Event()
    line = await heard_first(visitor, customer, speak, "第二句。", "第三句。")
    await wire.cut()
    await expect(visitor.page.get_by_text(RECONNECTING)).to_be_visible()
    await expect(line).to_have_text("第一句。")
    speak.set()
    await wire.mend()
    await expect(line).to_have_text("第一句。第二句。第三句。", timeout=10_000)
    await expect(visitor.page.get_by_text(RECONNECTING)).to_be_hidden()
    await same_everywhere(runtime, visitor.page)
    assert customer.heard == [LINE]
    visitor.complaints.clear()  # the browser notes the requests that failed


async def test_a_connection_that_died_in_silence_is_noticed(
    visitor: Visitor, customer: ScriptedCustomer, wire: Wire, runtime: Runtime
) -> None:
    speak = asyncio.Event()
    line = await heard_first(visitor, customer, speak, "第二句。")
    wire.silence()
    await expect(visitor.page.get_by_text(RECONNECTING)).to_be_visible()
    speak.set()
    await wire.cut()
    await wire.mend()
    await expect(line).to_have_text("第一句。第二句。", timeout=10_000)
    await same_everywhere(runtime, visitor.page)
    visitor.complaints.clear()  # the browser notes the request that was given up


async def test_without_a_network_it_waits_and_goes_on_when_there_is_one(
    visitor: Visitor, customer: ScriptedCustomer, wire: Wire, runtime: Runtime
) -> None:
    speak = asyncio.Event()
    line = await heard_first(visitor, customer, speak, "第二句。")
    await visitor.page.context.set_offline(True)
    await wire.cut()
    await expect(visitor.page.get_by_text("与对练台的连接断了")).to_be_visible()
    speak.set()
    await wire.mend()
    await asyncio.sleep(1)
    await visitor.page.context.set_offline(False)
    await expect(line).to_have_text("第一句。第二句。", timeout=10_000)
    await expect(visitor.page.get_by_text("与对练台的连接断了")).to_be_hidden()
    await same_everywhere(runtime, visitor.page)
    visitor.complaints.clear()  # the browser notes the requests that failed


async def test_the_grading_page_outlives_a_cut(visitor: Visitor, wire: Wire, grader: ScriptedGrader) -> None:
    """The page asks on while nobody answers, and is the scorecard once somebody does."""
    judge = grader.gates["resolution"] = asyncio.Event()
    await visitor.start()
    await visitor.say(LINE)
    await visitor.page.get_by_role("link", name="结束对话").click()
    await visitor.page.get_by_role("button", name="结束并评分").click()
    await expect(visitor.page.locator(".grading-steps .is-open")).to_have_count(1)
    await visitor.page.wait_for_load_state()  # the script that asks on is there
    await wire.cut()
    judge.set()
    await asyncio.sleep(2)
    await wire.mend()
    await expect(visitor.page.get_by_role("heading", name="逐条细看")).to_be_visible(timeout=15_000)
    visitor.complaints.clear()  # the browser notes the requests that failed


async def test_a_server_killed_while_the_page_is_open_is_waited_for(browser: Browser, tmp_path: Path) -> None:
    port = quiet_port()
    arguments = ("serve", "--port", str(port), "--data", str(tmp_path))
    visitor = await Visitor.come(browser, f"http://127.0.0.1:{port}")
    with upstream() as model:
        settings = {"DUILIAN_LLM_BASE_URL": f"{model}/v1", "DUILIAN_LLM_API_KEY": "none", "DUILIAN_LLM_MODEL": PACED}
        async with program(tmp_path, settings, *arguments) as server:
            await ready(port, server)
            await visitor.start()
            await send(visitor)
            await expect(visitor.page.locator("#turn-3 .turn-text")).not_to_be_empty()
            server.kill()
            await expect(visitor.page.get_by_text(RECONNECTING)).to_be_visible()
        async with program(tmp_path, settings, *arguments) as server:
            await ready(port, server)
            again = visitor.page.get_by_role("button", name="请客户再说一次")
            button = visitor.page.get_by_role("button", name="说出去")
            await expect(again.or_(visitor.page.locator("[data-send]:enabled"))).to_be_visible(timeout=20_000)
            if await again.is_visible():
                await again.click()
            await expect(button).to_be_enabled(timeout=20_000)
            server.kill()
        async with program(tmp_path, settings, *arguments) as server:
            await ready(port, server)
            await visitor.say("我这就去查，今天下午三点前给您回电话。")
            shown = await written(visitor.page)
            assert len(shown) == 5
            await visitor.page.reload()
            assert await written(visitor.page) == shown
            visitor.complaints.clear()  # the browser notes the requests that failed
            await visitor.leave()
