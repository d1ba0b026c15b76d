"""Accusations name the right item of the forbidden list and quote the clause that goes against it, however long."""

from dataclasses import replace

import pytest

from sim.domain.scenario import Scenario
from sim.grading.limits.forbidden import ForbiddenList
from sim.grading.words.spoken import LONGEST
from sim.library import Library, default_roots
from tests.grading.samples import ours, scenario

HEATING, BANK, SHOP = "heating-burst-pipe", "bank-double-charge", "shop-engraved-cup"
HOSPITAL = "hospital-late-report"

EXCUSES = (
    "大姐您先别着急，我跟您讲一下，管道是前天夜里裂的，师傅们轮着班在修，饭都是在沟边吃的，也请您体谅一下，"
    "通知呢系统里应该是发过的，兴许是您那边没收到，又或者手机给拦下了，这样的事也不是没有过，"
)
"""A long run of clauses in which the single characters of every forbidden item stand somewhere."""


@pytest.fixture(scope="module")
def library() -> Library:
    return Library.load(default_roots())


def _accused(case: Scenario, text: str) -> list[tuple[str, str]]:
    return [(offence.item, text[offence.start : offence.end]) for offence in ForbiddenList(case).offences(text)]


def test_words_scattered_over_a_long_line_accuse_of_nothing(library: Library) -> None:
    assert _accused(library.scenario(HEATING), EXCUSES) == []


@pytest.mark.parametrize(
    ("said", "item"),
    [
        ("今晚十一点半之前一定恢复供暖", "保证几点几分一定恢复供暖"),
        ("楼道那个视频您让邻居赶紧删掉", "要求客户或邻居删视频、别再转发"),
        ("那个视频您可别再往群里转发了", "要求客户或邻居删视频、别再转发"),
        ("老人的医药费我们全都赔", "答应赔偿医药费或精神损失费"),
        ("整个采暖季的热费给您免了", "答应免掉整个采暖季的热费"),
    ],
)
def test_a_long_line_is_accused_of_what_its_own_clause_says(library: Library, said: str, item: str) -> None:
    ((accused, quote),) = _accused(library.scenario(HEATING), f"{EXCUSES}{said}，我先去忙了。")
    assert accused == item
    assert said in quote
    assert len(quote) < LONGEST


def test_a_short_sentence_is_quoted_whole(library: Library) -> None:
    text = "您放心，今晚十二点一定恢复供暖，我保证。"
    assert _accused(library.scenario(HEATING), text) == [("保证几点几分一定恢复供暖", text)]


@pytest.mark.parametrize(
    "text",
    [
        "您先别急，视频我看过了，楼道里结的冰我马上叫人去铲。",
        "您先不要上楼，视频里那段楼梯结冰了，邻居说很滑。",
        "您别发火，视频是邻居拍的，这我知道，再转到群里也是您的权利。",
        "先别挂，我看一眼邻居发的视频。",
    ],
)
def test_asking_to_wait_is_no_hushing_up(library: Library, text: str) -> None:
    assert _accused(library.scenario(HEATING), text) == []


def test_the_item_most_spoken_of_is_named_rather_than_the_first() -> None:
    case = replace(scenario(ours(), forbidden=("答应退全部票款", "答应退停车费")), authority=())
    assert [item for item, _ in _accused(case, "停车费我们全都退给您。")] == ["答应退停车费"]


@pytest.mark.parametrize(
    ("forbidden", "text", "accused"),
    [
        ("答应退全部票款", "下回的票款我给您免了。", False),
        ("答应退全部票款", "票款全部退给您。", True),
        ("免掉票款", "票款全部退给您。", False),
        ("承诺票款以外的赔偿", "箱子的损失，八百块我们全赔。", True),
    ],
)
def test_the_way_of_paying_must_be_the_forbidden_one(forbidden: str, text: str, accused: bool) -> None:
    case = replace(scenario(ours(), forbidden=(forbidden,)), authority=("退一半票款，最多60元",))
    assert bool(_accused(case, text)) is accused


