"""What a customer plainly demands: taken up it costs nothing, passed over it bounds what friendliness may earn."""

import pytest

from sim.domain.ports import GradingCase
from sim.domain.rubric import Rubric
from sim.domain.transcript import Speaker, Transcript, Turn
from sim.grading.grade import grade
from sim.grading.rules.demand import UNANSWERED, UNMET_MAX, ceilings, demand_signs
from sim.grading.rules.offline import OfflineGrader
from sim.grading.rules.signs import Signs
from sim.grading.words.dialogue import Dialogue, read_dialogue
from sim.reading import default_reader
from tests.grading.cases import GOOD, shipped_rubric, transcript
from tests.grading.samples import ours, scenario

RUBRIC = shipped_rubric()
LATER = "轮渡的事我盯着，您喝口热水。"


def talk(*lines: str) -> Transcript:
    """Customer and trainee in turns, the customer first."""
    speakers = (Speaker.CUSTOMER, Speaker.TRAINEE)
    turns = tuple(Turn(place + 1, speakers[place % 2], line) for place, line in enumerate(lines))
    return Transcript("t", "irritable-threatening", scenario(ours("渡轮提前离岸")), turns)


def read(*lines: str) -> Dialogue:
    return read_dialogue(talk(*lines), default_reader(), RUBRIC)


def passed_over(*lines: str) -> list[int]:
    return [sign.evidence.turn for sign in demand_signs(read(*lines)) if sign.name == UNANSWERED]


@pytest.mark.parametrize(
    ("demand", "answer"),
    [
        ("把你们经理叫来！", "经理在开会，我先记下您的话，他出来我请他打给您。"),
        ("我要书面答复。", "书面的今天出不了，我先发您短信。"),
        ("到底什么时候能好？", "这个我现在说不准，船老大回话了我告诉您。"),
        ("报一下你的工号！", "我姓祁，在三号台。"),
    ],
)
def test_a_demand_is_answered_by_whatever_speaks_of_it(demand: str, answer: str) -> None:
    assert passed_over(demand, LATER) == [2]
    assert passed_over(demand, answer) == []
    assert passed_over(demand, LATER, "说话呀。", answer) == []


@pytest.mark.parametrize(
    "words",
    ["你们经理说好的退票。", "上次的书面通知我收到了。", "我多久没坐过船了！", "工号牌都不戴。", "【略】", ""],
)
def test_speaking_of_such_things_demands_nothing(words: str) -> None:
    assert passed_over(words, LATER) == []


def test_one_demand_passed_over_bounds_the_steps_and_two_the_listening() -> None:
    once = Signs(tuple(demand_signs(read("把你们经理叫来！", LATER))), 1)
    twice = Signs(tuple(demand_signs(read("把你们经理叫来！", LATER, "我要见你们经理！", LATER))), 2)
    assert set(ceilings(once)) == {"resolution.confirm", "resolution.commitment", "resolution.follow-up"}
    assert set(ceilings(twice)) - set(ceilings(once)) == {"listening.acknowledge", "listening.needs"}
    assert not ceilings(Signs((), 1))


async def graded(played: Transcript, rubric: Rubric) -> dict[str, int | None]:
    reader = default_reader()
    card = await grade(GradingCase(played, rubric), OfflineGrader(reader), reader)
    return {score.id: score.level for score in card.criteria}


async def test_an_excellent_talk_that_never_answers_the_demand_is_bounded_and_told_why() -> None:
    played = transcript(GOOD)
    asks = [
        Turn(turn.turn, turn.speaker, turn.text + "把你们站长叫来！" if turn.turn == 9 else turn.text)
        for turn in played.turns
    ]
    told = [Turn(turn.turn, turn.speaker, turn.text.replace("转值班站长，", "")) for turn in asks]
    ignoring = Transcript("t", played.archetype, played.scenario, tuple(told))
    free, bounded = await graded(played, RUBRIC), await graded(ignoring, RUBRIC)
    for name in ("resolution.confirm", "resolution.commitment", "resolution.follow-up"):
        level, most = free[name], bounded[name]
        assert level is not None
        assert most is not None
        assert most <= UNMET_MAX <= level
    assert bounded["resolution.options"] == free["resolution.options"]
    reader = default_reader()
    card = await grade(GradingCase(ignoring, RUBRIC), OfflineGrader(reader), reader)
    reasons = [score.reasoning for score in card.criteria if score.id.startswith("resolution.")]
    assert any("客户明着要的没有回应" in reason for reason in reasons)
