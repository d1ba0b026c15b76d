"""The way of a new trainer in a browser: from his invitation to an answered appeal and the exported sheet."""

import csv
import io
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest_asyncio
from openpyxl import load_workbook
from playwright.async_api import Browser, Page, expect

from sim.library import Library
from tests.e2e.conftest import BROWSER, runtime_over, served
from tests.e2e.house import BOSS, PASSWORD, make_boss
from tests.e2e.visitor import Visitor

pytestmark = BROWSER

GROUP = "银行一班"
TRAINEE = "=1+1<script>alert(1)</script>"
TITLE = "一笔买卖，两笔扣款<img src=x onerror=alert(1)>"
DRAFT = "/content/scenarios/two-charges"
LINES = (
    "您好，您第三次打来了，前两次答复不一样，让您来回跑，是我们的错，我向您道歉。",
    "您是说11月12日晚上同一台冰柜扣了两次1860元，您从存折转了500元补上，对吗？",
    "我现在就提交冲正，多扣的1860元2个工作日内退回原卡，最迟11月17日到账。",
)


@pytest_asyncio.fixture(loop_scope="session")
async def address(tmp_path: Path, library: Library) -> AsyncIterator[str]:
    """A desk with nobody but an administrator."""
    runtime = await runtime_over(tmp_path, library)
    await make_boss(runtime)
    async with served(runtime) as found:
        yield found


@dataclass(frozen=True, slots=True)
class Class:
    """Three people at one desk, each at a browser of his own."""

    boss: Visitor
    trainer: Visitor
    trainee: Visitor


@pytest_asyncio.fixture(loop_scope="session")
async def people(browser: Browser, address: str) -> AsyncIterator[Class]:
    """Three browsers; the test fails on what any of them complained about."""
    found = Class(*[await Visitor.come(browser, address) for _ in range(3)])
    yield found
    for visitor in (found.boss, found.trainer, found.trainee):
        await visitor.leave()


async def test_the_way_of_a_new_trainer(people: Class) -> None:
    trainer, trainee = people.trainer, people.trainee
    for visitor, role, name, shown in ((trainer, "培训师", "lin", "林老师"), (trainee, "学员", "zhou", TRAINEE)):
        await visitor.accept(await invite(people.boss, role), name, shown, PASSWORD)
        await expect(visitor.page.get_by_role("link", name=shown[:6])).to_be_visible()
    await write_a_case(trainer)
    await rehearse_and_publish(trainer.page)
    await assign(trainer)
    scorecard = await practise_and_appeal(trainee)
    await review(trainer)
    await read_the_answer(trainee.page, scorecard)
    await export(trainer)
    await trainer.go("/reviews/agreement")
    await expect(trainer.page.locator("main")).to_contain_text("E1 认可情绪")
    await people.boss.go("/admin/audit")
    for deed in ("发布内容", "布置作业", "提出申诉", "改判", "答复申诉", "导出", "查看别人的对话"):
        await expect(people.boss.page.locator("tbody th", has_text=deed).first).to_be_visible()


async def invite(boss: Visitor, role: str) -> str:
    """Let the administrator, signed in and with a group, make an invitation; return its link."""
    page = boss.page
    await boss.go("/admin/groups")
    if await page.get_by_label("密码").count():
        await boss.sign_in(BOSS, PASSWORD)
        await page.get_by_label("新班组的名字").fill(GROUP)
        await page.get_by_role("button", name="新建班组").click()
        await expect(page.get_by_label("班组的名字", exact=True)).to_have_value(GROUP)
    await boss.go("/admin/invitations")
    await page.get_by_label("角色").select_option(label=role)
    await page.get_by_label("班组").select_option(label=GROUP)
    await page.get_by_role("button", name="生成邀请链接").click()
    return await page.locator(".secret code").inner_text()


async def write_a_case(trainer: Visitor) -> None:
    """Copy a case, change it, break it and mend it where the form points to."""
    page = trainer.page
    await trainer.go("/content")
    await page.locator("tr", has_text="bank-double-charge").get_by_text("复制").click()
    await page.get_by_label("编号").fill("two-charges")
    await page.get_by_role("button", name="复制").click()
    await expect(page).to_have_url(trainer.address + DRAFT)
    briefing, save = page.get_by_label("案情卡（中文）"), page.get_by_role("button", name="存草稿").last
    await page.get_by_label("标题（中文）").fill(TITLE)
    told = await briefing.input_value()
    await briefing.fill("")
    await save.click()
    await expect(page.locator("#problems")).to_contain_text("案情卡")
    await expect(briefing).to_have_attribute("aria-invalid", "true")
    await trainer.go(f"{DRAFT}/publish")
    await expect(page.get_by_text("还不能发布")).to_be_visible()
    await trainer.go(DRAFT)
    await briefing.fill(told)
    await save.click()
    await expect(page.locator("#problems")).to_have_count(0)
    await expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
    await page.get_by_role("link", name="试演").first.click()
    await page.get_by_role("button", name="开始谈").click()
    await expect(trainer.box).to_be_visible()
    await page.wait_for_load_state()
    await trainer.say(LINES[0])


