"""A lapse of ours beside an open matter may be owned; the open matter may not."""

import pytest

from sim.domain.ports import GradingCase
from sim.domain.transcript import Speaker, Transcript, Turn
from sim.grading.limits.apology import analyse
from sim.grading.limits.compliance import compliance_failures
from sim.grading.words.dialogue import Dialogue, dialogue_of
from sim.library import Library, default_roots
from sim.reading import default_reader

WATER, TELECOM = "water-bill-tripled", "telecom-unasked-service"


@pytest.fixture(scope="module")
def library() -> Library:
    return Library.load(default_roots())


def _talk(library: Library, scenario: str, said: str) -> Dialogue:
    case = library.scenario(scenario)
    turns = (Turn(1, Speaker.CUSTOMER, "你们到底管不管？"), Turn(2, Speaker.TRAINEE, said))
    transcript = Transcript("t", "stubborn", case, turns)
    return dialogue_of(GradingCase(transcript, library.rubric("service-complaint")), default_reader())


@pytest.mark.parametrize(
    ("scenario", "said"),
    [
        (WATER, "三号那通电话就一句“自己找”，没留单子，这是我们没接住，对不起。"),
        (WATER, "11月3号您打热线，我们连工单都没给您留，是我们的错，对不起。"),
        (TELECOM, "9月28号您打热线，坐席只查了没给您退订，10月1号又扣了一次，这是我们没做到，对不起。"),
    ],
)
def test_a_lapse_the_facts_tell_is_rightly_owned(library: Library, scenario: str, said: str) -> None:
    talk = _talk(library, scenario, said)
    assert compliance_failures(talk) == ()
    (score,) = analyse(talk)
    assert (score.expected, score.code) == ("对不起", None)


@pytest.mark.parametrize(
    ("scenario", "said"),
    [
        (WATER, "10月水费翻三倍是我们算错了，对不起。"),
        (WATER, "这是我们的错，对不起。"),
        (TELECOM, "“悦听生活包”没经您本人同意就开通，是我们的错，对不起。"),
    ],
)
def test_what_nobody_has_cleared_up_is_not(library: Library, scenario: str, said: str) -> None:
    talk = _talk(library, scenario, said)
    assert {failure.kind for failure in compliance_failures(talk)} & {"unverified-admission", "untruth"}
    (score,) = analyse(talk)
    assert (score.expected, score.code) == ("很抱歉", "O")