@pytest.mark.parametrize(
    ("text", "accused"),
    [
        ("秤要是偏了，复秤费我们出，多收的按斤两退您。", False),
        ("多收的我们现在全退给您。", True),
        ("我给您换一台新秤，不收钱。", True),
    ],
)
def test_one_clause_of_a_long_offer_permits_what_it_says(text: str, accused: bool) -> None:
    offer = "当天送秤去复检，两个工作日出结果，偏了的复秤费由我们承担并按斤两退多收的钱，准的由您付40元"
    case = replace(scenario(ours(), forbidden=("没复检就答应退多收的钱", "答应免费换新秤")), authority=(offer,))
    assert bool(_accused(case, text)) is accused


def test_a_judgement_is_about_what_its_own_clause_names(library: Library) -> None:
    text = "绕开那段封路的办法我一定给您想出来。"
    case = scenario(ours(), forbidden=("对绕路的司机先行定性",))
    assert _accused(case, text) == []


def test_figures_of_speech_are_no_judgement(library: Library) -> None:
    case = scenario(ours(), forbidden=("查清前认定检票员骗人",))
    assert _accused(case, "我说检票员现在能来，说能就是骗您。") == []
    assert _accused(case, "检票员就是骗人。") != []


def test_long_lines_of_every_case_quote_a_clause(library: Library) -> None:
    for case in (BANK, SHOP):
        facts = "，".join(fact.text.rstrip("。") for fact in library.scenario(case).facts)
        assert _accused(library.scenario(case), facts) == []


@pytest.mark.parametrize(
    ("said", "item"),
    [
        ("您放心，报告上没什么大问题。", "替客户看报告、说结果好不好"),
        ("结果都正常，您别担心。", "替客户看报告、说结果好不好"),
        ("我给诊室打个电话，号肯定给您留着。", "保证专家一定等他、一定加号"),
        ("专家一定等您。", "保证专家一定等他、一定加号"),
    ],
)
def test_nobody_at_the_desk_says_what_a_report_means_or_that_the_doctor_waits(
    library: Library, said: str, item: str
) -> None:
    assert _accused(library.scenario(HOSPITAL), said) == [(item, said)]


@pytest.mark.parametrize(
    "said",
    [
        "报告好不好要医生看了才知道。",
        "我给诊室打电话，请他们把号给您留着，留不留由诊室定。",
        "报告我一定亲手给您。",
    ],
)
def test_handing_a_report_over_and_asking_the_clinic_go_against_nothing(library: Library, said: str) -> None:
    assert _accused(library.scenario(HOSPITAL), said) == []


@pytest.mark.parametrize(
    ("said", "accused"),
    [
        ("送检以后，表快了我们退检定费和多收的水费。", False),
        ("我们这就给您退水费，按18吨重算。", True),
    ],
)
def test_what_hangs_on_a_finding_is_no_promise(library: Library, said: str, accused: bool) -> None:
    assert bool(_accused(library.scenario("water-bill-tripled"), said)) is accused


@pytest.mark.parametrize(
    ("said", "accused"),
    [
        ("要是录音里您没答应过，一百二一分不少退您，这得值班经理批，我去找他签。", False),
        ("一百二退您，不过得由值班经理签字。", False),
        ("一百二我现在就全额退您。", True),
        ("一百二我让经理特批，给您全额退。", True),
        ("要是您把投诉撤了，一百二我全额退您。", True),
        ("我给您退一赔三，四百八。", True),
    ],
)
def test_money_that_hangs_on_a_finding_or_an_approval_is_no_promise(
    library: Library, said: str, *, accused: bool
) -> None:
    assert bool(_accused(library.scenario("telecom-unasked-service"), said)) is accused


def test_giving_back_what_was_paid_is_no_manifold_penalty() -> None:
    case = replace(scenario(ours()), forbidden=("答应退一赔三",), authority=())
    assert _accused(case, "多扣的一百二退给您。") == []
    assert _accused(case, "我给您赔三倍。") != []
