import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.domain.errors import InvalidInputError
from sim.practice.drafting.complaint import LONGEST, take_in
from sim.reading.masking import PersonalKind
from tests.practice.drafting.samples import COMPLAINT

TAIL = "，这件事你们一直没有处理，请给我一个答复。"


def test_what_names_a_person_is_covered_and_told() -> None:
    complaint = take_in(COMPLAINT)

    assert complaint.text.startswith("我叫陈**，家住明月小区*号楼*单元***室，手机138****5678，户号********89。")
    assert [removal.kind for removal in complaint.removals] == [
        PersonalKind.NAME,
        PersonalKind.ADDRESS,
        PersonalKind.PHONE,
        PersonalKind.ACCOUNT,
    ]
    assert COMPLAINT[complaint.removals[0].start : complaint.removals[0].end] == "陈小芳"
    assert len(complaint.text) == len(COMPLAINT)
    assert complaint.text[complaint.removals[-1].end :] == COMPLAINT[complaint.removals[-1].end :]


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("联系人：王丽" + TAIL, "联系人：王*" + TAIL),
        ("刘建国先生来过" + TAIL, "刘**先生来过" + TAIL),
        ("我是赵敏，住B座1203室" + TAIL, "我是赵*，住*座****室" + TAIL),
        ("住在十二栋三单元" + TAIL, "住在**栋*单元" + TAIL),
        ("我是高新区的居民" + TAIL, "我是高新区的居民" + TAIL),
        ("王经理说没办法" + TAIL, "王经理说没办法" + TAIL),
        ("找你们高级经理" + TAIL, "找你们高级经理" + TAIL),
        ("坐3号线去的" + TAIL, "坐3号线去的" + TAIL),
    ],
)
def test_names_and_doors_are_known_by_what_stands_beside_them(text: str, masked: str) -> None:
    assert take_in(text).text == masked


def test_taking_in_again_covers_nothing_more() -> None:
    once = take_in(COMPLAINT)
    again = take_in(once.text)
    assert (again.text, again.removals) == (once.text, ())


@given(st.text(min_size=30, max_size=80).map(lambda text: text + COMPLAINT))
def test_it_settles_at_once(text: str) -> None:
    once = take_in(text)
    assert take_in(once.text).text == once.text


def test_what_nobody_sees_is_dropped() -> None:
    assert take_in("\u202e\x00" + COMPLAINT + "\u200b").text == take_in(COMPLAINT).text


@pytest.mark.parametrize("text", ["", "太短了", "长" * (LONGEST + 1), " \n" * 30])
def test_a_complaint_has_a_length(text: str) -> None:
    with pytest.raises(InvalidInputError) as refused:
        take_in(text)
    assert refused.value.field == "complaint"
