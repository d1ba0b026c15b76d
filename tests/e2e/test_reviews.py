"""Reviewing in a real browser: words taken from the transcript, a decision, an appeal and its answer."""

import asyncio

from playwright.async_api import expect

from tests.e2e.conftest import BROWSER
from tests.e2e.visitor import Visitor

pytestmark = BROWSER

LINE = "您请了一上午的假没等到人，孩子还冻着，换谁都窝火。上午没上门是我们失约，对不起，我现在改派，四点前到。"
WORDS = "孩子还冻着"
SELECT = """
(words) => {
  const line = document.querySelector(".turn-trainee [data-text]");
  const pieces = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
  for (let piece = pieces.nextNode(); piece; piece = pieces.nextNode()) {
    const start = piece.data.indexOf(words);
    if (start >= 0) return getSelection().setBaseAndExtent(piece, start, piece, start + words.length);
  }
}
"""


async def graded(visitor: Visitor) -> str:
    """Practise one line over the API and have it graded; returns the session's id."""
    path = await visitor.start_and_say(LINE)
    await visitor.end_over_the_api(path)
    return path.removeprefix("/sessions/")


async def test_words_selected_in_the_talk_become_the_quote_of_a_decision(visitor: Visitor) -> None:
    session = await graded(visitor)
    page = visitor.page
    await visitor.go(f"/reviews/{session}#part-E1")
    part = page.locator("#part-E1")
    await expect(part).to_have_attribute("open", "")
    await page.evaluate(SELECT, WORDS)
    await part.get_by_role("button", name="引用选中的原话").click()
    await expect(part.locator("[name=quote]")).to_have_value(WORDS)
    await part.locator("label", has_text="不适用").click()
    await part.get_by_label("理由").fill("开场太短，看不出来。")
    await part.get_by_role("button", name="记下判断").click()
    await expect(page).to_have_url(f"{visitor.address}/reviews/{session}#decided-empathy.validate")
    await expect(part.locator(".said").first).to_contain_text("开场太短，看不出来。")
    await visitor.go(f"/sessions/{session}/scorecard")
    await expect(page.locator("#review")).to_contain_text(WORDS)


async def test_an_appeal_is_made_and_answered(visitor: Visitor) -> None:
    session = await graded(visitor)
    page = visitor.page
    await visitor.go(f"/sessions/{session}/scorecard#part-R3")
    await page.locator("#part-R3").get_by_role("link", name="提出申诉").click()
    await page.get_by_label("为什么不该是这一级").fill("我给了改派这个办法。")
    await page.get_by_label("指一句你的原话").select_option(index=1)
    await page.get_by_role("button", name="提出申诉").click()
    await expect(page.locator("#review")).to_contain_text("等答复")
    await visitor.go("/reviews?reason=appeal")
    await page.locator(".queue-row").first.get_by_role("link").first.click()
    appeal = page.locator("#appeals .appeal").first
    await appeal.get_by_text("不成立", exact=True).click()
    await appeal.get_by_label("写给学员").fill("只有一个办法，没有给客户选。")
    await appeal.get_by_role("button", name="答复").click()
    await expect(appeal).to_contain_text("只有一个办法，没有给客户选。")
    await visitor.go(f"/sessions/{session}/scorecard")
    await expect(page.locator("#review")).to_contain_text("不成立")


async def test_an_open_appeal_on_a_gate_comes_before_the_end_of_the_review(visitor: Visitor) -> None:
    path = await visitor.start_and_say("规定就是这样，我也没办法，你爱找谁找谁去。")
    await visitor.end_over_the_api(path)
    session = path.removeprefix("/sessions/")
    page = visitor.page
    await visitor.go(f"/sessions/{session}/scorecard#part-G1")
    await page.locator("#part-G1").get_by_role("link", name="提出申诉").click()
    await page.get_by_label("为什么该算通过").fill("后面我接上了。")
    await page.get_by_role("button", name="提出申诉").click()
    await expect(page.locator("#review")).to_contain_text("等答复")
    await visitor.go(f"/reviews/{session}")
    await expect(page.get_by_role("link", name="完成复核")).to_have_count(0)
    await page.get_by_role("link", name="答复申诉").click()
    appeal = page.locator(".appeal")
    await appeal.get_by_label("成立", exact=True).check()
    await appeal.get_by_label("写给学员").fill("听完整段，不算推诿。")
    await appeal.get_by_label("成立时，这道关卡改判为").select_option("lift")
    await appeal.get_by_role("button", name="答复").click()
    await expect(page.locator("#part-G1 > summary")).to_contain_text("通过")
    await expect(page.get_by_role("link", name="完成复核")).to_be_visible()


async def test_a_blind_rating_tells_how_far_it_is(visitor: Visitor) -> None:
    path = await visitor.start_and_say(LINE)
    page, talk = visitor.page, f"{visitor.address}/api/v1{path}"
    await page.request.post(f"{talk}/end")
    async with asyncio.timeout(15):
        while (  # noqa: ASYNC110 - the address is all there is to ask; who looks at the scores is not blind
            await (await page.request.get(talk)).json()
        )["grading"] != "done":
            await asyncio.sleep(0.05)
    await visitor.go(path.replace("/sessions/", "/reviews/") + "/blind")
    progress = page.locator("[data-rate-progress]")
    await expect(progress).to_contain_text("已给 0 /")
    await page.locator("fieldset.rate").first.get_by_role("radio").first.check()
    await page.locator("fieldset.rate").nth(1).get_by_role("radio").nth(2).check()
    await page.locator("fieldset.rate").nth(1).get_by_role("radio").nth(3).check()
    await expect(progress).to_contain_text("已给 2 /")
