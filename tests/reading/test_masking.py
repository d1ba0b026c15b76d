from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.reading.masking import Finding, PersonalKind, mask

ID_CARD = "11010519491231002X"
BANK_CARD = "6222021234567890128"
VISA = "4111111111111111"

COVERED = [
    ("打我手机13812345678就行", "打我手机138****5678就行", PersonalKind.PHONE),
    ("电话:138 1234 5678。", "电话:138 **** 5678。", PersonalKind.PHONE),
    ("138-1234-5678是我女儿的", "138-****-5678是我女儿的", PersonalKind.PHONE),
    ("＋８６１３８１２３４５６７８", "＋８６１３８****５６７８", PersonalKind.PHONE),
    ("+86 138 1234 5678", "+86 138 **** 5678", PersonalKind.PHONE),
    ("１３８１２３４５６７８", "１３８****５６７８", PersonalKind.PHONE),
    ("幺三八一二三四五六七八，记下没有", "幺三八****五六七八，记下没有", PersonalKind.PHONE),
    ("1 3 8 1 2 3 4 5 6 7 8", "1 3 8 * * * * 5 6 7 8", PersonalKind.PHONE),
    ("Tel13812345678", "Tel138****5678", PersonalKind.PHONE),
    ("0571-87654321", "0571-******21", PersonalKind.PHONE),
    ("(010)87654321", "(010)8*****21", PersonalKind.PHONE),
    ("座机是87654321", "座机是8*****21", PersonalKind.PHONE),
    ("联系电话：8765 4321", "联系电话：8*** **21", PersonalKind.PHONE),
    (f"身份证{ID_CARD}，你查", "身份证110***********002X，你查", PersonalKind.ID_CARD),
    (ID_CARD.lower(), "110***********002x", PersonalKind.ID_CARD),
    ("110105 19491231 002X", "110*** ******** 002X", PersonalKind.ID_CARD),
    ("身份证号码是110105194912310021", "身份证号码是110***********0021", PersonalKind.ID_CARD),  # a slip of the pen
    ("身份证：110105491231002", "身份证：110********1002", PersonalKind.ID_CARD),  # fifteen digits, the old form
    ("护照号E12345678", "护照号E******78", PersonalKind.ID_CARD),
    (BANK_CARD, "6222***********0128", PersonalKind.BANK_CARD),
    ("6222 0212 3456 7890 128到账", "6222 **** **** ***0 128到账", PersonalKind.BANK_CARD),
    (VISA, "4111********1111", PersonalKind.BANK_CARD),
    ("卡号6228480012345678", "卡号6228********5678", PersonalKind.BANK_CARD),
    ("车停在那儿，苏A·12345", "车停在那儿，苏A·***45", PersonalKind.PLATE),
    ("粤bd12345是我的车", "粤b****45是我的车", PersonalKind.PLATE),
    ("沪A1234学", "沪A***4学", PersonalKind.PLATE),
    ("发到zhang.san@example.com吧", "发到z****.***@example.com吧", PersonalKind.EMAIL),
    ("a@qq.com", "*@qq.com", PersonalKind.EMAIL),
    ("13812345678@163.com", "1**********@163.com", PersonalKind.EMAIL),
    ("户号3021456789，查一下", "户号********89，查一下", PersonalKind.ACCOUNT),
    ("客户编号：KH-30214567", "客户编号：**-******67", PersonalKind.ACCOUNT),
    ("微信号chenfang_88，加一下", "微信号c*******_**，加一下", PersonalKind.ACCOUNT),
    ("我的账号是 88012345678", "我的账号是 *********78", PersonalKind.ACCOUNT),
]

LEFT = [
    "读数由1286到1342，走了56吨",
    "表上是00128634.5",
    "一共201.6元，每吨3.6元",
    "退您13812345678元",
    "1,234,567.89元",
    "2026年11月6日14:30",
    "2026-11-06 14:30:25",
    "20261106143025",
    "工单号20261106001，您记一下",
    "订单号是6222021234567890128",
    "工单：13812345678",
    "运单SF1381234567890",
    "GD13812345678",
    "您打12345或者95588，400-820-8820也行",
    "我的工号是010887",
    "尾号3391的那张卡",
    "110105194912310021",  # the check digit is wrong, and nothing says what it is
    "6222021234567890129",  # Luhn says no
    "户号3021那家",
    "账户里有1000元",
    "合同上写的是第12条",
    "全新A12345型号的表",
    "京A座1203室",
    "微信号给您留一个",
    "川A区域",
    "一二三四五六七八九，数到九",
    "三天两头来，九点到五点",
    "@我一下",
    "您好，您先说说是怎么回事？",
    "",
]


@pytest.mark.parametrize(("text", "masked", "kind"), COVERED)
def test_personal_data_is_covered(text: str, masked: str, kind: PersonalKind) -> None:
    found = mask(text)

    assert found.text == masked
    assert [finding.kind for finding in found.findings] == [kind]


@pytest.mark.parametrize("text", LEFT)
def test_what_only_looks_like_it_is_left(text: str) -> None:
    assert mask(text).text == text
    assert mask(text).findings == ()


def test_a_finding_tells_where() -> None:
    text = f"我叫陈芳，手机13812345678，卡{BANK_CARD}。"

    phone, card = mask(text).findings

    assert phone == Finding(PersonalKind.PHONE, 7, 18)
    assert text[phone.start : phone.end] == "13812345678"
    assert text[card.start : card.end] == BANK_CARD


_PIECES = st.sampled_from(
    [text for text, _, _ in COVERED]
    + LEFT
    + ["13812345678", ID_CARD, VISA, "户号", "卡号", "单号", "*", "1", "8", " ", "-", "，"]
)
_LINES = st.lists(
    st.one_of(_PIECES, st.text(alphabet="0123456789一三八*- @.Xx元户号", max_size=12), st.text(max_size=4))
).map("".join)


@given(_LINES)
def test_masking_twice_is_masking_once(text: str) -> None:
    once = mask(text).text

    assert mask(once).text == once
    assert mask(once).findings == ()


@given(_LINES)
def test_what_is_no_finding_stays_to_the_letter(text: str) -> None:
    masked = mask(text)

    assert len(masked.text) == len(text)
    inside = {place for finding in masked.findings for place in range(finding.start, finding.end)}
    assert all(
        new == old or (place in inside and new == "*")
        for place, (old, new) in enumerate(zip(text, masked.text, strict=True))
    )
    assert all(
        masked.text[finding.start : finding.end] != text[finding.start : finding.end] for finding in masked.findings
    )
    assert all(first.start <= second.start for first, second in pairwise(masked.findings))
