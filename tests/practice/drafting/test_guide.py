import pytest

from sim.domain.scenario import Disclosure, Fault
from sim.library import Kind, parse_content
from sim.practice.drafting.draft import notes_in
from sim.practice.drafting.guide import Step, facts_to_word, guided_draft, lacking, required
from tests.customer.builders import ARCHETYPES

ANSWERS = {
    "title": "约好测温没人来",
    "trade": "供热",
    "briefing": "你是热线坐席。",
    "channel": "phone",
    "opening-facts": "约好上午上门，没人来\n\n打过两次热线\n",
    "asked-facts": "客厅16.5度",
    "unknown-facts": "测温员请了病假",
    "said-0": "说好上午，人呢？\n等了一上午！",
    "said-1": "打了两遍！",
    "said-2": "就16.5度。",
    "asked-by-2": "多少度、温度，几度",
    "matter-0": "上门没有来",
    "fault-0": "ours",
    "established-0": "on",
    "matter-2": "室温不达标的原因",
    "fault-2": "unclear",
    "severity": "moderate",
    "opinion-risk": "high",
    "demand": "今天上门",
    "demand-said": "今天必须来！",
    "demand-met-by": "上门 测温",
    "need": "怕孩子冻病",
    "need-hints": "孩子才四个月……",
    "need-said": "我怕孩子冻出病来。",
    "need-asked-by": "孩子 担心",
    "authority": "今晚上门\n借电暖器",
    "forbidden": "测温前答应退费",
    "typical-archetype": "stubborn",
    "openings": "人呢？",
    "complaint-class": "broken-promise",
}


def test_the_answers_make_a_case_that_can_be_played() -> None:
    draft = guided_draft(ANSWERS, "case-1", ARCHETYPES)

    case = draft.scenario
    assert [(fact.text, fact.disclosure) for fact in case.facts] == [
        ("约好上午上门，没人来", Disclosure.OPENING),
        ("打过两次热线", Disclosure.OPENING),
        ("客厅16.5度", Disclosure.ASKED),
        ("测温员请了病假", Disclosure.UNKNOWN),
    ]
    assert case.facts[0].said == ("说好上午，人呢？", "等了一上午！")
    assert case.facts[2].asked_by == ("多少度", "温度", "几度")
    assert [(part.matter, part.fault, part.established) for part in case.responsibility] == [
        ("上门没有来", Fault.OURS, True),
        ("室温不达标的原因", Fault.UNCLEAR, False),
    ]
    assert case.demand.met_by == ("上门", "测温")
    assert case.openings == {"stubborn": ("人呢？",)}
    parsed = parse_content(Kind.SCENARIO, draft.to_yaml(), file="draft", archetypes=ARCHETYPES)
    assert parsed.problems == ()


def test_nothing_of_it_is_a_models_suggestion() -> None:
    draft = guided_draft(ANSWERS, "case-1", ARCHETYPES)
    assert draft.suggested == ()
    assert "#" not in draft.to_yaml().split("\n", 1)[1]
    assert notes_in(draft.to_yaml()) == {}


def test_each_step_says_what_it_lacks() -> None:
    assert lacking(Step.CASE, {"title": " ", "trade": "供热"}) == ("title", "briefing")
    assert lacking(Step.CASE, ANSWERS) == ()
    assert all(lacking(step, ANSWERS) == () for step in Step)


def test_the_wording_is_asked_for_each_fact_he_may_tell() -> None:
    assert [(fact.number, fact.asked) for fact in facts_to_word(ANSWERS)] == [(0, False), (1, False), (2, True)]
    assert required(Step.WORDING, ANSWERS) == ("said-0", "said-1", "said-2", "asked-by-2")


def test_the_steps_lead_from_the_first_to_the_last() -> None:
    step: Step | None = Step.CASE
    seen = []
    while step is not None:
        seen.append(step)
        step = step.next
    assert seen == list(Step)
    assert Step.CASE.before is None
    assert Step.CUSTOMER.before is Step.ROOM


@pytest.mark.parametrize(
    "answers", [{}, {"opening-facts": "\n\n"}, {"typical-archetype": "moon", "openings": "人呢？"}]
)
def test_half_an_answer_is_half_a_draft(answers: dict[str, str]) -> None:
    draft = guided_draft(answers, "case-1", ARCHETYPES)
    assert draft.remarks
    assert draft.scenario.openings == {}
    assert draft.to_yaml()
