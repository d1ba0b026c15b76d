"""Apologies: word, use, target, condition, but."""

import pytest

from sim.domain.moves import MoveKind
from tests.reading.cases import moves

TRUE = [
    (
        "对不起，停卡申请是我们漏录了。",
        {"base": "对不起", "use": "apology", "target": "fault", "matter": "停卡申请没有录入"},
    ),
    ("很抱歉让您一瘸一拐跑了两趟。", {"base": "很抱歉", "use": "apology", "target": "hardship"}),
    ("抱歉给您带来不便。", {"base": "很抱歉", "target": "inconvenience"}),
    ("对不起，让您生气了。", {"base": "对不起", "target": "mood"}),
    ("不好意思，刚才没听清，您再说一遍卡号？", {"base": "不好意思", "use": "courtesy"}),
    ("对不住，我声音再大一点，您看听得清吗？", {"base": "对不起", "use": "courtesy"}),
    ("刚才说话我声音大了点，对不起。", {"base": "对不起", "use": "apology"}),
    ("很抱歉，整年的会费退不了。", {"base": "很抱歉", "use": "regret"}),
    ("我明白，一句“对不起”您听够了。", {"use": "quoted"}),
    ("如果让您觉得不舒服，那很抱歉。", {"conditional": "yes"}),
    ("对不起，但是合同上写着要本人签字。", {"but": "yes"}),
    ("对不起，我们漏录了，今天就补。", {"but": "no", "conditional": "no"}),
    ("對不起，這筆錢扣錯了。", {"word": "對不起", "base": "对不起", "target": "fault"}),
    ("对不起，害您把假都请了。", {"use": "apology", "target": "hardship"}),
    ("对不起，让您听了两种说法。", {"use": "apology", "target": "hardship"}),
    ("不好意思，我刚才那句话说得不合适，我收回。", {"use": "apology", "target": "fault"}),
    ("很抱歉，让孩子遭这份罪，把您吓成这样。", {"target": "hardship"}),
    ("漏登这块不好意思。可钱扣没扣，得查流水才知道。", {"but": "no"}),
    ("漏登这块不好意思，可您也没来问。", {"but": "yes"}),
    ("不好意思，劳您往前挪半步。", {"use": "courtesy"}),
    ("我代表门店向您道歉。", {"base": "对不起", "use": "apology"}),
]
FALSE = ["店长下周当面给您道歉。", "道歉解决不了膝盖，我先把钱退了。", "您不用说对不起。", "书面道歉信周三寄出。"]


@pytest.mark.parametrize(("text", "detail"), TRUE)
def test_details(text: str, detail: dict[str, str]) -> None:
    found = moves(text, MoveKind.APOLOGY)
    assert found, text
    assert {name: found[0].get(name) for name in detail} == detail


@pytest.mark.parametrize("text", FALSE)
def test_talk_about_apologies_is_no_apology(text: str) -> None:
    assert [move for move in moves(text, MoveKind.APOLOGY) if move.get("use") == "apology"] == []


def test_every_word_of_a_string_is_found() -> None:
    assert len(moves("对不起对不起，真的对不起！", MoveKind.APOLOGY)) == 3
