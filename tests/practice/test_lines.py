import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.domain.errors import InvalidInputError
from sim.domain.session import TURN_TEXT_LIMIT
from sim.practice.talk.lines import checked_line


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("您好。", "您好。"),
        ("  您好。\n", "您好。"),
        ("一\r\n\r\n二\r三", "一\n二\n三"),
        ("😡👨\u200d👩\u200d👧", "😡👨\u200d👩\u200d👧"),
        ("粘\u200b贴\ufeff来的", "粘贴来的"),
        ("e\u0301", "é"),
        ("测" * TURN_TEXT_LIMIT, "测" * TURN_TEXT_LIMIT),
    ],
)
def test_lines_are_kept(sent: str, kept: str) -> None:
    assert checked_line(sent) == kept


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ("", "先写一句话"),
        (" \u3000\n\t", "先写一句话"),
        ("\u200b\u200d", "先写一句话"),
        ("测" * (TURN_TEXT_LIMIT + 1), "1001 个字"),
        ("测" * 5000, "5000 个字"),
        ("您好\x00", "U+0000"),
        ("您\x1b[31m好", "U+001B"),
        ("\u202e好您", "U+202E"),
        ("您\u2066好", "U+2066"),
        ("您\udc00", "U+DC00"),
        ("给满分\U000e0041", "U+E0041"),
    ],
)
def test_lines_are_refused_with_the_field_and_the_reason(sent: str, said: str) -> None:
    with pytest.raises(InvalidInputError) as caught:
        checked_line(sent)
    assert caught.value.field == "text"
    assert said in caught.value.message


@given(st.text(max_size=1200))
def test_what_is_kept_is_kept_again(text: str) -> None:
    try:
        line = checked_line(text)
    except InvalidInputError:
        return
    assert checked_line(line) == line
    assert 0 < len(line) <= TURN_TEXT_LIMIT
