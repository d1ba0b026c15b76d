"""What graders wrote, as pages of either language show it."""

import pytest
from markupsafe import Markup

from sim.domain.score import Evidence
from sim.library import Library
from tests.web.pages.talks import said
from web.rendering.languages import catalogue
from web.rendering.lines import Lines
from web.rendering.remarks import Remark, remarks

MODEL = "他接住了<b>话头</b>。"
RULES = "扣在：叫客户别激动（第 4 轮“您别<激动>”）。"


@pytest.fixture(scope="module")
def english(files: Library) -> Remark:
    case, customer = files.scenario("heating-missed-visit"), files.archetype("stubborn")
    lines = Lines(catalogue("en").gettext, said("您好", "来了", "您别激动", "我偏不", "好"))
    return remarks("en", files.rubric("service-complaint"), case, customer, lines)


def test_a_chinese_page_shows_what_is_stored_and_counts_the_trainees_own_lines(files: Library) -> None:
    case, customer = files.scenario("heating-missed-visit"), files.archetype("stubborn")
    lines = Lines(str, said("您好", "来了", "您别激动", "我偏不", "好"))
    remark = remarks("zh", files.rubric("service-complaint"), case, customer, lines)
    assert remark(RULES) == "扣在：叫客户别激动（第 2 句“您别<激动>”）。"
    assert remark(MODEL) == MODEL
    assert not isinstance(remark(RULES), Markup)


def test_an_english_page_tells_what_the_rules_say_and_marks_the_quote_as_chinese(english: Remark) -> None:
    quote = '<span lang="zh-CN">“您别&lt;激动&gt;”</span>'
    assert english(RULES) == f"Marked down for: told the customer to calm down (line 2, {quote})."


def test_what_a_model_wrote_stays_chinese_and_says_so(english: Remark) -> None:
    assert english(MODEL) == '<span lang="zh-CN">他接住了&lt;b&gt;话头&lt;/b&gt;。</span>'


def test_quotes_that_stand_above_are_named_by_their_line_alone(files: Library, english: Remark) -> None:
    shown = (Evidence(4, 0, 6, "您别<激动>了"),)
    case, customer = files.scenario("heating-missed-visit"), files.archetype("stubborn")
    lines = Lines(str, said("您好", "来了", "您别激动", "我偏不", "好"))
    chinese = remarks("zh", files.rubric("service-complaint"), case, customer, lines)
    assert chinese(RULES, shown) == "扣在：叫客户别激动（第 2 句）。"
    assert english(RULES, shown) == "Marked down for: told the customer to calm down (line 2)."
    elsewhere = (Evidence(2, 0, 2, "来了"),)
    assert "您别<激动>" in chinese(RULES, elsewhere)
    assert "您别&lt;激动&gt;" in english(RULES, elsewhere)
