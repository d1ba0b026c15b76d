"""A level is given only where the words show what its anchor asks."""

import asyncio

import pytest

from sim.domain.score import Proposal
from sim.grading.grade import grade
from sim.grading.rules.levels import PROFILES
from sim.grading.rules.offline import OfflineGrader
from sim.grading.rules.profile import Profile, words_to_say
from sim.reading import default_reader
from tests.grading.cases import GOOD, grading_case, shipped_rubric

PROFILE = Profile(
    shows={"number": "给了单号", "way-back": "说了办不成怎么办"},
    against={"calm-down": "叫客户别激动"},
    line=lambda _: "",
    must={3: (("number", "way-back"),), 4: (("number",), ("way-back",))},
    spoilt={"calm-down": 2},
)


@pytest.mark.parametrize(
    ("signs", "level"),
    [
        ({"number", "way-back"}, 4),
        ({"number"}, 3),
        ({"way-back"}, 3),
        (set[str](), 2),
        ({"number", "way-back", "calm-down"}, 2),
    ],
)
def test_each_group_of_an_anchor_must_be_shown(signs: set[str], level: int) -> None:
    assert PROFILE.allow(4, signs.__contains__, signs.__contains__) == level
    assert PROFILE.allow(1, signs.__contains__, signs.__contains__) == 1


def test_what_an_anchor_asks_can_be_told() -> None:
    for name, profile in PROFILES.items():
        told = {*profile.shows, *profile.support}
        asked = {sign for groups in profile.must.values() for group in groups for sign in group}
        assert asked <= told, name
        assert set(profile.spoilt) <= set(profile.against), name


def test_words_to_say_are_those_after_the_colon() -> None:
    assert words_to_say(Proposal("x", 2, suggestion="要做到：说清。可以说：“我来查。”")) == "“我来查。”"
    assert words_to_say(Proposal("x", 2, suggestion="要做到：说清。")) == words_to_say(None) == ""


def levels(*lines: str) -> dict[str, int | None]:
    """The levels of a talk in the ferry case, graded by rule."""
    reader = default_reader()
    card = asyncio.run(grade(grading_case(lines, shipped_rubric()), OfflineGrader(reader), reader))
    return {score.id: score.level for score in card.criteria}


def test_a_promise_without_a_way_back_is_no_whole_one() -> None:
    assert levels(*GOOD)["resolution.commitment"] == 4
    unbacked = [line.replace("；15:10还没见着船，您直接拨我分机307，我转值班站长，不用重讲", "") for line in GOOD]
    unbacked = [line.replace("，没到我明早9点前给您回电话", "") for line in unbacked]
    assert levels(*unbacked)["resolution.commitment"] == 3


def test_who_tells_the_customer_to_calm_down_has_not_granted_the_feeling() -> None:
    assert (levels(*GOOD)["empathy.validate"] or 0) >= 3
    assert levels("您先别激动。" + GOOD[0], *GOOD[1:])["empathy.validate"] == 2


def test_an_apology_at_its_moment_turns_to_what_is_to_be_done() -> None:
    assert levels(*GOOD)["apology.timing"] == 4
    idle = (GOOD[0], GOOD[1].replace("我查了离岸记录：14:18开的船，", ""), *GOOD[2:])
    assert levels(*idle)["apology.timing"] == 3


def test_one_way_is_no_choice_and_two_are() -> None:
    one = "快艇我已经叫了，15:05在三号台等您，船老大姓祁。到岸15:25，我打给您确认；15:10没见着船，您打我分机307。"
    assert levels(*GOOD)["resolution.options"] == 4
    assert levels(*(one if "一、" in line else line for line in GOOD))["resolution.options"] == 2


def test_a_thing_shown_in_one_form_is_not_said_to_be_lacking_in_another() -> None:
    reader = default_reader()
    lines = ("您的船开走了，对不起。", "快艇15:05到，到不了我15:00打给您。")
    card = asyncio.run(grade(grading_case(lines, shipped_rubric()), OfflineGrader(reader), reader))
    reason = next(score.reasoning for score in card.criteria if score.id == "resolution.commitment")
    assert "没看到" in reason
    assert "说出了具体时间" not in reason.partition("没看到")[2]
    assert "说了没办成怎么办" not in reason.partition("没看到")[2]


@pytest.mark.parametrize(
    ("heard", "most"), [("您肯定赶不上签字，心里难受。", 3), ("您怕的是赶不上见父亲这一面，是不是？", 4)]
)
def test_a_worry_put_as_certain_leaves_no_room_to_be_corrected(heard: str, most: int) -> None:
    told = (GOOD[0], GOOD[1], heard + "那先保证您过江：一、快艇现在就能走；二、16:10末班渡轮。您选哪个？", *GOOD[3:])
    assert levels(*told)["empathy.interpret"] == most
