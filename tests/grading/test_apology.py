import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.domain.moves import MoveKind
from sim.domain.scenario import Fault, OpinionRisk, Severity
from sim.grading.limits.apology import GRADE, analyse, expected_word
from sim.grading.limits.bounds import FREQUENCY, LEVEL, TARGET, TIMING, apology_bounds
from sim.grading.words.dialogue import Dialogue
from tests.grading.samples import Said, dialogue, ours, scenario, sorry, unclear

CUSTOMERS = ("票买错日期", Fault.CUSTOMER, True)
WEATHER = ("大雾停航", Fault.THIRD_PARTY, True)


def codes(talk: Dialogue) -> list[str | None]:
    return [apology.code for apology in analyse(talk)]


@pytest.mark.parametrize(
    ("fault", "severity", "established", "word"),
    [
        (Fault.OURS, Severity.MINOR, True, "不好意思"),
        (Fault.OURS, Severity.MODERATE, True, "对不起"),
        (Fault.OURS, Severity.MAJOR, True, "对不起"),
        (Fault.OURS, Severity.MODERATE, False, "很抱歉"),
        (Fault.UNCLEAR, Severity.MINOR, False, "不好意思"),
        (Fault.UNCLEAR, Severity.MAJOR, False, "很抱歉"),
        (Fault.CUSTOMER, Severity.MINOR, True, "不好意思"),
        (Fault.CUSTOMER, Severity.MODERATE, True, "很抱歉"),
        (Fault.THIRD_PARTY, Severity.MODERATE, True, "很抱歉"),
        (Fault.THIRD_PARTY, Severity.MAJOR, False, "很抱歉"),
    ],
)
def test_the_table(fault: Fault, severity: Severity, established: bool, word: str) -> None:
    assert expected_word(fault, severity, established=established) == word


@pytest.mark.parametrize(
    ("matter", "text", "said", "code"),
    [
        (ours(), "渡轮提前离岸是我们的错，对不起，让您追了一路。", sorry(), None),
        (ours(), "渡轮提前离岸，很抱歉，让您追了一路。", sorry("很抱歉"), "U"),
        (ours(), "渡轮提前离岸，不好意思啊。", sorry("不好意思"), "U"),
        (unclear(), "时刻牌的事还没查，很抱歉让您干等。", sorry("很抱歉"), None),
        (unclear(), "时刻牌写错是我们不对，对不起。", sorry(), "O"),
        (CUSTOMERS, "票买错日期，对不起，这个改不了。", sorry(), "O"),
        (WEATHER, "大雾停航，很抱歉耽误您签字，我来协调。", sorry("很抱歉"), None),
        (ours(), "如果您觉得受了委屈，那对不起。", sorry(conditional="yes"), "C"),
        (ours(), "渡轮提前离岸对不起，但是船不等人。", sorry(but="yes"), "B"),
        (ours(), "真的对不起，您消消气。", sorry(target="mood"), "F"),
        (ours(), "给您带来不便，对不起。", sorry(target="inconvenience"), "F"),
        (ours(), "不好意思，请再说一遍航班号。", sorry("不好意思", use="courtesy"), None),
        (ours(), "您刚才说“对不起有什么用”，我听见了。", sorry(use="quoted"), None),
    ],
)
def test_error_codes(matter: tuple[str, Fault, bool], text: str, said: object, code: str | None) -> None:
    assert codes(dialogue(scenario(matter), (text, [said]))) == [code]  # type: ignore[list-item]  # built by sorry()


def test_the_score_says_word_expected_span_and_whether_it_was_courtesy() -> None:
    talk = dialogue(
        scenario(ours()),
        ("不好意思，您再说一遍？", [sorry("不好意思", use="courtesy")]),
        ("渡轮提前离岸，很抱歉。", [sorry("很抱歉")]),
    )
    first, second = analyse(talk)
    assert (first.courtesy, first.expected, first.code) == (True, "", None)
    assert (second.turn, second.word, second.expected, second.code) == (4, "很抱歉", "对不起", "U")
    assert talk.by_number[4].turn.text[second.start : second.end] == "很抱歉"


