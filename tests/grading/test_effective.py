"""The effective scorecard: what people decide is added up by the code that added up the original."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.domain.review import Author, Override, Verdict
from sim.domain.score import CriterionScore, Engine, Evidence, Feedback, GateScore, Scorecard, Status, StepScore
from sim.grading.effective import effective_scorecard
from sim.grading.totals import add_up
from tests.grading.samples import rubric, score, scores

RUBRIC = rubric()
CRITERIA = [criterion.id for criterion in RUBRIC.criteria()]
GATES = [gate.id for gate in RUBRIC.gates]
NOW = datetime(2026, 1, 5, tzinfo=UTC)
TEACHER = Author("t1", "王老师")
QUOTE = Evidence(2, 0, 4, "您等了一")


def override(subject: str, verdict: Verdict, level: int | None = None, severity: str = "") -> Override:
    return Override(subject, verdict, TEACHER, NOW, level, severity, reason="看了原话")


def card(criteria: tuple[CriterionScore, ...], gates: tuple[GateScore, ...] = (), **changed: object) -> Scorecard:
    totals = add_up(RUBRIC, criteria, gates)
    made = {
        "id": "s1",
        "engine": Engine.OFFLINE,
        "model": None,
        "rubric_id": RUBRIC.id,
        "rubric_version": "v1",
        "total": totals.total,
        "passed": totals.passed,
        "level": totals.level,
        "dimensions": totals.dimensions,
        "criteria": criteria,
        "gates": gates,
    }
    return Scorecard(**{**made, **changed})  # type: ignore[arg-type]  # a table of fields, checked by each test


def passed_gates() -> tuple[GateScore, ...]:
    return tuple(GateScore(name, True, "none", None) for name in GATES)


def failed(name: str, cap: int = 59) -> tuple[GateScore, ...]:
    return tuple(GateScore(name, False, "severe", cap) if gate.id == name else gate for gate in passed_gates())


LEVELS = st.one_of(st.none(), st.integers(0, 4))
CRITERION_OVERRIDES = st.one_of(
    st.builds(override, st.sampled_from(CRITERIA), st.sampled_from([Verdict.ACCEPT, Verdict.REJECT])),
    st.builds(override, st.sampled_from(CRITERIA), st.just(Verdict.ADJUST), LEVELS),
)
GATE_OVERRIDES = st.one_of(
    st.builds(override, st.sampled_from(GATES), st.sampled_from([Verdict.UPHOLD, Verdict.LIFT])),
    st.builds(override, st.sampled_from(GATES), st.just(Verdict.FAIL), st.none(), st.sampled_from(["light", "severe"])),
)
OVERRIDES = st.lists(st.one_of(CRITERION_OVERRIDES, GATE_OVERRIDES), max_size=12)
CARDS = st.builds(
    lambda levels, caps: card(
        tuple(
            score(name, level, Status.NOT_APPLICABLE if level is None else Status.SCORED)
            for name, level in zip(CRITERIA, levels, strict=True)
        ),
        tuple(
            GateScore(name, cap is None, "none" if cap is None else "severe", cap)
            for name, cap in zip(GATES, caps, strict=True)
        ),
    ),
    st.tuples(*(LEVELS for _ in CRITERIA)),
    st.tuples(*(st.sampled_from([None, 59]) for _ in GATES)),
)


@settings(deadline=None)
@given(CARDS)
def test_without_overrides_the_original_stands(original: Scorecard) -> None:
    assert effective_scorecard(RUBRIC, original, ()) is original


@settings(deadline=None)
@given(CARDS)
def test_accepting_everything_changes_no_figure(original: Scorecard) -> None:
    accepted = [override(name, Verdict.ACCEPT) for name in CRITERIA]
    upheld = [override(name, Verdict.UPHOLD) for name in GATES]
    assert effective_scorecard(RUBRIC, original, [*accepted, *upheld]) == original


@settings(deadline=None)
@given(CARDS, OVERRIDES, st.randoms())
def test_overrides_of_different_subjects_may_come_in_any_order(
    original: Scorecard, given_overrides: list[Override], chance: object
) -> None:
    last = list({item.subject: item for item in given_overrides}.values())
    shuffled = list(last)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]  # hypothesis hands out a Random
    whole = effective_scorecard(RUBRIC, original, given_overrides)
    assert effective_scorecard(RUBRIC, original, shuffled) == whole


@settings(deadline=None)
@given(CARDS, OVERRIDES)
def test_the_last_override_of_a_subject_wins(original: Scorecard, given_overrides: list[Override]) -> None:
    result = effective_scorecard(RUBRIC, original, given_overrides)
    last = {item.subject: item for item in given_overrides}
    for before, after in zip(original.criteria, result.criteria, strict=True):
        verdict = last[before.id].verdict if before.id in last else Verdict.ACCEPT
        wanted = {Verdict.ACCEPT: before.level, Verdict.REJECT: None}
        assert after.level == (last[before.id].level if verdict is Verdict.ADJUST else wanted[verdict])
    for gate_before, gate_after in zip(original.gates, result.gates, strict=True):
        said = last[gate_before.id].verdict if gate_before.id in last else Verdict.UPHOLD
        assert gate_after.passed == (gate_before.passed if said is Verdict.UPHOLD else said is Verdict.LIFT)


@settings(deadline=None)
@given(CARDS, OVERRIDES)
def test_totals_are_always_those_of_the_parts_and_never_above_a_cap(
    original: Scorecard, given_overrides: list[Override]
) -> None:
    result = effective_scorecard(RUBRIC, original, given_overrides)
    totals = add_up(RUBRIC, result.criteria, result.gates)
    assert (result.total, result.passed, result.level) == (totals.total, totals.passed, totals.level)
    assert result.dimensions == totals.dimensions
    assert all((gate.cap is None) == gate.passed for gate in result.gates)
    if result.total is not None:
        assert result.total <= min([100, *(gate.cap for gate in result.gates if gate.cap is not None)])


def test_a_rejected_criterion_withholds_the_total_and_is_no_pass() -> None:
    result = effective_scorecard(RUBRIC, card(scores(4), passed_gates()), [override(CRITERIA[0], Verdict.REJECT)])
    assert (result.total, result.passed, result.level) == (None, False, None)
    assert result.criteria[0].status is Status.UNSCORED


def test_an_accepted_criterion_no_longer_waits_for_review_and_its_flag_is_settled() -> None:
    doubted = tuple(CriterionScore(item.id, item.level, Status.NEEDS_REVIEW) for item in scores(3))
    flags = (f"disagreement:{CRITERIA[0]}", f"low-evidence:{CRITERIA[1]}", "injection", f"gate-disputed:{GATES[0]}")
    original = card(doubted, passed_gates(), flags=flags)
    given_overrides = [override(CRITERIA[0], Verdict.ACCEPT), override(GATES[0], Verdict.UPHOLD)]
    result = effective_scorecard(RUBRIC, original, given_overrides)
    assert [item.status for item in result.criteria[:2]] == [Status.SCORED, Status.NEEDS_REVIEW]
    assert result.flags == (f"low-evidence:{CRITERIA[1]}", "injection")


def test_lifting_the_only_failed_gate_lifts_the_cap() -> None:
    original = card(scores(4), failed("gate.red-line"))
    assert (original.total, original.passed) == (59, False)
    result = effective_scorecard(RUBRIC, original, [override("gate.red-line", Verdict.LIFT)])
    assert (result.total, result.passed) == (100, True)


@pytest.mark.parametrize(("severity", "cap"), [("light", 84), ("severe", 59)])
def test_a_gate_failed_by_a_person_caps_by_its_severity(severity: str, cap: int) -> None:
    original = card(scores(4), passed_gates())
    result = effective_scorecard(RUBRIC, original, [override("gate.red-line", Verdict.FAIL, severity=severity)])
    assert (result.total, result.passed) == (cap, False)


def test_a_gate_without_a_light_failure_caps_every_one_alike() -> None:
    original = card(scores(4), passed_gates())
    result = effective_scorecard(RUBRIC, original, [override("gate.compliance", Verdict.FAIL, severity="light")])
    assert result.total == 59


def test_another_quote_takes_the_place_of_the_first_and_none_leaves_it() -> None:
    first = Evidence(2, 4, 8, "上午很久")
    quoted = tuple(CriterionScore(item.id, item.level, Status.SCORED, (first,)) for item in scores(2))
    with_quote = Override(CRITERIA[0], Verdict.ADJUST, TEACHER, NOW, 3, evidence=(QUOTE,), reason="接住了")
    result = effective_scorecard(RUBRIC, card(quoted), [with_quote, override(CRITERIA[1], Verdict.ADJUST, 1)])
    assert [item.evidence for item in result.criteria[:2]] == [(QUOTE,), (first,)]
    assert result.criteria[0].reasoning == "接住了"


def test_the_step_that_mirrors_a_criterion_moves_with_it_and_the_summary_is_told_anew() -> None:
    resolution = next(item for item in RUBRIC.criteria() if item.id == "resolution.commitment")
    original = card(scores(2), steps=(StepScore(resolution.code, 2),), feedback=Feedback(summary="这通有缺口。"))
    result = effective_scorecard(RUBRIC, original, [override(resolution.id, Verdict.ADJUST, 4)])
    assert result.steps == (StepScore(resolution.code, 4),)
    assert result.feedback.summary not in ("", "这通有缺口。")
    kept = effective_scorecard(RUBRIC, original, [override(resolution.id, Verdict.ACCEPT)])
    assert kept.feedback.summary == "这通有缺口。"


def test_what_to_practise_next_follows_the_levels_people_gave() -> None:
    first, *_, last = RUBRIC.criteria()
    original = card(scores(3), passed_gates(), feedback=Feedback(practise_next=f"{first.code} {first.name.zh}"))
    result = effective_scorecard(RUBRIC, original, [override(last.id, Verdict.ADJUST, 0)])
    assert result.feedback.practise_next.startswith(last.code)
    every = [override(name, Verdict.ADJUST, 4) for name in CRITERIA]
    assert effective_scorecard(RUBRIC, original, every).feedback.practise_next == ""


def test_a_sentence_cost_nothing_once_its_gate_is_lifted() -> None:
    gates = tuple(replace(gate, evidence=(QUOTE,)) if not gate.passed else gate for gate in failed(GATES[0]))
    told = Feedback(
        strongest=QUOTE, costliest=Evidence(2, 0, 9, "您等了一上午不容易"), costliest_reason="总分因此封顶 59"
    )
    original = card(scores(3), gates, feedback=told)
    lifted = effective_scorecard(RUBRIC, original, [override(GATES[0], Verdict.LIFT)]).feedback
    assert (lifted.costliest, lifted.costliest_reason, lifted.strongest) == (None, "", QUOTE)
    other = effective_scorecard(RUBRIC, original, [override(CRITERIA[0], Verdict.ADJUST, 4)]).feedback
    assert other.costliest_reason == "总分因此封顶 59"
