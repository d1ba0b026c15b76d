"""What the rules wrote into scorecards is read back in English, part by part."""

import re

import pytest

from sim.domain.ports import GradingCase
from sim.domain.transcript import Speaker, Transcript, Turn
from sim.grading.feedback.english import English, Part
from sim.grading.grade import grade
from sim.grading.rules.apologising import CODES
from sim.grading.rules.levels import PROFILES
from sim.grading.rules.offline import OfflineGrader
from sim.library import Library, default_roots
from sim.reading import default_reader

CASE, TYPE = "heating-missed-visit", "irritable-threatening"
TALKS = {
    "good": (
        "您请了半天假没等到人，孩子还冻着，换谁都窝火。上午没上门是我们失约，对不起。我先看下派工单，您别挂。",
        "查到了，派工单漏派，是我们的错。您最担心的是不是孩子夜里受冻？今晚七点加派人上门测温，或者明早八点，您定哪样？",
        "好，今晚七点，测温员出发前半小时给您打电话，我叫陈宇，工单号0817；七点没到您直接找我，我转主管。",
    ),
    "poor": (
        "您别激动，我理解您的心情，给您带来不便敬请谅解。",
        "您确定在家等了吗？这个我也没办法，系统就是这么规定的，应该很快会有人联系您。",
        "说几遍了，让您等着就等着，您没看清吗？",
    ),
    "reckless": (
        "对不起对不起，都是我们的错，暖气费我现在就全退给您，误工费也赔。",
        "我保证今晚家里一定升到18度，孩子不会生病的。",
        "302的张先生家也才15度，您家算好的了。",
    ),
    "silent": ("嗯。",),
}


@pytest.fixture(scope="module")
def library() -> Library:
    return Library.load(default_roots())


@pytest.fixture(scope="module")
def english(library: Library) -> English:
    return English(library.rubric("service-complaint"), library.scenario(CASE), library.archetype(TYPE))


def told(english: English, text: str) -> str:
    parts = english.read(text)
    assert parts is not None, text
    return "".join(part.text for part in parts)


def test_every_phrase_of_the_rules_has_its_english(english: English) -> None:
    profiles = [part for each in PROFILES.values() for part in (each.shows, each.against, each.support)]
    for words in (*(words for part in profiles for words in part.values()), *CODES.values()):
        assert told(english, f"{words}。").endswith(".")


@pytest.mark.parametrize("talk", TALKS)
async def test_every_sentence_of_a_scorecard_is_read(library: Library, english: English, talk: str) -> None:
    turns = [
        Turn(number, Speaker.TRAINEE if number % 2 == 0 else Speaker.CUSTOMER, text)
        for number, text in enumerate(
            [line for said in TALKS[talk] for line in ("人呢？我等了一上午！", said)], start=1
        )
    ]
    case = GradingCase(Transcript("t", TYPE, library.scenario(CASE), tuple(turns)), library.rubric("service-complaint"))
    card = await grade(case, OfflineGrader(default_reader()), default_reader())
    texts = [card.feedback.costliest_reason, *(gate.reasoning for gate in card.gates)]
    texts += [text for score in card.criteria for text in (score.reasoning, score.suggestion)]
    for text in filter(None, texts):
        parts = english.read(text)
        assert parts is not None, text
        own = "".join(part.text for part in parts if not part.quoted)
        assert not re.search("[\u3000-\u9fff]", re.sub("不好意思|很抱歉|对不起", "", own)), own
        assert own[0].isupper() or own[0] == '"'


def test_quotes_stay_as_they_were_said(library: Library, english: English) -> None:
    anchor = library.rubric("service-complaint").criteria()[0].anchors[3]
    written = f"第 3 级：{anchor.zh}做到的：当场办了一步（第 2 轮“我现在改派，四点前到。”）。没看到：开了单、当场办好。"
    parts = english.read(written)
    assert parts == (
        Part(f"Level 3: {anchor.en} Done: took one step there and then (turn 2, "),
        Part("“我现在改派，四点前到。”", quoted=True),
        Part("). Not seen: opened a ticket, settled it there and then."),
    )


def test_a_reason_of_the_mood_says_how_it_moved(english: English) -> None:
    reason = "叫他冷静，等于说他无理取闹（客户随后怒气+2、信任-1）"
    assert told(english, reason).endswith("(the customer then: anger +2, trust -1)")


def test_what_a_case_forbids_is_named_in_english_where_it_has_some(english: English) -> None:
    known = told(english, "案例明令不得“测温之前答应退暖气费”；下一句就当面收回，按轻的算。")
    assert known.startswith("The case says not to promise to refund heating fees before the measurement; taken back")
    parts = english.read("案例明令不得“答应送锅炉”；不是转述别人的说法。")
    assert parts is not None
    assert parts[1] == Part("“答应送锅炉”", quoted=True)


@pytest.mark.parametrize("text", ["", "他说得很好。", "第 2 级：别的量规的话。", "做到的：没有这个说法。"])
def test_what_the_rules_did_not_write_has_no_english(english: English, text: str) -> None:
    assert english.read(text) is None
