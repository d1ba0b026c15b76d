"""Numbers as pages write them."""

import pytest
from babel.numbers import format_decimal
from hypothesis import given
from hypothesis import strategies as st

from web.rendering.languages import LANGUAGES
from web.rendering.numbers import MINUS, NONE, percent, points, signed, tenths
from web.rendering.renderer import LOCALES


@given(st.integers(-(10**9), 10**9) | st.integers(0, 10**6).map(lambda tenths: tenths / 10))
def test_numbers_look_as_babel_writes_them_but_for_the_minus(value: float) -> None:
    for language in LANGUAGES:
        assert points(value) == format_decimal(value, "#,##0.#", locale=LOCALES[language]).replace("-", MINUS)
        assert tenths(value) == format_decimal(value, "#,##0.0", locale=LOCALES[language]).replace("-", MINUS)


def test_a_number_is_rounded_to_a_decimal_a_half_upwards() -> None:
    given = (66.67, 59.96, 0.04, -0.04, -1.5, 56.25, 91.45, 0.05)
    assert [points(each) for each in given] == ["66.7", "60", "0", "0", "−1.5", "56.3", "91.5", "0.1"]
    assert [tenths(each) for each in given] == ["66.7", "60.0", "0.0", "0.0", "−1.5", "56.3", "91.5", "0.1"]


@pytest.mark.parametrize(
    ("share", "written"), [(None, NONE), (0.0, "0%"), (1 / 3, "33%"), (0.125, "13%"), (1.0, "100%")]
)
def test_shares_are_whole_percent(share: float | None, written: str) -> None:
    assert percent(share) == written


def test_a_difference_has_its_sign() -> None:
    assert [signed(each) for each in (2, -1, 0)] == ["+2", "−1", "0"]
    assert [signed(each, 2) for each in (0.125, -0.5, -0.001)] == ["+0.13", "−0.50", "0.00"]


def test_what_is_not_there_is_a_dash() -> None:
    assert tenths(None) == NONE