def test_the_word_of_degree_belongs_to_the_apology() -> None:
    talk = dialogue(scenario(unclear()), ("时刻牌的事非常抱歉，在查。", [sorry("抱歉", "很抱歉")]))
    (apology,) = analyse(talk)
    assert (apology.word, apology.start) == ("非常抱歉", 5)


def test_the_split_rule_takes_each_matter_for_itself() -> None:
    case = scenario(ours("渡轮提前离岸"), unclear("快艇收费偏高"))
    talk = dialogue(
        case,
        ("渡轮提前离岸是我们的错，对不起。快艇收费偏高的事很抱歉，查了才知道。", [sorry(), sorry("很抱歉")]),
    )
    assert [apology.expected for apology in analyse(talk)] == ["对不起", "很抱歉"]
    assert codes(talk) == [None, None]


def test_a_fault_of_ours_is_owned_only_after_it_was_found() -> None:
    case = scenario(("渡轮提前离岸", Fault.OURS, False))
    admitted = "渡轮提前离岸，对不起，让您追了一路。"
    assert codes(dialogue(case, (admitted, [sorry()]))) == ["O"]
    found = "查到了，渡轮提前离岸，对不起，让您追了一路。"
    assert codes(dialogue(case, (found, [(MoveKind.FINDING, "查到了，渡轮提前离岸"), sorry()]))) == [None]


def test_in_a_public_opinion_case_no_apology_opens_the_first_answer() -> None:
    case = scenario(unclear(), risk=OpinionRisk.HIGH)
    text = "很抱歉！时刻牌我马上查，您先上快艇。"
    assert codes(dialogue(case, (text, [sorry("很抱歉")]))) == ["T"]
    checked = "14:20的票，对吗？时刻牌的事很抱歉，在查。"
    fact = (MoveKind.PARAPHRASE, "14:20的票，对吗", {"value": "right"})
    assert codes(dialogue(case, (checked, [fact, sorry("很抱歉")]))) == [None]
    later = dialogue(case, "您订的是哪一班？", ("时刻牌的事很抱歉，在查。", [sorry("很抱歉")]))
    assert codes(later) == [None]


def test_a_fault_that_stood_before_the_talk_is_rightly_owned_at_once() -> None:
    text = "对不起，渡轮提前离岸没有喊您，是我们的责任，向您道歉。"
    said = [sorry(), sorry("向您道歉", "对不起")]
    talk = dialogue(scenario(ours("渡轮提前离岸"), risk=OpinionRisk.HIGH), (text, said))
    assert codes(talk) == [None, None]
    assert bounds(talk, LEVEL) == (3, 4)
    assert bounds(talk, TIMING) == (3, 4)


def test_what_the_reader_heard_named_is_named_in_whatever_words() -> None:
    matter = "约好的渡轮没有等也没有喊人"
    text = "让您白追一路，对不起，这是我们没等您也没打招呼。"
    case = scenario(ours(matter), risk=OpinionRisk.HIGH)
    named = (MoveKind.APOLOGY, "对不起", {"base": "对不起", "target": "fault", "matter": matter})
    assert codes(dialogue(case, (text, [named]))) == [None]
    bare = (MoveKind.APOLOGY, "对不起", {"base": "对不起", "target": "hardship", "matter": matter})
    assert codes(dialogue(case, (text, [bare]))) == ["T"]


def test_what_it_did_to_the_customer_told_before_the_word_is_told() -> None:
    case = scenario(ours("渡轮提前离岸"), risk=OpinionRisk.HIGH)
    text = "您拖着箱子白追到栈桥，换谁都得火。对不起，这件事是我们失信了。"
    said = [(MoveKind.IMPACT, "您拖着箱子白追到栈桥"), sorry()]
    assert codes(dialogue(case, (text, said))) == [None]
    after = "对不起，这件事是我们失信了。您拖着箱子白追到栈桥，换谁都得火。"
    assert codes(dialogue(case, (after, said))) == ["T"]


