"""Paraphrase and over-promise: what is said is held against the case."""

import pytest

from sim.domain.moves import MoveKind
from tests.reading.cases import GYM, moves, read


@pytest.mark.parametrize(
    ("text", "fact", "value", "confirm"),
    [
        ("您10月8号申请停卡，前台没录进系统，对吗？", "f1", "right", "yes"),
        ("十一月会费照扣了二百六十八块。", "f2", "right", "no"),
        ("您膝盖做了手术，医生让休三个月。", "f3", "right", "no"),
        ("11月扣了您286块会费。", "f2", "wrong", "no"),
    ],
)
def test_facts_given_back(text: str, fact: str, value: str, confirm: str) -> None:
    found = {move.get("fact"): move for move in moves(text, MoveKind.PARAPHRASE)}
    assert (found[fact].get("value"), found[fact].get("confirm")) == (value, confirm)


@pytest.mark.parametrize("text", ["您好，请问有什么可以帮您？", "我给您再送50元代金券。", "请您稍等一下。"])
def test_no_paraphrase(text: str) -> None:
    assert moves(text, MoveKind.PARAPHRASE) == []


def test_the_customers_own_words_count_without_facts() -> None:
    found = moves("热水器漏水，楼下也淹了，是吧？", MoveKind.PARAPHRASE, customer="热水器漏水把楼下淹了，谁赔？")
    assert found[0].get("fact") == "customer"


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("我保证把整年会费全退给您。", GYM.forbidden[0]),
        ("器械肯定有问题，是我们的错。", GYM.forbidden[1]),
        ("我送您半年会员。", "authority"),
        ("医药费我们全出，您放心。", "authority"),
    ],
)
def test_over_promise(text: str, rule: str) -> None:
    assert rule in {move.get("rule") for move in moves(text, MoveKind.OVER_PROMISE)}


@pytest.mark.parametrize(
    "text",
    [
        "整年会费我退不了，这超出我的权限。",
        "器械有没有问题还没查清，我不能现在下结论。",
        "多扣的268元我现在原路退回，3个工作日到账。",
        "会籍顺延三个月，再送两节康复课，您看行吗？",
    ],
)
def test_within_authority_or_refused(text: str) -> None:
    assert moves(text, MoveKind.OVER_PROMISE) == []


def test_worry_near_the_hidden_need() -> None:
    found = moves("您怕的是膝盖落下病根，以后跑不了步，是吗？", MoveKind.WORRY)
    assert (found[0].get("match"), found[0].get("tentative")) == ("yes", "yes")
    assert moves("您不用担心。", MoveKind.WORRY) == []


def test_repeating_oneself() -> None:
    said = "按照会籍合同第六条，停卡要本人到店填表。"
    assert read(said, earlier=(said,)).has(MoveKind.REPEAT)
    assert read(said, earlier=(said,)).has(MoveKind.RULE, repeated="yes")
    assert not read("停卡今天给您补上，268元退回。", earlier=(said,)).has(MoveKind.REPEAT)


def test_two_figures_of_the_case_give_facts_back_without_its_words() -> None:
    given = moves("您歇了30天，还是出了268元，这是不对。", MoveKind.PARAPHRASE)
    assert {(move.get("fact"), move.get("value")) for move in given} >= {("f1", "right"), ("f2", "right")}


def test_bringing_out_evidence_gives_nothing_back() -> None:
    line = "我去调取前台申请停卡的监控录像，咱们一起看。"
    assert not moves(line, MoveKind.PARAPHRASE)
    assert moves(line, MoveKind.PROOF)


def test_a_guarantee_gives_nothing_back() -> None:
    told, pledged = "多扣的268元是11月的会费。", "多扣的268元会费我给您打包票，肯定退。"
    assert moves(told, MoveKind.PARAPHRASE)
    assert not moves(pledged, MoveKind.PARAPHRASE)
    assert moves("多扣的268元是11月的会费，退不退我不能给您打包票。", MoveKind.PARAPHRASE)


def test_going_over_what_was_said_is_no_evidence_shown() -> None:
    assert not moves("我跟您对一遍：11月照扣268元，对吗？", MoveKind.PROOF)
    assert moves("我把账单打开，您跟我一起看一遍。", MoveKind.PROOF)
