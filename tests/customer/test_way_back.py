"""The way back after bad lines: slow, for solid lines alone, and no further than where he started."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.customer.mind.mood import step
from sim.customer.mind.state import CustomerState
from sim.domain.mood import ANGER_MAX, Outcome, Stage
from sim.domain.moves import MoveKind
from sim.domain.transcript import Speaker, Turn
from tests.customer.builders import ARCHETYPES, archetype, cast, move, reading
from tests.customer.playing import CUSTOMER, play

BAD = (
    "这个不是我说的啊，白天是别的同事接的，我不清楚",
    "大爷您先别激动，通知应该是系统发了的，可能您没看到，也体谅体谅我们，最晚今晚十二点一定给您恢复供暖，我保证",
)
GOOD = (
    "停暖三十六小时，也没有提前通知您，这是我们的责任。家里老人现在怎么样，冷不冷？",
    "我今晚十点前给您送两台油汀上门，送货员当面帮老人插好，可以吗？",
    "退费按停暖天数退，36小时按两天算，10个工作日内退到您缴费账户。",
    "几点恢复我现在不能跟您保证，刚才我说十二点是我说错了。",
    "网格员今晚九点半前上门看望老人，看完我马上给您回电话。",
)
GROVEL = ("真的非常抱歉，实在对不起。", "对不起对不起，都是我们不好，请您原谅。", "万分抱歉，您骂得对。", "太抱歉了。")


@pytest.mark.parametrize("who", ARCHETYPES)
async def test_good_lines_after_bad_ones_bring_him_down_step_by_step(who: str) -> None:
    _, reactions = await play(cast(who, "heating-burst-pipe"), *BAD, *GOOD)
    angers = [reaction.mood.anger for reaction in reactions]
    after_bad, after_good = angers[len(BAD) - 1], angers[len(BAD) :]
    assert len(after_good) == len(GOOD), "he must not have left"
    assert after_bad > archetype(who).start_anger
    assert after_good[-1] <= archetype(who).start_anger
    assert after_good[1] >= after_bad - 4
    assert reactions[-1].outcome not in (Outcome.ACCEPTED, Outcome.PARTIAL)


@pytest.mark.parametrize("who", ARCHETYPES)
async def test_apologies_alone_bring_nobody_back(who: str) -> None:
    _, reactions = await play(cast(who, "heating-burst-pipe"), *BAD, *GROVEL)
    angers = [reaction.mood.anger for reaction in reactions]
    assert min(angers[len(BAD) :]) >= angers[len(BAD) - 1]


@pytest.mark.parametrize("who", ARCHETYPES)
async def test_being_rude_first_gains_nothing(who: str) -> None:
    """He who angers the customer and makes up for it is never better off than he who did not anger him."""
    _, spoilt = await play(cast(who, "heating-burst-pipe"), *BAD, *GOOD)
    _, clean = await play(cast(who, "heating-burst-pipe"), *GOOD)
    for made_up, at_once in zip(spoilt[len(BAD) :], clean, strict=False):
        assert made_up.mood.anger >= at_once.mood.anger
        assert made_up.mood.trust <= at_once.mood.trust


@pytest.mark.parametrize("who", ARCHETYPES)
@settings(max_examples=40, deadline=None)
@given(
    words=st.lists(
        st.text(alphabet="甲乙丙丁戊己庚辛壬癸", min_size=6, max_size=12), min_size=1, max_size=10, unique=True
    )
)
def test_the_way_back_ends_where_he_started(who: str, words: list[str]) -> None:
    table = archetype(who)
    back = next(rule for rule in table.rules if rule.id == "won-back")
    assert back.above == table.start_anger
    state = CustomerState(ANGER_MAX, 3, Stage.OUTBURST, keys=back.needs)
    for each in words:
        before = state
        state, changes = step(table, state, reading(move(MoveKind.SAFETY, each)))
        assert all(change.anger >= -1 for change in changes if change.rule == "won-back")
        if before.anger <= table.start_anger:
            assert not any(change.rule == "won-back" for change in changes)
        if state.outcome is not None:
            break


@pytest.mark.parametrize("who", ARCHETYPES)
def test_a_line_with_a_blow_in_it_makes_up_for_nothing(who: str) -> None:
    table = archetype(who)
    key = next(rule for rule in table.rules if rule.id == "won-back").needs
    state = CustomerState(ANGER_MAX, 3, Stage.OUTBURST, keys=key)
    promise = move(MoveKind.PROMISE, "今晚九点前送到", who="yes", what="yes", when="yes")
    for kind in (MoveKind.CALM_DOWN, MoveKind.SHIFT, MoveKind.LECTURE, MoveKind.ARGUE, MoveKind.OVER_PROMISE):
        _, changes = step(table, state, reading(promise, move(kind, "夹着一句")))
        assert not any(change.rule == "won-back" for change in changes)


def test_what_had_no_room_is_still_owed() -> None:
    """A rule whose good could have no effect in its line works in full when it comes again."""
    who = archetype("stubborn")
    state = CustomerState(5, 8, Stage.STALEMATE, keys=("granted", "dated"))
    spent, changes = step(who, state, reading(move(MoveKind.WRITTEN, "给您书面说明", when="no")))
    assert changes == ()
    assert "dated" not in spent.uses


def _states(who: str, *lines: str) -> CustomerState:
    played = cast(who, "heating-burst-pipe")
    opening = CUSTOMER.open(played)
    turns, state = [Turn(1, Speaker.CUSTOMER, opening.text)], opening.state
    for text in lines:
        turns.append(Turn(len(turns) + 1, Speaker.TRAINEE, text))
        state = CUSTOMER.react(played, turns, state).state
    return CustomerState.from_json(state)


def test_a_state_stored_before_break_offs_were_counted_is_read() -> None:
    state = _states("stubborn", "您好").to_json()
    del state["break_offs"]
    assert CustomerState.from_json(state).break_offs == 0


@pytest.mark.parametrize(
    ("who", "line", "rule", "quote"),
    [
        ("stubborn", BAD[0], "brushed-off", "我不清楚"),
        ("stubborn", "您也理解一下我们，大家都很辛苦", "lectured", "您也理解一下我们"),
        ("stubborn", "您去曝光吧", "threat-taken", "去曝光"),
        ("hurtful-speech", "行了不跟你说了", "broken-off", "不跟你说了"),
    ],
)
async def test_the_reason_fits_the_words(who: str, line: str, rule: str, quote: str) -> None:
    _, reactions = await play(cast(who, "heating-burst-pipe"), line)
    assert any(change.rule == rule and quote in change.quote for change in reactions[0].changes)


@pytest.mark.parametrize("line", ["您放心，", "您放心，我们会重视的。"])
async def test_reassuring_grants_nothing(line: str) -> None:
    _, reactions = await play(cast("stubborn", "heating-burst-pipe"), line)
    assert all(change.trust <= 0 and change.anger >= 0 for change in reactions[0].changes)


async def test_i_dont_know_said_to_be_rid_of_him_is_no_proof() -> None:
    _, reactions = await play(cast("stubborn", "heating-burst-pipe"), GOOD[0], "这个不是我接的，我不清楚")
    assert "proof" not in [change.rule for change in reactions[1].changes]
