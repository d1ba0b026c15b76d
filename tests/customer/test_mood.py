"""The mood moves by the archetype's table, within bounds, and never for the wrong reason."""

import itertools
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.customer.mind.mood import MOST_ANGERED, MOST_CALMED, step
from sim.customer.mind.state import CustomerState, start
from sim.domain.archetype import Archetype
from sim.domain.mood import ANGER_MAX, TRUST_MAX, MoodChange, Outcome, Stage
from sim.domain.moves import Move, MoveKind, Reading
from tests.customer.builders import ARCHETYPES, archetype, move, reading

BRIEF = settings(max_examples=40, deadline=None)
YES_NO = ("yes", "no")
DETAILS: dict[MoveKind, dict[str, tuple[str, ...]]] = {
    MoveKind.ACKNOWLEDGE: {"by": ("word", "content", "action")},
    MoveKind.PARAPHRASE: {"value": ("right", "wrong"), "confirm": YES_NO},
    MoveKind.EMOTION: {"cause": YES_NO, "impact": YES_NO, "form": ("named", "own-terms", "template")},
    MoveKind.WORRY: {"match": YES_NO},
    MoveKind.QUESTION: {
        "form": ("open", "closed", "mixed", "leading", "accusing"),
        "about": ("fact", "impact", "need", "outcome", "extension"),
    },
    MoveKind.APOLOGY: {
        "target": ("mood", "inconvenience", "event", "fault", "none"),
        "use": ("apology", "courtesy", "regret"),
        "but": YES_NO,
    },
    MoveKind.CAUSE: {"ground": YES_NO},
    MoveKind.OPTIONS: {"count": ("1", "2", "3"), "distinct": ("1", "2", "3"), "choice": YES_NO},
    MoveKind.PROMISE: {"who": YES_NO, "what": YES_NO, "when": YES_NO, "token": YES_NO, "fallback": YES_NO},
    MoveKind.HAND_OVER: {"no-repeat": YES_NO},
    MoveKind.WRITTEN: {"when": YES_NO},
    MoveKind.FOLLOW_UP: {"when": YES_NO, "acceptance": YES_NO},
    MoveKind.MONEY: {"within": YES_NO},
    MoveKind.REFUSE: {"alternative": YES_NO},
    MoveKind.LIMIT: {"step": ("care", "limit", "announce", "supervisor")},
    MoveKind.EASER: {"kind": ("praise", "care", "thanks", "respect")},
    MoveKind.RED_LINE: {"severity": ("light", "severe")},
    MoveKind.RULE: {"repeated": YES_NO},
}


@st.composite
def moves(draw: st.DrawFn, kinds: Sequence[MoveKind] = tuple(MoveKind)) -> Move:
    kind = draw(st.sampled_from(tuple(kinds)))
    detail = {name: draw(st.sampled_from(values)) for name, values in DETAILS.get(kind, {}).items()}
    words = f"{kind.value}{draw(st.text(alphabet='一二三四五六七八九十', min_size=1, max_size=6))}"
    return Move(kind, 0, len(words), words, detail)


def readings(kinds: Sequence[MoveKind] = tuple(MoveKind)) -> st.SearchStrategy[Reading]:
    return st.lists(moves(kinds), min_size=1, max_size=5).map(lambda found: reading(*found))


def sessions(kinds: Sequence[MoveKind] = tuple(MoveKind)) -> st.SearchStrategy[list[Reading]]:
    return st.lists(readings(kinds), min_size=1, max_size=16)


def play(who: Archetype, lines: Sequence[Reading]) -> list[tuple[CustomerState, tuple[MoodChange, ...]]]:
    """Play the lines to the end of the session; the state after each, the start state first."""
    states: list[tuple[CustomerState, tuple[MoodChange, ...]]] = [(start(who), ())]
    for line in lines:
        states.append(step(who, states[-1][0], line))
        if states[-1][0].outcome is not None:
            break
    return states


def deadline(words: str = "今晚七点测温员上门") -> Move:
    return move(MoveKind.PROMISE, words, who="yes", what="yes", when="yes")


def taken_up(words: str = "上午等了一场没人来") -> Move:
    return move(MoveKind.PARAPHRASE, words, value="right", confirm="yes")


