"""Promises parsed into who, what, when, token, fallback; vague ones; follow-up."""

import pytest

from sim.domain.moves import MoveKind
from tests.reading.cases import moves

TRUE = [
    ("我明天上午十点前给您回电话。", {"who": "yes", "when": "yes", "token": "no", "fallback": "no"}),
    (
        "吴师傅今晚八点到您家，单号PT-3307，没到您打我分机118。",
        {"who": "yes", "when": "yes", "token": "yes", "fallback": "yes"},
    ),
    ("我们会在3个工作日内答复。", {"who": "no", "when": "yes"}),
    ("腊月二十六之前给您装好。", {"when": "yes"}),
    ("10月23日18:00前退到原卡。", {"when": "yes"}),
    ("这事我负责跟进。", {"who": "yes", "when": "no"}),
    ("明天下午三点我陪您去看，您看行吗？", {"who": "yes", "when": "yes", "deadline": "明天下午三点"}),
    ("最晚明天十点我给您回话。", {"when": "yes", "deadline": "最晚明天十点"}),
    ("今晚十点一定给您装好。", {"when": "yes", "deadline": "今晚十点"}),
    ("签完三个工作日肯定给您办好。", {"when": "yes", "deadline": "三个工作日"}),
    ("最多两天给您修好。", {"when": "yes", "deadline": "两天"}),
]
FALSE = [
    "您明天带身份证过来。",
    "昨天下午三点师傅没来。",
    "您几点方便？",
    "我几点给您回电话合适？",
    "营业时间是早九点到晚六点。",
    "您手里印的是三月四号的版本，这一项没印上去。",
    "拖了五天才给您修好。",
    "两天就给您修好了。",
]


@pytest.mark.parametrize(("text", "detail"), TRUE)
def test_details(text: str, detail: dict[str, str]) -> None:
    found = moves(text, MoveKind.PROMISE)
    assert found, text
    assert {name: found[0].get(name) for name in detail} == detail


@pytest.mark.parametrize("text", FALSE)
def test_no_promise_with_a_time(text: str) -> None:
    assert [move for move in moves(text, MoveKind.PROMISE) if move.get("when") == "yes"] == []


@pytest.mark.parametrize("text", ["我会尽快处理。", "有消息第一时间通知您。", "正在协调了，请您耐心等待。"])
def test_vague(text: str) -> None:
    assert moves(text, MoveKind.VAGUE_PROMISE)


@pytest.mark.parametrize("text", ["今天下午四点前我尽快给您回复。", "我现在就打给库房，您别挂。"])
def test_a_time_or_an_act_is_not_vague(text: str) -> None:
    assert moves(text, MoveKind.VAGUE_PROMISE) == []


def test_follow_up() -> None:
    found = moves("明天上午我打给您，问问卡恢复没有，以后停卡都发短信，免得再漏。", MoveKind.FOLLOW_UP)
    assert found
    assert {name: found[0].get(name) for name in ("when", "within-24h", "acceptance", "prevention")} == {
        "when": "yes",
        "within-24h": "yes",
        "acceptance": "yes",
        "prevention": "yes",
    }
    assert moves("有事打24小时热线。", MoveKind.FOLLOW_UP) == []