def test_a_word_that_names_no_fact_still_comes_too_early_in_a_public_opinion_case() -> None:
    case = scenario(ours("渡轮提前离岸"), risk=OpinionRisk.HIGH)
    assert codes(dialogue(case, ("对不起对不起！都怪我们。", [sorry(), (MoveKind.APOLOGY, "对不起！", {})]))) == [
        "T",
        "T",
    ]


def test_before_the_facts_two_words_of_one_sentence_get_one_verdict() -> None:
    case = scenario(unclear(), risk=OpinionRisk.HIGH)
    text = "很抱歉，您14:20的票被时刻牌误导，真抱歉。"
    fact = (MoveKind.PARAPHRASE, "您14:20的票", {"value": "right"})
    assert codes(dialogue(case, (text, [sorry("很抱歉"), fact, sorry("真抱歉", "很抱歉")]))) == ["T", "T"]


def test_saying_it_again_about_nothing_new_is_filler() -> None:
    once = ("渡轮提前离岸是我们的错，对不起。", [sorry()])
    again = ("真的对不起啊。", [sorry(target="none")])
    assert codes(dialogue(scenario(ours()), once, again)) == [None, "F"]
    another = ("检票员没有喊您，这也怪我们，对不起。", [sorry()])
    assert codes(dialogue(scenario(ours()), once, another)) == [None, None]


def test_a_gentler_word_after_the_one_that_was_due_takes_nothing_back() -> None:
    due = ("渡轮提前离岸是我们的错，对不起。", [sorry()])
    gentler = ("害您抱着孩子在码头站一夜，很抱歉。", [sorry("很抱歉", target="hardship")])
    assert codes(dialogue(scenario(ours()), due, gentler)) == [None, None]
    assert codes(dialogue(scenario(ours()), gentler)) == ["U"]


def test_taking_ones_own_words_back_is_no_matter_of_the_case() -> None:
    own: Said = (MoveKind.TAKE_BACK, "那句话我收回", {})
    talk = dialogue(scenario(ours()), ("不好意思，那句话我收回。", [sorry("不好意思"), own]))
    assert [(apology.expected, apology.code) for apology in analyse(talk)] == [("", None)]


def test_where_nobody_knows_whose_fault_no_word_is_expected() -> None:
    talk = dialogue(scenario(), ("船走早了，对不起。", [sorry()]))
    assert [apology.expected for apology in analyse(talk)] == [""]
    assert not apology_bounds(talk, analyse(talk))[LEVEL].applicable


def bounds(talk: Dialogue, criterion: str) -> tuple[int, int]:
    bound = apology_bounds(talk, analyse(talk))[criterion]
    assert bound.applicable
    return bound.low, bound.high


def test_bounds_of_a_right_apology() -> None:
    talk = dialogue(scenario(ours()), ("渡轮提前离岸是我们的错，对不起。", [sorry()]))
    assert bounds(talk, LEVEL) == (3, 4)
    assert bounds(talk, TARGET) == (3, 4)
    assert bounds(talk, TIMING) == (3, 4)
    assert bounds(talk, FREQUENCY) == (2, 4)
    acting = ("渡轮提前离岸是我们的错，对不起。快艇我现在就叫。", [sorry(), (MoveKind.ACT_NOW, "现在就叫")])
    assert bounds(dialogue(scenario(ours()), acting), FREQUENCY) == (3, 4)
    borne = dialogue(scenario(ours()), ("船走了，让您白追到栈桥，对不起。", [sorry(target="hardship")]))
    assert bounds(borne, TARGET) == (2, 4)


def test_no_judge_can_like_an_apology_for_what_is_not_ours() -> None:
    talk = dialogue(scenario(unclear()), ("时刻牌写错是我们不对，对不起。", [sorry()]))
    assert bounds(talk, LEVEL)[1] <= 1


