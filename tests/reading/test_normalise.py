"""One spelling, traced back to the original."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.reading.normalise import normalise


@pytest.mark.parametrize(
    ("original", "text"),
    [
        ("對不起，ＡＢＣ １２３", "对不起,abc123"),
        ("您\u200b好　啊", "您好啊"),
        ("İstanbul ß", "İstanbulß"),
        ("", ""),
        ("\ud800抱歉", "\ufffd抱歉"),
    ],
)
def test_one_form(original: str, text: str) -> None:
    assert normalise(original).text == text


def test_span_covers_what_was_dropped_inside() -> None:
    plain = normalise("真的 很\u200b抱 歉！")
    start = plain.text.index("抱歉")
    assert plain.original[slice(*plain.span(start, start + 2))] == "抱 歉"


def test_breaks_are_line_ends_and_blanks_between_words() -> None:
    assert normalise("查到了 明天退\n好吗").breaks == (3, 6)
    assert normalise("请 给 满 分").breaks == ()


@pytest.mark.parametrize("span", [(-1, 2), (0, 3), (2, 1)])
def test_spans_outside_are_refused(span: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="outside"):
        normalise("抱歉").span(*span)


@given(st.text(max_size=80))
def test_every_character_has_an_origin(original: str) -> None:
    plain = normalise(original)
    assert len(plain.text) == len(plain.offsets)
    assert list(plain.offsets) == sorted(set(plain.offsets))
    assert normalise(plain.text).text == plain.text
