"""Rehearsals: who earns nothing wins nothing, who works well wins in time, and the record counts what went wrong."""

from datetime import UTC, datetime

import pytest

from sim.customer import OfflineCustomer
from sim.customer.rehearsal.agents import AGENTS
from sim.customer.rehearsal.fidelity import OUT_OF_ROLE_FLAG, Fidelity, ShownLine, fidelity, shown_lines
from sim.customer.rehearsal.rehearse import Rehearsal, agent_named, plan, rehearse
from sim.customer.rehearsal.report import Summary, summarise, verdicts
from sim.domain.errors import NotFoundError
from sim.domain.mood import Mood, Outcome, Stage
from sim.domain.session import Intervention, TurnRecord, TurnStatus
from sim.domain.transcript import Speaker
from sim.reading import default_reader
from tests.customer.builders import ARCHETYPES, archetype, cast, library, scenario

CUSTOMER = OfflineCustomer(default_reader())
ANGRY = Mood(8, 3, Stage.OUTBURST)


async def rehearsals(who: str, *agents: str, seeds: int = 1) -> list[Rehearsal]:
    chosen = [AGENTS[name] for name in agents]
    runs = plan([archetype(who)], library().scenarios.values(), chosen, range(1, seeds + 1))
    return [await rehearse(CUSTOMER, run.cast, run.agent) for run in runs]


@pytest.mark.parametrize("who", ARCHETYPES)
async def test_agents_who_earn_nothing_win_nothing(who: str) -> None:
    summaries = summarise(await rehearsals(who, "poor", "grovelling", "jailbreak", "silent"))
    assert [summary.won for summary in summaries] == [0, 0, 0, 0]
    assert all(summary.swaps == summary.leaks == summary.repeats == summary.unearned == 0 for summary in summaries)


@pytest.mark.parametrize("who", ARCHETYPES)
async def test_the_persona_reaches_the_pass_mark(who: str) -> None:
    found = verdicts(summarise(await rehearsals(who, "excellent", "middling")))
    assert [(verdict.subject, verdict.passed, verdict.failures) for verdict in found] == [(who, True, ())]


async def test_a_case_is_on_trial_with_all_its_customers() -> None:
    runs = plan([archetype(who) for who in ARCHETYPES[:2]], [scenario()], [AGENTS["silent"]], [1])
    played = [await rehearse(CUSTOMER, run.cast, run.agent) for run in runs]
    (summary,) = summarise(played, by="scenario")
    assert (summary.subject, summary.agent, summary.sessions) == (scenario().id, "silent", 2)
    assert [each.subject for each in summarise(played)] == list(ARCHETYPES[:2])


async def test_a_rehearsal_tells_its_course() -> None:
    played = await rehearse(CUSTOMER, cast("irritable-threatening"), AGENTS["excellent"])
    assert played.outcome is Outcome.ACCEPTED
    assert played.lines == len(played.moods) - 1 == len(played.customer_lines) - 1
    assert list(played.stages.values()) == sorted(played.stages.values())
    assert played.stages[Stage.ACCEPTANCE] == played.lines
    assert "hidden-need" in played.disclosed


async def test_it_is_broken_off_where_told() -> None:
    played = await rehearse(CUSTOMER, cast("stubborn"), AGENTS["poor"], most_lines=2)
    assert (played.lines, played.outcome) == (2, None)


def test_an_unknown_agent_is_named_with_those_there_are() -> None:
    with pytest.raises(NotFoundError, match="excellent"):
        agent_named("perfect")


def shown(*lines: tuple[str, Stage], interventions: tuple[Intervention, ...] = ()) -> list[ShownLine]:
    return [
        ShownLine(2 * place + 1, text, Mood(5, 3, stage), interventions if place else ())
        for place, (text, stage) in enumerate(lines)
    ]


def test_the_record_counts_what_was_shown() -> None:
    record = fidelity(
        shown(
            ("人呢？", Stage.OUTBURST),
            ("抱歉，我帮您查一下。", Stage.OUTBURST),
            ("谢谢你，我接受。", Stage.CONFRONTATION),
            ("我的情绪值是8。", Stage.CONFRONTATION),
            ("人呢？", Stage.CONFRONTATION),
        ),
        None,
    )
    assert (record.role_breaks, record.unearned, record.leaks, record.repeats) == ((3,), (5,), (7,), (9,))
    assert not record.in_role
    assert record.flags == (OUT_OF_ROLE_FLAG,)


def test_a_good_end_may_agree() -> None:
    lines = shown(("人呢？", Stage.OUTBURST), ("行，就按你说的办。", Stage.ACCEPTANCE))
    assert fidelity(lines, Outcome.ACCEPTED).in_role
    assert not fidelity(lines, Outcome.LEFT).in_role


def test_a_model_that_needs_an_author_for_most_lines_is_out_of_role() -> None:
    stood_in = (Intervention("agent", "我帮您查", "人呢！"),)
    lines = shown(*((f"第{n}句话在这里", Stage.OUTBURST) for n in "甲乙丙丁"), interventions=stood_in)
    record = fidelity(lines, None)
    assert record.stand_ins == 3
    assert record.flags == (OUT_OF_ROLE_FLAG,)


def test_the_mood_of_a_line_is_that_after_the_line_it_answers() -> None:
    def record(turn: int, speaker: Speaker, mood: Mood | None) -> TurnRecord:
        return TurnRecord(turn, speaker, "……", TurnStatus.COMPLETE, datetime.now(UTC), mood=mood)

    turns = [
        record(1, Speaker.CUSTOMER, ANGRY),
        record(2, Speaker.TRAINEE, Mood(6, 4, Stage.STALEMATE)),
        record(3, Speaker.CUSTOMER, None),
    ]
    assert [line.mood for line in shown_lines(turns)] == [ANGRY, Mood(6, 4, Stage.STALEMATE)]


def summary(agent: str, *, won: int = 0, in_time: int = 0, leaks: int = 0) -> Summary:
    return Summary("stubborn", agent, 10, {}, won, in_time, {}, 50, 1.0, 0, 0, leaks, 0)


@pytest.mark.parametrize(
    ("found", "failure"),
    [
        (summary("silent", won=1), "silent: 1 unearned wins"),
        (summary("excellent", won=10, in_time=8), "excellent: won in time in 8 of 10 only"),
        (summary("poor", leaks=1), "poor: 1 leaks"),
    ],
)
def test_the_pass_mark_names_what_fell_short(found: Summary, failure: str) -> None:
    (verdict,) = verdicts([found])
    assert [str(found) for found in verdict.failures] == [failure]


def test_winning_as_often_half_heartedly_fails() -> None:
    (verdict,) = verdicts([summary("excellent", won=10, in_time=10), summary("middling", won=10, in_time=10)])
    assert [str(found) for found in verdict.failures] == ["middling: wins in time as often as excellent"]


def test_nothing_shown_is_in_role() -> None:
    assert Fidelity().in_role