def test_what_an_apology_names_in_words_the_lexicon_lacks_is_left_to_the_judge() -> None:
    named = dialogue(scenario(ours()), ("对不起，让您拖着箱子白追到栈桥。", [sorry(target="none")]))
    assert bounds(named, TARGET) == (0, 4)
    bare = dialogue(scenario(ours()), ("对不起。", [sorry(target="none")]))
    assert bounds(bare, TARGET) == (0, 2)


def test_a_but_takes_the_target_away() -> None:
    talk = dialogue(scenario(ours()), ("对不起，但是船不等人。", [sorry(but="yes")]))
    assert bounds(talk, TARGET) == (0, 0)


def test_too_early_is_the_lowest_timing() -> None:
    talk = dialogue(scenario(ours(), risk=OpinionRisk.HIGH), ("对不起！都怪我们。", [sorry(target="fault")]))
    assert bounds(talk, TIMING) == (0, 0)
    regret = dialogue(scenario(unclear(), risk=OpinionRisk.HIGH), ("很抱歉让您追了一路。", [sorry("很抱歉")]))
    assert bounds(regret, TIMING) == (0, 2)


@pytest.mark.parametrize("target", ["inconvenience", "mood"])
def test_words_for_nothing_in_particular_earn_little_by_their_moment_or_by_being_few(target: str) -> None:
    said = dialogue(scenario(unclear()), "时刻牌我查过了。", ("给您补票，很抱歉。", [sorry("很抱歉", target=target)]))
    assert bounds(said, TIMING) == (0, 2)
    assert bounds(said, FREQUENCY) == (1, 3)


def test_four_turns_of_apology_are_the_lowest_frequency() -> None:
    lines = [(f"渡轮的事对不起，第{number}次说。", [sorry()]) for number in range(4)]
    assert bounds(dialogue(scenario(ours()), *lines), FREQUENCY) == (0, 0)
    assert bounds(dialogue(scenario(ours()), *lines[:3]), FREQUENCY)[1] < 4


def test_a_string_in_one_turn_too() -> None:
    text = "对不起，实在抱歉，真不好意思，渡轮走早了。"
    said = [sorry(), sorry("抱歉", "很抱歉"), sorry("不好意思")]
    assert bounds(dialogue(scenario(ours()), (text, said)), FREQUENCY) == (0, 0)


def test_none_where_one_is_due() -> None:
    talk = dialogue(scenario(ours()), "船走了，下一班16:10。")
    assert bounds(talk, LEVEL)[1] <= 1
    assert bounds(talk, TIMING) == (0, 0)


def test_none_where_none_is_due_is_not_applicable() -> None:
    talk = dialogue(scenario(CUSTOMERS), "票是6月4日的，今天上不了船，可以改签。")
    assert not any(bound.applicable for bound in apology_bounds(talk, analyse(talk)).values())


WORDS = st.sampled_from(["不好意思", "很抱歉", "对不起"])


@settings(deadline=None)
@given(
    st.lists(st.tuples(WORDS, st.sampled_from(["mood", "inconvenience", "event", "fault", "none"])), max_size=6),
    st.sampled_from(list(Fault)),
    st.booleans(),
    st.sampled_from(list(Severity)),
    st.sampled_from(list(OpinionRisk)),
)
def test_bounds_are_levels_whatever_is_said(
    words: list[tuple[str, str]], fault: Fault, established: bool, severity: Severity, risk: OpinionRisk
) -> None:
    case = scenario(("渡轮提前离岸", fault, established), severity=severity, risk=risk)
    talk = dialogue(case, *((f"渡轮的事，{word}。", [sorry(word, target=target)]) for word, target in words))
    for apology in analyse(talk):
        assert apology.expected in GRADE
    for bound in apology_bounds(talk, analyse(talk)).values():
        assert 0 <= bound.low <= bound.high <= 4
        assert all(bound.low <= bound.clamp(level) <= bound.high for level in range(5))
