"""The five red lines and what is none."""

import pytest

from sim.domain.moves import MoveKind
from tests.reading.cases import moves

TRUE = [
    ("您没看清合同吗？", "蔑视"),
    ("跟您说了几遍了，不能退。", "烦躁"),
    ("这是规定，我也没办法。", "拒绝"),
    ("您确定没自己动过？", "质疑"),
    ("对对对，您说什么都对。", "随意"),
    ("谁让您不看合同的？", "质疑"),
    ("您说的这种情况不太可能。", "质疑"),
    ("您想曝光就曝光吧，我拦不住。", "随意"),
    ("大雾锁了码头，我们也没有办法，您耐心等等。", "拒绝"),
    ("还有事吗？没有我叫下一位了。", "随意"),
]
FALSE = [
    "麻烦您报一下卡号，我核对是不是这张。",
    "按合同不能退全年，不过我可以帮您把停卡补录上。",
    "您刚才说的“没办法”三个字，我听见了。",
    "我刚才说您没看清，这话不对，我收回。",
    "您确定要转让这张卡吗？",
    "很抱歉，转让费免不了。",
    "上周谁让您空腹来办的，我给您记下来，这就去问。",
    "您说不可能一天去两次，我记下了。",
    "您要投诉就投诉，这是您的权利，电话我给您。",
    "好的，那就这样，再见。",
    "谢谢您理解我们的工作。",
    "也希望您体谅一下护士的辛苦。",
    "您看有没有办法先把人送过去？",
    "钱肯定会退给您的，一分都不会少。",
    "您要发就发，能做的我先做：停卡我现在补录。",
]


@pytest.mark.parametrize(("text", "kind"), TRUE)
def test_red_lines(text: str, kind: str) -> None:
    assert kind in {move.get("kind") for move in moves(text, MoveKind.RED_LINE)}


@pytest.mark.parametrize("text", FALSE)
def test_exceptions(text: str) -> None:
    assert moves(text, MoveKind.RED_LINE) == []


def test_clearing_oneself_is_a_matter_of_tone() -> None:
    found = moves("机器坏了谁也料不到，又不是我弄坏的。", MoveKind.RED_LINE)
    assert [(move.get("kind"), move.get("severity")) for move in found] == [("烦躁", "light")]


@pytest.mark.parametrize(
    ("text", "kind"), [("您这么吼我也解决不了问题。", "烦躁"), ("下回来了，您先尊重一下工作人员的付出。", "蔑视")]
)
def test_scolding_for_the_tone_taken_is_light_and_shuts_no_door(text: str, kind: str) -> None:
    found = moves(text, MoveKind.RED_LINE)
    assert [(move.get("kind"), move.get("severity")) for move in found] == [(kind, "light")]
    assert moves(text, MoveKind.REFUSE) == []


def test_a_way_out_lifts_only_the_refusal() -> None:
    kinds = {move.get("kind") for move in moves("您没看清吗？这是规定，不过我能帮您申请。", MoveKind.RED_LINE)}
    assert kinds == {"蔑视"}


def test_weak_signs_count_only_together_and_only_where_nothing_is_done() -> None:
    signs = moves("一份套餐而已，合同都签过了。", MoveKind.RED_LINE)
    assert [(move.get("severity"), move.get("basis")) for move in signs] == [("light", "signs")]
    assert moves("合同都签过了。", MoveKind.RED_LINE) == []
    assert moves("一份套餐而已，合同都签过了，明天上午十点前我给您退。", MoveKind.RED_LINE) == []
