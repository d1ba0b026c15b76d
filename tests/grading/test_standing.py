"""What a sentence earns where the same sentence undoes it: nothing; where it does not: what it always earned."""

import asyncio

import pytest

from sim.domain.ports import GradingCase
from sim.domain.score import Evidence, Scorecard
from sim.domain.transcript import Speaker, Transcript, Turn
from sim.grading.grade import grade
from sim.grading.rules.fitting import fits
from sim.grading.rules.levels import dialogue_signs
from sim.grading.rules.offline import OfflineGrader
from sim.grading.rules.options import is_guess
from sim.grading.rules.standing import PLEDGED, PLEDGES, keepable, speaks_for, unmarred
from sim.grading.words.dialogue import Dialogue, read_dialogue
from sim.grading.words.spoken import whole
from sim.library import Library, default_roots
from sim.reading import default_reader

CASE, TYPE = "heating-burst-pipe", "irritable-threatening"
OPENING = "36个小时没暖气，一个通知没有！我妈81了一个人在家！"
GUARANTEE = "您放心，今晚12点前肯定能来暖，我负责到底。"
KEPT = "今晚22:00前我给您送2台油汀上门，我负责到底。"
HUSHED = "您先让邻居把视频删了，别再转发，我们现在就马上派人。"


@pytest.fixture(scope="module")
def library() -> Library:
    return Library.load(default_roots())


def talk(library: Library, *lines: str) -> Transcript:
    turns = [Turn(1, Speaker.CUSTOMER, OPENING)]
    for place, line in enumerate(lines, start=1):
        turns += [Turn(2 * place, Speaker.TRAINEE, line), Turn(2 * place + 1, Speaker.CUSTOMER, "那眼前怎么办？")]
    return Transcript("t", TYPE, library.scenario(CASE), tuple(turns))


def read(library: Library, *lines: str) -> Dialogue:
    return read_dialogue(talk(library, *lines), default_reader(), library.rubric("service-complaint"))


def card(library: Library, *lines: str) -> Scorecard:
    reader = default_reader()
    case = GradingCase(talk(library, *lines), library.rubric("service-complaint"))
    return asyncio.run(grade(case, OfflineGrader(reader), reader))


def names(dialogue: Dialogue) -> set[str]:
    """The signs of a dialogue that may be quoted."""
    quotes = (
        (sign, whole(dialogue.by_number[sign.evidence.turn], sign.evidence)) for sign in dialogue_signs(dialogue).all
    )
    return {sign.name for sign, evidence in quotes if fits(sign.name, evidence.quote)}


@pytest.mark.parametrize("line", [GUARANTEE, HUSHED])
def test_what_fails_the_compliance_gate_pledges_nothing(library: Library, line: str) -> None:
    dialogue = read(library, line)
    assert not {sign.name for sign in keepable(dialogue, dialogue_signs(dialogue).all)} & PLEDGES


def test_what_may_be_promised_counts_beside_what_may_not(library: Library) -> None:
    dialogue = read(library, GUARANTEE + KEPT)
    kept = [sign for sign in keepable(dialogue, dialogue_signs(dialogue).all) if sign.name in PLEDGES]
    assert {"deadline", "promise-when"} <= {sign.name for sign in kept}
    assert not any("来暖" in sign.evidence.quote for sign in kept)


@pytest.mark.parametrize("line", [GUARANTEE, HUSHED])
def test_no_pledge_is_scored_on_a_sentence_that_fails_the_gate(library: Library, line: str) -> None:
    scored = {score.id: score for score in card(library, "您好，我查一下记录。", line).criteria}
    for criterion in PLEDGED:
        assert not any(item.turn == 4 for item in scored[criterion].evidence), scored[criterion]
        assert (scored[criterion].level or 0) <= 1, scored[criterion]