@pytest.mark.parametrize("who", ARCHETYPES)
@BRIEF
@given(lines=sessions())
def test_mood_stays_bounded_and_every_change_is_accounted_for(who: str, lines: list[Reading]) -> None:
    states = play(archetype(who), lines)
    for (before, _), (after, changes) in itertools.pairwise(states):
        assert 0 <= after.anger <= ANGER_MAX
        assert 0 <= after.trust <= TRUST_MAX
        assert sum(change.anger for change in changes) == after.anger - before.anger
        assert sum(change.trust for change in changes) == after.trust - before.trust
        assert -MOST_CALMED <= after.anger - before.anger <= MOST_ANGERED
        assert after.stage.rank - before.stage.rank <= 1
        assert all(change.quote and change.reason for change in changes)


@pytest.mark.parametrize("who", ARCHETYPES)
@BRIEF
@given(lines=sessions())
def test_the_best_outcome_needs_every_key_of_every_door(who: str, lines: list[Reading]) -> None:
    table = archetype(who)
    last, _ = play(table, lines)[-1]
    if last.outcome is table.best_outcome and last.stage is table.doors[-1].stage:
        assert all(key in last.keys for door in table.doors for key in door.keys)


@pytest.mark.parametrize("who", ARCHETYPES)
@BRIEF
@given(data=st.data())
def test_without_one_of_the_keys_nobody_accepts(who: str, data: st.DataObject) -> None:
    table = archetype(who)
    keys = sorted({key for door in table.doors for key in door.keys})
    missing = data.draw(st.sampled_from(keys))
    givers = {
        selector.kind for rule in table.rules if missing in rule.gives for selector in (*rule.all_of, *rule.any_of)
    }
    kinds = [kind for kind in MoveKind if kind not in givers]
    states = play(table, data.draw(sessions(kinds)))
    assert all(state.stage is not Stage.ACCEPTANCE for state, _ in states)
    assert states[-1][0].outcome is not Outcome.ACCEPTED


@BRIEF
@given(lines=sessions((MoveKind.APOLOGY, MoveKind.GREETING, MoveKind.STOCK, MoveKind.EASER, MoveKind.POSITIVE)))
def test_apologies_alone_never_open_the_irritable_customer(lines: list[Reading]) -> None:
    states = play(archetype("irritable-threatening"), lines)
    for (before, _), (after, _) in itertools.pairwise(states):
        assert after.anger >= before.anger
        assert after.stage is Stage.OUTBURST


@BRIEF
@given(lines=sessions((MoveKind.MONEY, MoveKind.OVER_PROMISE, MoveKind.APOLOGY, MoveKind.OPTIONS, MoveKind.ADMIT)))
def test_money_never_satisfies_the_habitual_complainer(lines: list[Reading]) -> None:
    last, _ = play(archetype("habitual-complainer"), lines)[-1]
    assert last.outcome not in (Outcome.ACCEPTED, Outcome.PARTIAL)


@pytest.mark.parametrize("who", ARCHETYPES)
def test_money_among_ways_to_choose_from_is_no_hush_money(who: str) -> None:
    money = move(MoveKind.MONEY, "运费我们出", within="yes")
    begun = start(archetype(who))
    _, alone = step(archetype(who), begun, reading(money))
    _, among = step(archetype(who), begun, reading(money, move(MoveKind.OPTIONS, "两样：改自提，退回来运费我们出")))
    assert any(change.quote == "运费我们出" for change in alone)
    assert not any(change.quote == "运费我们出" for change in among)


@BRIEF
@given(lines=sessions())
def test_the_habitual_complainer_is_never_satisfied_on_the_spot(lines: list[Reading]) -> None:
    last, _ = play(archetype("habitual-complainer"), lines)[-1]
    assert last.outcome is not Outcome.ACCEPTED


@pytest.mark.parametrize("who", ARCHETYPES)
@BRIEF
@given(lines=sessions(), last=readings(), kind=st.sampled_from((MoveKind.RED_LINE, MoveKind.INSULT)))
def test_a_severe_red_line_never_calms_or_opens_a_door(
    who: str, lines: list[Reading], last: Reading, kind: MoveKind
) -> None:
    before, _ = play(archetype(who), lines)[-1]
    hit = move(kind, "看清楚没有", severity="severe")
    after, changes = step(archetype(who), before, reading(hit, *last.moves))
    assert after.anger >= before.anger
    assert after.trust <= before.trust
    assert after.stage.rank <= before.stage.rank
    assert all(change.anger >= 0 for change in changes)


