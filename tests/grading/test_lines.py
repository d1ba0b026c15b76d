"""The lines the rules suggest, in every shipped case: whole Chinese sentences without stale times or holes."""

import re
from collections.abc import Iterator

import pytest

from sim.domain.scenario import Scenario
from sim.domain.transcript import Speaker, Transcript, Turn
from sim.grading.feedback.english import English
from sim.grading.feedback.mending import mend
from sim.grading.rules.levels import PROFILES
from sim.grading.rules.material import Material
from sim.grading.rules.profile import SAY
from sim.grading.words.dialogue import Dialogue
from sim.library import Library, default_roots
from tests.grading.samples import dialogue, ours, scenario, unclear

LIBRARY = Library.load(default_roots())
KINDS = ("over-promise", "untruth", "unverified-admission", "leak", "forbidden", "拒绝", "质疑", "蔑视", "level-1")
CUT = re.compile("((?<!先)后|(?<!小)时|前)[。；！]|(后|的)[，。；](我这就|我现在|这一样|您看|超出)")
DOUBLED = re.compile("[，。；：、！？]{2,}|：[^，。；“”]*：[^，。；“”]*。|您您|这件事这件事")
HOLE = re.compile("[{}]|None|“[，。；：]|“”|：[。；”]|〔〕")
THIRD = re.compile("客户|坐席|柜员|(?<![其吉])他(?![们人])")
NESTED = re.compile("“[^”]*“")
STALE = re.compile("下班前|当天|明天上午十点")


def lines(case: Scenario) -> Iterator[tuple[str, str]]:
    material = Material(dialogue(case, "行。"))
    for name, profile in PROFILES.items():
        yield name, profile.line(material)
    for kind in KINDS:
        yield kind, mend(material, (kind,))


@pytest.mark.parametrize("case", LIBRARY.scenarios.values(), ids=lambda case: case.id)
def test_every_line_is_whole(case: Scenario) -> None:
    for name, line in lines(case):
        assert line.startswith("“"), (name, line)
        assert line.count("“") == line.count("”"), (name, line)
        for flaw in (CUT, DOUBLED, HOLE, NESTED, THIRD, STALE):
            assert not flaw.search(line), (name, line, flaw.pattern)


@pytest.mark.parametrize("case", LIBRARY.scenarios.values(), ids=lambda case: case.id)
def test_no_item_of_the_authority_loses_its_condition(case: Scenario) -> None:
    offers = Material(dialogue(case, "行。")).options
    assert len(offers) == len(case.authority)
    for item in case.authority:
        figures = re.findall(r"\d+", re.sub("（[^）]*）", "", item))
        assert any(all(figure in offer for figure in figures) for offer in offers), item


def test_what_waits_for_an_approval_is_not_offered_first() -> None:
    material = Material(dialogue(LIBRARY.scenario("heating-burst-pipe"), "行。"))
    assert "油汀" in material.offer
    assert material.options[-1].startswith("报值班主管批准后，今晚给独居老人安排")


def test_advice_is_not_what_the_agent_does_himself() -> None:
    material = Material(dialogue(LIBRARY.scenario("water-cloudy"), "行。"))
    assert material.options[0].startswith("请您全家先停止饮用")
    assert material.offer.startswith("2小时内派采样员")


def test_whom_the_case_names_beside_its_customer_is_somebody_else() -> None:
    material = Material(dialogue(LIBRARY.scenario("registry-missing-document"), "行。"))
    assert any(fact.startswith("户主是您的岳父") for fact in material.facts)
    assert "漏写户主同意入户声明让您白跑" in material.matter


def test_the_fault_of_others_is_not_owned_in_place_of_an_untruth() -> None:
    assert "责任在我们" not in mend(Material(dialogue(LIBRARY.scenario("parcel-blizzard"), "行。")), ("untruth",))
    assert "责任在我们" in mend(Material(dialogue(LIBRARY.scenario("heating-burst-pipe"), "行。")), ("untruth",))


@pytest.mark.parametrize("case", [scenario(), scenario(ours()), scenario(unclear())])
def test_a_case_that_says_little_has_no_holes_either(case: Scenario) -> None:
    for name, line in lines(case):
        assert not HOLE.search(line), (name, line)
        assert not CUT.search(line), (name, line)


def test_a_cap_that_took_nothing_off_is_told_in_english() -> None:
    case = LIBRARY.scenario("heating-burst-pipe")
    english = English(LIBRARY.rubric("service-complaint"), case, LIBRARY.archetype("stubborn"))
    parts = english.read(f"没过这道关，总分上限 84：案例明令不得“{case.forbidden[0]}”。{SAY}“好。”")
    assert parts is not None
    assert parts[0].text.startswith("The gate is not passed; its cap is 84: ")


def _heard(case: Scenario, *customer: str) -> Material:
    turns = tuple(Turn(number, Speaker.CUSTOMER, text) for number, text in enumerate(customer, start=1))
    return Material(Dialogue(Transcript("t", "stubborn", case, turns), ()))


@pytest.mark.parametrize("case", LIBRARY.scenarios.values(), ids=lambda case: case.id)
def test_no_line_says_the_title_of_the_case(case: Scenario) -> None:
    spoken = [line for fact in case.facts for line in fact.said]
    for material in (_heard(case), _heard(case, *spoken)):
        for name, profile in PROFILES.items():
            assert case.title.zh not in profile.line(material), name
        for kind in KINDS:
            assert case.title.zh not in mend(material, (kind,))


@pytest.mark.parametrize("case", LIBRARY.scenarios.values(), ids=lambda case: case.id)
def test_the_customers_own_words_are_given_back_whole(case: Scenario) -> None:
    spoken = [line for fact in case.facts for line in fact.said]
    material = _heard(case, *spoken)
    assert material.heard
    line = PROFILES["empathy.validate"].line(material)
    (quoted,) = re.findall("您说‘([^’]+)’", line)
    assert any(quoted in said for said in spoken)
    assert not HOLE.search(line)
    assert not DOUBLED.search(line)


def test_nothing_is_put_in_the_mouth_of_a_customer_who_has_not_said_it() -> None:
    case = LIBRARY.scenario("heating-burst-pipe")
    assert _heard(case).heard == ()
    assert _heard(case, "你们单位没人会看表？", "我要投诉！叫你们领导出来！").heard == ()
    assert PROFILES["empathy.validate"].line(_heard(case)).startswith("“主管道爆裂停暖36小时")
