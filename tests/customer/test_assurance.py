"""Assurances the case forbids: heard as such, and worth nothing to the customer."""

import pytest

from sim.customer.mind.assurance import over_promises
from sim.customer.mind.hearing import as_heard, deals_with
from sim.domain.archetype import Beat
from sim.domain.moves import MoveKind, Reading
from sim.reading import ReadingContext, default_reader
from tests.customer.builders import ARCHETYPES, cast, library, scenario
from tests.customer.playing import play

READER = default_reader()


def read(text: str, scenario_id: str) -> Reading:
    return READER.read(text, ReadingContext(scenario(scenario_id), "几点？", (), 2))


@pytest.mark.parametrize(
    ("scenario_id", "text", "words"),
    [
        (
            "heating-burst-pipe",
            "反正会修好的，最晚今晚十二点一定给您恢复供暖，您放心，我保证",
            "最晚今晚十二点一定给您恢复供暖",
        ),
        ("heating-missed-visit", "我保证今晚就能升到18度", "我保证今晚就能升到18度"),
        ("water-bill-tripled", "明天一定给您退水费，我保证", "明天一定给您退水费"),
        ("bank-double-charge", "放心，今天肯定到账", "今天肯定到账"),
        ("parcel-blizzard", "除夕前一定给您送到", "除夕前一定给您送到"),
    ],
)
def test_a_forbidden_assurance_is_heard_with_its_own_words(scenario_id: str, text: str, words: str) -> None:
    found = over_promises(scenario(scenario_id), read(text, scenario_id))
    assert [move.quote for move in found] == [words]
    assert found[0].get("rule") in scenario(scenario_id).forbidden


@pytest.mark.parametrize(
    ("scenario_id", "text"),
    [
        ("heating-burst-pipe", "几点恢复供暖我现在不能跟您保证"),
        ("heating-burst-pipe", "能保证今晚恢复供暖吗？"),
        ("heating-burst-pipe", "我一定派人上去看看老人"),
        ("heating-missed-visit", "今晚七点一定安排测温员上门，到您家里量"),
        ("heating-missed-visit", "测温低于18度的话，暖气费一定按天给您退"),
        ("bank-double-charge", "今天一定给您回电话"),
        ("hospital-late-report", "我一定给您联系专家诊室"),
    ],
)
def test_what_may_be_promised_stays_a_promise(scenario_id: str, text: str) -> None:
    assert over_promises(scenario(scenario_id), read(text, scenario_id)) == ()


@pytest.mark.parametrize("scenario_id", sorted(library().scenarios))
def test_nothing_within_authority_is_beyond_it(scenario_id: str) -> None:
    case = scenario(scenario_id)
    for way in case.authority:
        assert over_promises(case, read(f"我一定办到：{way}。", scenario_id)) == (), way


def test_its_sentence_carries_no_promise() -> None:
    case = scenario("heating-burst-pipe")
    reading = as_heard(read("您家停了36小时，您着急。我保证今晚十点一定恢复供暖。", "heating-burst-pipe"), case)
    assert not reading.of(MoveKind.PROMISE)
    assert reading.of(MoveKind.PARAPHRASE)
    assert not deals_with(case, reading)


@pytest.mark.parametrize("who", ARCHETYPES)
async def test_it_never_moves_him_in_the_agents_favour(who: str) -> None:
    played = cast(who, "heating-burst-pipe")
    _, reactions = await play(played, "您家停了36小时，搁谁都着急。", "我保证今晚十点一定恢复供暖。")
    before, after = reactions
    assert after.direction.taken is Beat.GUARANTEED
    assert after.mood.anger >= before.mood.anger
    assert after.mood.trust <= before.mood.trust
    assert [change.rule for change in after.changes if change.move == "over-promise"] == ["over-promised"]
    assert all(change.anger >= 0 and change.trust <= 0 for change in after.changes)
