"""Offers put with a question: which lines are, and that he answers the offer instead of telling something."""

import pytest

from sim.customer.mind.beats import Heard, taken_as
from sim.customer.mind.hearing import as_heard
from sim.customer.mind.proposals import asks_consent, offers_choice, proposes
from sim.domain.archetype import Beat
from sim.domain.moves import MoveKind, Reading
from sim.reading import ReadingContext, default_reader
from tests.customer.builders import ARCHETYPES, cast, scenario
from tests.customer.playing import customer_lines, play

READER = default_reader()
CASE = scenario("heating-burst-pipe")

OFFERS = [
    "我今晚十点前给您送两台电暖器上门，送货员当面帮老人插好、教会怎么用，可以吗",
    "今晚七点到九点我给您安排测温员上门，您看可以吗？",
    "要不我今晚先给您送一台电暖器过去，要不要？",
    "我给诊室打个电话，请医生等您几分钟，好不好？",
    "我们派网格员上去看看老人，您看怎么样？",
    "上门就是核对一下身份，老人点头就行，不用按指印也不用下床，可以吗",
    "那我先给您把这一单停了？",
    "要给您留一个房间吗？",
    "先把漏水的阀门关掉，您看行不行",
    "您愿不愿意明天上午让师傅上门看一下？",
]
CHOICES = [
    "也可以报值班主管批准后给老人安排宾馆1间，专车接送，要老人同意。您看走哪一样？",
    "您是要今晚来测还是明早八点来测？",
    "或者我扫码给您绑公众号看电子版，要哪个？",
    "两条路：一是送油汀，二是住宾馆，您选哪个？",
]
ASKED = [
    "您几点方便，行吗？",
    "您的户号是多少，方便说一下吗？",
    "家里老人现在怎么样，冷不冷？",
    "您最担心的是什么？",
    "麻烦核对一下地址，可以吗？",
    "那我怎么称呼您？",
    "您今晚在家，方便吗？",
    "停暖到现在有36个小时了，对吗？",
]


def heard(text: str) -> Reading:
    return as_heard(READER.read(text, ReadingContext(CASE, "几点来暖？", (), 2)), CASE)


@pytest.mark.parametrize("text", OFFERS)
def test_an_offer_asks_for_his_consent(text: str) -> None:
    reading = heard(text)
    assert asks_consent(reading)
    assert taken_as(Heard(reading)) is Beat.OFFERED


@pytest.mark.parametrize("text", CHOICES)
def test_ways_are_for_him_to_choose(text: str) -> None:
    reading = heard(text)
    assert offers_choice(reading)
    assert reading.has(MoveKind.OPTIONS, choice="yes")
    assert taken_as(Heard(reading)) is Beat.OPTIONS


@pytest.mark.parametrize("text", ASKED)
def test_a_question_after_him_stays_one(text: str) -> None:
    reading = heard(text)
    assert not asks_consent(reading)
    assert not offers_choice(reading)
    assert not any(proposes(move, reading) for move in reading.moves)


def test_help_free_of_charge_is_no_money_to_shut_him_up() -> None:
    case = scenario("heating-missed-visit")
    text = "要不我今晚先给您送一台电暖器过去，免费用七天，要不要？"
    reading = as_heard(READER.read(text, ReadingContext(case, "人呢？", (), 2)), case)
    assert not reading.of(MoveKind.MONEY)
    assert taken_as(Heard(reading)) is Beat.OFFERED


def test_asking_which_way_with_none_named_gives_him_none() -> None:
    assert not heard("您想选哪种方案？").of(MoveKind.OPTIONS)


@pytest.mark.parametrize("who", ARCHETYPES)
@pytest.mark.parametrize("text", [*OFFERS, *CHOICES])
async def test_he_answers_the_offer_and_tells_nothing(who: str, text: str) -> None:
    for seed in range(3):
        played = cast(who, "heating-burst-pipe", seed)
        turns, reactions = await play(played, text)
        assert reactions[0].disclosed == ()
        assert reactions[0].direction.taken in (Beat.OFFERED, Beat.OPTIONS)
        written = [
            each for line in played.archetype.lines if line.beat is reactions[0].direction.taken for each in line.texts
        ]
        assert any(each in customer_lines(turns)[-1] for each in written)


@pytest.mark.parametrize("who", ARCHETYPES)
async def test_what_was_offered_is_not_demanded_as_if_it_had_not_been(who: str) -> None:
    """After heaters for tonight he does not ask what will keep her warm tonight; nor that nothing was said."""
    empty = {text for line in cast(who).archetype.lines if line.beat is Beat.NOTHING for text in line.texts}
    for seed in range(12):
        played = cast(who, "heating-burst-pipe", seed)
        offer = "我今晚十点前给您送两台油汀上门，送货员帮老人插好，可以吗？"
        turns, _ = await play(played, offer, "退费按停暖天数退，36小时按两天算，10个工作日内退到您账户。")
        said = customer_lines(turns)[1:]
        met = [each for each in played.scenario.demand.said if "今晚" in each or "退费" in each]
        assert not any(each in line for each in met for line in said), said
        assert not any(text in line for line in said for text in empty), said
