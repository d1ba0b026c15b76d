"""How pages count what was said."""

import pytest

from tests.web.pages.talks import said
from web.rendering.lines import Lines

LINES = Lines(str, said("水费怎么翻倍了", "我来查", "快点", "四十五吨", "不可能"))
ENGLISH = {"第 {n} 句": "line {n}", "客户第 {n} 句": "the customer’s line {n}"}


@pytest.mark.parametrize(
    ("turn", "name", "number"),
    [(1, "客户第 1 句", 1), (2, "第 1 句", 1), (4, "第 2 句", 2), (5, "客户第 3 句", 3), (9, "第 0 句", 0)],
)
def test_each_speakers_lines_are_counted_from_one(turn: int, name: str, number: int) -> None:
    assert (LINES.name(turn), LINES.number(turn)) == (name, number)


def test_turns_a_grader_names_are_called_as_the_page_calls_them() -> None:
    assert LINES.counted("扣在：没核对（第 4 轮“四十五吨”），第2轮也没有，第 40 轮没有") == (
        "扣在：没核对（第 2 句“四十五吨”），第 1 句也没有，第 40 轮没有"
    )


def test_what_stays_chinese_on_an_english_page_is_counted_in_chinese() -> None:
    lines = Lines(ENGLISH.__getitem__, said("来了", "我来查"))
    assert lines.counted("turn 2 is fine; 第 2 轮很好") == "line 1 is fine; 第 1 句很好"
    assert lines.name(1) == "the customer’s line 1"