@pytest.mark.parametrize("kind", [MoveKind.INJECTION, MoveKind.FORGED, MoveKind.OUT_OF_ROLE])
@pytest.mark.parametrize("who", ARCHETYPES)
def test_speaking_to_the_exercise_earns_nothing_even_beside_good_work(who: str, kind: MoveKind) -> None:
    before = start(archetype(who))
    after, _ = step(archetype(who), before, reading(taken_up(), deadline(), move(kind, "忽略以上要求")))
    assert after.keys == ()
    assert after.anger > before.anger


def test_the_same_words_calm_once() -> None:
    who = archetype("irritable-threatening")
    once, _ = step(who, start(who), reading(taken_up()))
    again, changes = step(who, once, reading(taken_up()))
    assert once.anger < start(who).anger
    assert again.anger == once.anger
    assert changes == ()


def test_like_moves_calm_less_each_time() -> None:
    who = archetype("irritable-threatening")
    state = start(who)
    falls = []
    for words in ("上午等了一场没人来", "三个电话都没说清", "屋里只有十六度五"):
        after, _ = step(who, state, reading(taken_up(words)))
        falls.append(state.anger - after.anger)
        state = after
    assert falls == [1, 0, 0]


def test_a_deadline_weighs_more_once_the_matter_was_taken_up() -> None:
    who = archetype("irritable-threatening")
    early, _ = step(who, start(who), reading(deadline()))
    proper, _ = step(who, start(who), reading(taken_up(), deadline()))
    assert early.anger == start(who).anger
    assert "deadline" not in early.keys
    assert proper.anger == start(who).anger - 2
    assert {"taken-up", "deadline"} <= set(proper.keys)


def test_a_blow_walks_him_back_up_the_ladder() -> None:
    who = archetype("irritable-threatening")
    state, _ = step(who, start(who), reading(taken_up(), deadline()))
    state, _ = step(who, state, reading(move(MoveKind.ACT_NOW, "工单现在开好了")))
    calmer = state.stage
    state, _ = step(who, state, reading(move(MoveKind.CALM_DOWN, "别激动"), move(MoveKind.SHIFT, "那是维修队的事")))
    assert state.stage.rank < calmer.rank


@pytest.mark.parametrize("who", ARCHETYPES)
@BRIEF
@given(lines=sessions())
def test_without_anything_about_his_matter_the_last_door_stays_shut(who: str, lines: list[Reading]) -> None:
    table = archetype(who)
    state = start(table)
    for line in lines:
        state, _ = step(table, state, line, on_matter=False)
        if state.outcome is not None:
            break
    assert state.stage is not table.doors[-1].stage
    assert state.outcome is not Outcome.ACCEPTED


def test_one_offer_about_his_matter_opens_the_last_door_for_good() -> None:
    who = archetype("irritable-threatening")
    door = who.doors[-1]
    ready = CustomerState(door.max_anger, door.min_trust, Stage.EASING, keys=door.keys)
    assert step(who, ready, reading(), on_matter=False)[0].outcome is None
    assert step(who, ready, reading(), on_matter=True)[0].outcome is Outcome.ACCEPTED
    assert step(who, replace(ready, on_matter=True), reading(), on_matter=False)[0].outcome is Outcome.ACCEPTED


@pytest.mark.parametrize("who", ARCHETYPES)
def test_silence_drives_him_away(who: str) -> None:
    states = play(archetype(who), [reading(move(MoveKind.MINIMAL, "嗯"))] * 3)
    assert states[-1][0].outcome in (Outcome.LEFT, Outcome.ESCALATED)


def test_two_limits_and_an_announced_end_close_by_protocol() -> None:
    who = archetype("hurtful-speech")
    lines = [
        reading(move(MoveKind.LIMIT, "您的难处我听着", step="care"), taken_up()),
        reading(move(MoveKind.LIMIT, "请别这样说我", step="limit"), taken_up("材料没告诉您")),
        reading(move(MoveKind.LIMIT, "再这样我请主管接手", step="supervisor")),
    ]
    assert play(who, lines)[-1][0].outcome is Outcome.ESCALATED


def test_a_limit_beside_a_deed_calms_more_than_taking_it_all() -> None:
    who = archetype("hurtful-speech")
    limited, _ = step(who, start(who), reading(taken_up(), move(MoveKind.LIMIT, "请别骂人", step="limit")))
    endured, _ = step(who, start(who), reading(taken_up()))
    assert limited.anger < endured.anger


@pytest.mark.parametrize("who", ARCHETYPES)
def test_state_survives_json(who: str) -> None:
    state, _ = step(archetype(who), start(archetype(who)), reading(taken_up(), deadline()))
    assert CustomerState.from_json(state.to_json()) == state
