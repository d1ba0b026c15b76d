"""Figures in Chinese speech become numbers that can be compared."""

import pytest

from sim.customer.voice.guard.numerals import chinese_number, figures


@pytest.mark.parametrize(
    ("numeral", "value"),
    [
        ("十", 10),
        ("十四", 14),
        ("二十七", 27),
        ("三百二十", 320),
        ("两千八", 2800),
        ("两千零八", 2008),
        ("一万二", 12000),
        ("三万五千", 35000),
        ("一八六", 186),
    ],
)
def test_reads_numerals(numeral: str, value: float) -> None:
    assert chinese_number(numeral) == value


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("家里16.5度，十四号就这样了", {16.5, 14}),
        ("打了二十七个电话", {27}),
        ("一天到晚，三天两头，万一呢", set()),
        ("两回事，说一遍就够", set()),
        ("你千万别糊弄我", set()),
        ("退我一千八百六十块", {1860}),
    ],
)
def test_finds_figures(text: str, found: set[float]) -> None:
    assert figures(text) == found
