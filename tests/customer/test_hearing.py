"""What the customer makes of a line: pleas, blank cheques, fallbacks, and whether an offer is about his matter."""

import pytest

from sim.customer.mind.beats import Heard, taken_as
from sim.customer.mind.hearing import as_heard, deals_with, offers_anything
from sim.domain.archetype import Beat
from sim.domain.moves import MoveKind, Reading
from sim.reading import ReadingContext, default_reader
from tests.customer.builders import scenario

READER = default_reader()


def heard(text: str, *earlier: str, scenario_id: str = "bank-double-charge") -> Reading:
    case = scenario(scenario_id)
    return as_heard(READER.read(text, ReadingContext(case, "钱呢？", earlier, 4)), case)


def test_who_has_seen_his_papers_brings_no_news() -> None:
    assert not heard("我看到您这张单子了，比往常多了不少。").of(MoveKind.FINDING)
    assert heard("我看到系统里19:43自动重发了一笔。").has(MoveKind.FINDING)


@pytest.mark.parametrize(
    "text", ["非常抱歉给您带来不好的体验，恳请您谅解。", "对不起对不起，都是我们不好，请您原谅我们这一次。"]
)
def test_a_plea_is_no_refusal(text: str) -> None:
    assert not heard(text).has(MoveKind.REFUSE)
    assert heard(text).has(MoveKind.APOLOGY)


def test_a_refusal_stays_one() -> None:
    assert heard("抱歉，这个不能退。").has(MoveKind.REFUSE)


def test_owning_a_bad_manner_is_no_refusal() -> None:
    reading = heard("对不起，刚才我态度不好，话说重了。")
    assert not reading.of(MoveKind.REFUSE)
    assert reading.of(MoveKind.TAKE_BACK)


def test_a_question_with_a_barb_asks_nothing() -> None:
    assert not heard("页面写得清清楚楚，您自己没看吗？").of(MoveKind.QUESTION)


def test_a_refund_that_hangs_on_a_check_is_no_hush_money() -> None:
    assert not heard("要是查实重复扣款，多扣的按规定退。").of(MoveKind.MONEY)


@pytest.mark.parametrize("text", ["我先把流水调出来。", "我帮您查一下系统。", "我先给您查流水。"])
def test_going_to_look_finds_nothing(text: str) -> None:
    assert not heard(text).of(MoveKind.FINDING, MoveKind.PROOF)


def test_the_time_of_what_happened_is_no_deadline() -> None:
    assert not heard("我查到了，19:42系统超时，19:43自动重发。").of(MoveKind.PROMISE)


def test_guessing_at_causes_offers_no_ways() -> None:
    assert not heard("可能您没有看到短信，或者是短信被拦截了。").of(MoveKind.OPTIONS)


def test_a_supervisor_as_fallback_is_no_limit() -> None:
    limit = "请您不要骂人，也不要攻击我个人。"
    assert not heard("今天17:30前没有结果，我请主管出面接着办。", limit).has(MoveKind.LIMIT, step="supervisor")
    assert heard("您再这样骂人，我就请主管来接手。", limit).has(MoveKind.LIMIT, step="supervisor")


def test_who_will_have_a_look_has_found_nothing() -> None:
    assert not heard("我帮您看一下是什么情况。").of(MoveKind.FINDING, MoveKind.PROOF)
    assert heard("我刚查到：19:42系统超时，19:43自动重发。").has(MoveKind.FINDING)


@pytest.mark.parametrize(
    ("text", "anything"),
    [
        ("很抱歉，您要什么我们都答应，要赔多少您说。", True),
        ("只要您满意，什么都可以。", True),
        ("您尽管开条件。", True),
        ("您要什么样的结果，可以跟我说说吗？", False),
        ("多扣的1860元，2个工作日内退回原卡。", False),
        ("您最想要的结果是什么？", False),
    ],
)
def test_a_blank_cheque_is_heard(text: str, anything: bool) -> None:
    assert offers_anything(text) is anything


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("我现在就查记录，今天17:30前我给您回电话。", False),
        ("您说多扣的钱没退，我听明白了。我今天17:30前核对记录，给您回电话。", False),
        ("多扣的1860元我现在提交冲正，2个工作日内退回原卡。", True),
        ("您的钱没退，您着急。", False),
    ],
)
def test_only_an_offer_about_his_matter_counts(text: str, about: bool) -> None:
    assert deals_with(scenario("bank-double-charge"), heard(text)) is about


@pytest.mark.parametrize("scenario_id", ["heating-missed-visit", "shop-engraved-cup", "registry-id-on-the-spot"])
def test_each_case_can_be_met_within_authority(scenario_id: str) -> None:
    case = scenario(scenario_id)
    assert any(word in way for way in case.authority for word in case.demand.met_by)


@pytest.mark.parametrize(
    ("text", "beat"),
    [
        ("行行行，您说什么都对，我给您记上了啊，好吧？", Beat.STOCK),
        ("您的户号是多少，方便说一下吗？", Beat.ASKED_AGAIN),
        ("您几点方便，行吗？", Beat.ASKED_AGAIN),
    ],
)
def test_a_tag_at_the_end_asks_nothing(text: str, beat: Beat) -> None:
    assert taken_as(Heard(heard(text))) is beat