async def rehearse_and_publish(page: Page) -> None:
    """Run the acceptance test with one type of customer and publish what has passed it."""
    await page.goto(page.url.partition("/sessions/")[0] + f"{DRAFT}/tryout")
    for kind in ("言语伤人型", "易怒威吓型", "固执己见型"):
        await page.get_by_role("checkbox", name=kind).uncheck()
    await page.get_by_label("每一组演几场").fill("1")
    await page.get_by_role("button", name="开始试演").click()
    await expect(page.get_by_text("这一稿可以发布了。")).to_be_visible(timeout=30_000)
    await page.get_by_role("navigation").get_by_role("link", name="发布").click()
    await expect(page.get_by_text("试演通过了")).to_be_visible()
    await page.get_by_role("button", name="发布").click()
    await expect(page.locator("main")).to_contain_text("在用")


async def assign(trainer: Visitor) -> None:
    """Give the case to the group: one trainee, the trainer does not count."""
    page = trainer.page
    await trainer.go("/overview/assignments")
    await page.get_by_label("给谁").select_option(label=GROUP)
    await page.get_by_label("案例").select_option(label=TITLE)
    await page.get_by_label("客户").select_option(label="投诉成癖型")
    await page.get_by_label("截止日期").fill("2099-11-30")
    await page.get_by_role("button", name="布置", exact=True).click()
    row = page.locator("tbody tr", has_text=TITLE)
    await expect(row).to_contain_text("0/1")
    await expect(row).to_contain_text("2099年11月30日")


async def practise_and_appeal(trainee: Visitor) -> str:
    """Practise what was assigned, read the scorecard, appeal against a criterion; returns the scorecard's address."""
    page = trainee.page
    await trainee.go("/")
    await page.locator(".session-row", has_text=TITLE).click()
    await page.get_by_role("button", name="接起这位客户").click()
    await expect(trainee.box).to_be_visible()
    await page.wait_for_load_state()
    for line in LINES:
        await trainee.say(line)
    await trainee.end()
    scorecard = page.url.partition("#")[0]
    part = page.locator("#part-R1")
    # The page unfolds what cost most by itself: a click that comes a moment later would fold it again.
    await part.evaluate("part => { part.open = true; }")
    await part.get_by_role("link", name="提出申诉").click()
    await page.get_by_label("为什么不该是这一级").fill("我请客户确认过了<b>。</b>")
    await page.get_by_role("button", name="提出申诉").click()
    await expect(page.locator("#review")).to_contain_text("等答复")
    return scorecard


async def review(trainer: Visitor) -> None:
    """Answer the appeal with another level, override another criterion, finish."""
    page = trainer.page
    await trainer.go("/reviews?reason=appeal")
    await page.locator(".queue-row", has_text=TRAINEE).get_by_role("link").first.click()
    appeal = page.locator("#appeals .appeal").first
    await expect(appeal).to_contain_text("我请客户确认过了<b>。</b>")
    await appeal.get_by_text("成立", exact=True).click()
    await appeal.get_by_label("写给学员").fill("看了原话，确认过。")
    await appeal.get_by_label("成立时，这一条改为").select_option("4")
    await appeal.get_by_role("button", name="答复").click()
    part = page.locator("#part-E1")
    # The page unfolds what cost most by itself: a click that comes a moment later would fold it again.
    await part.evaluate("part => { part.open = true; }")
    await part.locator("[name=decision][value='1']").check()
    await part.get_by_label("理由").fill("没有说出客户的情绪。")
    await part.get_by_role("button", name="记下判断").click()
    await expect(part.locator(".said").first).to_contain_text("没有说出客户的情绪。")
    await page.get_by_role("button", name="完成，看下一份").click()
    await expect(page.get_by_role("heading", name="复核队列")).to_be_visible()


async def read_the_answer(page: Page, scorecard: str) -> None:
    """See the answer, both levels and that the total is the one after the review."""
    await page.goto(scorecard)
    for words in ("申诉 成立", "看了原话，确认过。", "没有说出客户的情绪。", "→ 4 级", "→ 1 级", "原评总分"):
        await expect(page.locator("#review")).to_contain_text(words)


async def export(trainer: Visitor) -> None:
    """Take the sheet in both forms: one row, with what people wrote as text and no formula."""
    for form, read in (("表格 XLSX", rows_of_workbook), ("表格 CSV", rows_of_text)):
        await trainer.go("/overview/export")
        await trainer.page.get_by_text(form, exact=True).click()
        await trainer.page.get_by_text("写名字，盖住号码", exact=True).click()
        async with trainer.page.expect_download() as waiting:
            await trainer.page.get_by_role("button", name="导出").click()
        rows = read(await (await waiting.value).path())
        assert [row for row in rows if f"'{TRAINEE}" in row and TITLE in row]
        assert not [cell for row in rows for cell in row if cell.startswith("=")]


def rows_of_workbook(path: Path) -> list[list[str]]:
    """Read all sheets of a workbook."""
    sheets = load_workbook(io.BytesIO(path.read_bytes())).worksheets
    return [[str(cell.value or "") for cell in row] for sheet in sheets for row in sheet.iter_rows()]


def rows_of_text(path: Path) -> list[list[str]]:
    """Read a sheet of values with its mark of UTF-8."""
    return list(csv.reader(io.StringIO(path.read_bytes().decode("utf-8-sig"))))
