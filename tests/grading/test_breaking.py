"""A talk that the trainee ended before the customer agreed: offered is not agreed, and nothing else changes."""

import asyncio
from dataclasses import replace

import pytest

from sim.domain.ports import GradingCase
from sim.domain.score import Scorecard
from sim.domain.transcript import Speaker, Transcript, Turn
from sim.grading.grade import grade
from sim.grading.limits.breaking import BROKEN_OFF, OFFERED_MAX, UNANSWERED_MAX, broken_off_bounds
from sim.grading.rules.offline import OfflineGrader
from sim.reading import default_reader
from tests.grading.cases import GOOD, grading_case, shipped_rubric


def said(case: GradingCase, *customer: str) -> Transcript:
    """The case's talk with the customer's last lines replaced."""
    turns = [turn for turn in case.transcript.turns if turn.speaker is Speaker.TRAINEE or turn.turn == 1]
    number = turns[-1].turn
    lines = (Turn(number + place, Speaker.CUSTOMER, text) for place, text in enumerate(customer, start=1))
    return replace(case.transcript, turns=(*turns, *lines))


def card(*customer: str, broken_off: bool) -> Scorecard:
    case = grading_case(GOOD, shipped_rubric())
    case = replace(case, transcript=said(case, *customer), context={BROKEN_OFF: broken_off})
    reader = default_reader()
    return asyncio.run(grade(case, OfflineGrader(reader), reader))


def levels(found: Scorecard) -> dict[str, int]:
    return {score.id: score.level for score in found.criteria if score.level is not None}


def test_what_takes_two_is_not_agreed_where_the_trainee_hangs_up_first() -> None:
    ended, broken = levels(card("我再想想。", broken_off=False)), levels(card("我再想想。", broken_off=True))
    assert max(ended["resolution.confirm"], ended["resolution.options"]) > OFFERED_MAX
    for name, level in ended.items():
        most = {"resolution.confirm": OFFERED_MAX, "resolution.options": OFFERED_MAX}
        most |= {"resolution.commitment": UNANSWERED_MAX, "resolution.follow-up": UNANSWERED_MAX}
        assert broken[name] == min(level, most.get(name, level)), name


def test_the_reason_is_told_where_it_binds() -> None:
    found = card("我再想想。", broken_off=True)
    told = next(score.reasoning for score in found.criteria if score.id == "resolution.options")
    assert told.endswith("通话由学员结束，客户还没有答应。")
    assert not any("由学员结束" in score.reasoning for score in card("行，就这么办。", broken_off=True).criteria)


@pytest.mark.parametrize(
    "answer", ["行，就这么办。", "那就要第一个。", "好，我等你电话。", "可以。", "我选快艇那个，就按你说的。"]
)
def test_a_customer_who_agreed_has_been_answered(answer: str) -> None:
    case = grading_case(GOOD, shipped_rubric())
    assert not broken_off_bounds({BROKEN_OFF: True}, said(case, answer))


@pytest.mark.parametrize(
    "answer", ["这几样你自己弄明白没有？", "好什么好！", "你可以啊，推得真干净。", "行不行你给句话！"]
)
def test_sounding_like_consent_is_none(answer: str) -> None:
    case = grading_case(GOOD, shipped_rubric())
    assert broken_off_bounds({BROKEN_OFF: True}, said(case, answer))


def test_a_talk_from_elsewhere_is_not_broken_off() -> None:
    case = grading_case(GOOD, shipped_rubric())
    assert not broken_off_bounds({}, said(case, "我再想想。"))