@pytest.mark.parametrize(
    ("line", "sign", "stands"),
    [
        ("通知的事我也不清楚，可能是社区没贴吧。", "honest-limit", False),
        ("几点恢复现在还不清楚，打压结果出来才知道。", "honest-limit", True),
        ("您是石塘新村几号楼？", "paraphrase", False),
        ("请问您是哪个小区的？", "asks-pick", False),
        ("油汀和宾馆，您看选哪样？", "asks-pick", True),
        ("明早9点前我再回访一次，看屋里多少度、油汀好不好使。", "open-question", False),
        ("老人现在怎么样？", "open-question", True),
        ("我现在就提交网格员上门，单号给您，您记一下。", "promise-token", False),
        ("我现在就提交网格员上门，单号SJ1206，您记一下。", "promise-token", True),
        ("抢修到哪一步我每2小时打电话告诉您一次，只报核实过的。", "confirm", False),
        ("老人81岁，一个人住402，最急的是今晚，对吗？", "confirm", True),
        ("这件事从现在起我一个人跟到底。", "hardship", False),
        ("老人81岁，一个人住402，最急的是今晚。没错吧？", "confirm", True),
        ("还有事吗？没有我叫下一位了。", "contact", False),
        ("我叫周敏，您记一下。", "contact", True),
        ("您是打算今晚接老人出来住，是吧？", "need-guess", True),
    ],
)
def test_a_reason_fits_its_quote(library: Library, line: str, sign: str, stands: bool) -> None:
    assert (sign in names(read(library, line))) is stands


def test_anchors_that_count_apologies_are_quoted_only_where_there_are_so_many(library: Library) -> None:
    once = {item.id: item for item in card(library, "那不好意思，给您添麻烦了。", "我记下来了。").criteria}
    assert "道歉两次" not in once["apology.frequency"].reasoning


def test_only_a_cap_below_the_total_is_said_to_cap_it(library: Library) -> None:
    poor = card(library, "您别激动。", GUARANTEE).feedback
    assert "封顶" not in poor.summary + poor.costliest_reason
    assert "最伤的是" in poor.summary


def test_an_offence_shows_no_pledge_whoever_quotes_it(library: Library) -> None:
    dialogue = read(library, GUARANTEE, KEPT)
    offence, kept = Evidence(2, 0, len(GUARANTEE), GUARANTEE), Evidence(4, 0, len(KEPT), KEPT)
    for criterion in PLEDGED:
        assert not speaks_for(dialogue, criterion, offence)
        assert speaks_for(dialogue, criterion, kept)
    assert speaks_for(dialogue, "listening.acknowledge", offence)


def test_rules_quote_no_red_line_for_a_good_level(library: Library) -> None:
    line = "您没看清通知吗？36个小时没暖气，您妈妈81了一个人在家，对吗？"
    reading = read(library, line)
    signs = dialogue_signs(reading)
    crossed = line.index("？")
    assert any(sign.evidence.start < crossed for sign in signs.all)
    assert not any(sign.evidence.start < crossed for sign in unmarred(reading, signs).all)
    untouched = read(library, KEPT)
    assert unmarred(untouched, dialogue_signs(untouched)) is dialogue_signs(untouched)


def test_asking_for_another_matter_asks_for_no_outcome(library: Library) -> None:
    assert "asks-need" not in names(read(library, "还有别的事吗？"))
    assert "asks-need" in names(read(library, "您最想要的结果是什么？"))


WAY = "今晚22点前送2台油汀上门，由送货员当面插好，或者按停暖天数退费，您看先走哪一样？"


def test_not_knowing_because_another_took_the_call_is_no_candour(library: Library) -> None:
    assert not {"known-unknown", "honest-limit"} & names(read(library, "这个不是我说的，别的同事接的，我不清楚。", WAY))
    candid = "停暖没有通知，查实了是我们的责任；几点恢复现在还不知道，打压试验做完才知道。"
    assert {"known-unknown", "honest-limit"} & names(read(library, candid, WAY))


def test_words_that_tell_the_customer_to_calm_down_show_no_feeling_for_him(library: Library) -> None:
    calming = "大爷您先别激动，管道昨天早上爆了，从昨天到现在都没有休息，真的很辛苦的，我们一直在修。"
    said = {score.id: score for score in card(library, calming, WAY).criteria}
    assert "别激动" not in "".join(item.quote for item in said["empathy.interpret"].evidence)
    assert "做到的" not in said["empathy.validate"].reasoning


@pytest.mark.parametrize(
    ("text", "guess"),
    [
        ("可能您没有看到短信，或者是短信被拦截了，这种情况也是有的。", True),
        ("也许是楼下没贴，还是物业没转，我不知道。", True),
        ("今晚可以送油汀上门，或者安排宾馆，您选哪一样？", False),
        ("退费或者书面致歉，都可能要两天。", False),
    ],
)
def test_guessing_at_causes_lists_no_ways(text: str, guess: bool) -> None:
    assert is_guess(text) is guess
