"""What graders wrote, as pages of either language show it."""

import pytest
from markupsafe import Markup

from sim.library import Library
from web.rendering.remarks import Remark, remarks

MODEL = "他接住了<b>话头</b>。"
RULES = "扣在：叫客户别激动（第 4 轮“您别<激动>”）。"


@pytest.fixture(scope="module")
def english(files: Library) -> Remark:
    case, customer = files.scenario("heating-missed-visit"), files.archetype("stubborn")
    return remarks("en", files.rubric("service-complaint"), case, customer)


def test_a_chinese_page_shows_what_is_stored(files: Library) -> None:
    case, customer = files.scenario("heating-missed-visit"), files.archetype("stubborn")
    remark = remarks("zh", files.rubric("service-complaint"), case, customer)
    assert remark(RULES) == RULES
    assert not isinstance(remark(RULES), Markup)


def test_an_english_page_tells_what_the_rules_say_and_marks_the_quote_as_chinese(english: Remark) -> None:
    quote = '<span lang="zh-CN">“您别&lt;激动&gt;”</span>'
    assert english(RULES) == f"Marked down for: told the customer to calm down (turn 4, {quote})."


def test_what_a_model_wrote_stays_chinese_and_says_so(english: Remark) -> None:
    assert english(MODEL) == '<span lang="zh-CN">他接住了&lt;b&gt;话头&lt;/b&gt;。</span>'
