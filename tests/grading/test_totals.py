from hypothesis import given, settings
from hypothesis import strategies as st

from sim.domain.score import CriterionScore, GateScore, Status
from sim.grading.totals import add_up
from sim.library import Library, default_roots
from tests.grading.samples import rubric, score, scores

RUBRIC = rubric()
CRITERIA = [criterion.id for criterion in RUBRIC.criteria()]


def gate(gate_id: str = "gate.red-line", cap: int | None = None) -> GateScore:
    return GateScore(gate_id, cap is None, "none" if cap is None else "severe", cap)


def some_scores() -> st.SearchStrategy[tuple[CriterionScore, ...]]:
    level = st.one_of(st.none(), st.integers(0, 4))
    return st.tuples(*(level for _ in CRITERIA)).map(
        lambda levels: tuple(
            score(name, value, Status.NOT_APPLICABLE if value is None else Status.SCORED)
            for name, value in zip(CRITERIA, levels, strict=True)
        )
    )


def test_full_marks_make_a_hundred_and_the_weights_count() -> None:
    assert add_up(RUBRIC, scores(4), ()).total == 100
    only_resolution = add_up(
        RUBRIC, tuple(score(name, 4 if name.startswith("resolution") else 0) for name in CRITERIA), ()
    )
    assert only_resolution.total == 40
    assert only_resolution.dimensions == {"listening": 0, "empathy": 0, "apology": 0, "resolution": 100}


def test_what_is_not_applicable_is_left_out_of_the_mean() -> None:
    totals = add_up(RUBRIC, scores(2, listening_facts=None), ())
    assert totals.dimensions["listening"] == 50
    assert totals.total == 50


def test_a_dimension_that_does_not_apply_gives_its_weight_to_the_others() -> None:
    without = {f"apology_{name}": None for name in ("level", "target", "timing", "frequency")}
    totals = add_up(RUBRIC, scores(2, **without, resolution_act=4), ())
    assert totals.dimensions["apology"] is None
    mean = (5 * 2 + 4) / 6 / 4 * 100
    assert totals.total == round((20 * 50 + 20 * 50 + 40 * mean) / 80, 1)


def test_half_a_tenth_is_rounded_upwards() -> None:
    totals = add_up(RUBRIC, scores(2, listening_questions=3), ())
    assert totals.dimensions["listening"] == 56.3
    assert totals.total == 51.3


def test_an_unscored_criterion_withholds_the_total_and_is_no_pass() -> None:
    withheld = (*scores(4)[:-1], score(CRITERIA[-1], None, Status.UNSCORED))
    totals = add_up(RUBRIC, withheld, ())
    assert (totals.total, totals.passed, totals.level) == (None, False, None)
    assert totals.dimensions["resolution"] is None
    assert totals.dimensions["listening"] == 100


def test_a_criterion_nobody_mentions_is_unscored() -> None:
    assert add_up(RUBRIC, scores(4)[1:], ()).total is None


def test_the_lowest_cap_counts() -> None:
    totals = add_up(RUBRIC, scores(4), (gate(cap=84), gate("gate.compliance", 59), gate("gate.composure")))
    assert (totals.uncapped, totals.total, totals.passed) == (100, 59, False)


def test_a_failed_gate_is_no_pass_even_under_a_cap_that_would_allow_it() -> None:
    totals = add_up(RUBRIC, scores(4), (gate(cap=84),))
    assert (totals.total, totals.passed) == (84, False)


def test_junior_needs_every_dimension_at_two() -> None:
    assert add_up(RUBRIC, scores(3), ()).level == "junior"
    weak = {f"empathy_{name}": 1 for name in ("validate", "interpret", "explore", "positive_language")}
    totals = add_up(RUBRIC, scores(4, **weak), ())
    assert totals.total is not None
    assert totals.total >= 70
    assert totals.level is None


def test_a_level_that_asks_for_more_sessions_is_not_given_for_one() -> None:
    assert add_up(RUBRIC, scores(4), ()).level == "junior"


def test_needs_review_counts_like_scored() -> None:
    reviewed = tuple(score(item.id, item.level, Status.NEEDS_REVIEW) for item in scores(3))
    assert add_up(RUBRIC, reviewed, ()).total == 75


@settings(deadline=None)
@given(some_scores(), st.lists(st.sampled_from([None, 59, 84]), min_size=3, max_size=3))
def test_totals_are_bounded_and_never_above_a_cap(
    given_scores: tuple[CriterionScore, ...], caps: list[int | None]
) -> None:
    gates = tuple(gate(item.id, cap) for item, cap in zip(RUBRIC.gates, caps, strict=True))
    totals = add_up(RUBRIC, given_scores, gates)
    if all(item.level is None for item in given_scores):
        assert totals.total is None
        return
    assert totals.total is not None
    assert 0 <= totals.total <= min([100, *(cap for cap in caps if cap is not None)])
    assert all(value is None or 0 <= value <= 100 for value in totals.dimensions.values())
    assert not (totals.passed and any(caps))


@settings(deadline=None)
@given(some_scores(), st.integers(0, len(CRITERIA) - 1))
def test_raising_one_level_never_lowers_the_total(given_scores: tuple[CriterionScore, ...], place: int) -> None:
    level = given_scores[place].level
    if level is None or level == 4:
        return
    raised = (*given_scores[:place], score(CRITERIA[place], level + 1), *given_scores[place + 1 :])
    before, after = add_up(RUBRIC, given_scores, ()).total, add_up(RUBRIC, raised, ()).total
    assert before is not None
    assert after is not None
    assert after >= before


def test_one_good_session_passes_by_the_published_rubric() -> None:
    """A level whose conditions need several sessions is never given by one; the lowest must not be such a level."""
    published = Library.load(default_roots()).rubrics["service-complaint"]
    names = [criterion.id for criterion in published.criteria()]
    passed = add_up(published, tuple(score(name, 3) for name in names), (gate(),))
    assert (passed.passed, passed.level) == (True, "junior")
