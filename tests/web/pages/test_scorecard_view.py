"""A scorecard joined with its rubric and session."""

from dataclasses import replace
from datetime import UTC, datetime

from sim.domain.mood import Mood, MoodChange, Stage
from sim.domain.rubric import Certification, Criterion, Dimension, Gate, Rubric
from sim.domain.score import ApologyScore, CriterionScore, Engine, Evidence, GateScore, Scorecard, Status, StepScore
from sim.domain.session import ContentRef, Session, SessionSettings, TurnRecord, TurnStatus
from sim.domain.text import Bilingual
from sim.domain.transcript import Speaker
from web.pages.curve import curve_of
from web.pages.scorecard_view import scorecard_view

NOW = datetime(2026, 1, 5, tzinfo=UTC)
LINE = "您等了一上午，对不起，我现在就改派。"


def criterion(name: str, code: str) -> Criterion:
    anchors = [Bilingual(f"{code} 到 {level}") for level in range(5)]
    return Criterion(name, code, Bilingual(code), (anchors[0], anchors[1], anchors[2], anchors[3], anchors[4]))


RUBRIC = Rubric(
    id="r",
    version="v1",
    name=Bilingual("量规"),
    dimensions=(
        Dimension("listening", Bilingual("倾听"), 40, (criterion("listening.a", "L1"), criterion("listening.b", "L2"))),
        Dimension("resolution", Bilingual("解决"), 60, (criterion("resolution.a", "R1"),)),
    ),
    gates=(Gate("gate.red-line", "G1", Bilingual("红线"), Bilingual("五条"), 59, 84),),
    certifications=(
        Certification("senior", Bilingual("高级"), 85, 3.0),
        Certification("junior", Bilingual("初级"), 70, 2.0),
    ),
)


def evidence(words: str) -> Evidence:
    start = LINE.index(words)
    return Evidence(2, start, start + len(words), words)


def scored(name: str, level: int | None, status: Status = Status.SCORED, words: str = "") -> CriterionScore:
    return CriterionScore(name, level, status, (evidence(words),) if words else ())


CARD = Scorecard(
    id="s",
    engine=Engine.OFFLINE,
    model=None,
    rubric_id="r",
    rubric_version="v1",
    total=60.0,
    passed=False,
    level=None,
    dimensions={"listening": 50.0, "resolution": None},
    criteria=(
        scored("listening.a", 2, words="您等了一上午"),
        scored("listening.b", 1),
        scored("resolution.a", 4, words="我现在就改派"),
    ),
    gates=(GateScore("gate.red-line", False, "light", 84, (evidence("对不起"),)),),
    steps=(StepScore("R1", 4),),
)


def turn(number: int, speaker: Speaker, text: str, mood: Mood | None = None, *changes: MoodChange) -> TurnRecord:
    return TurnRecord(number, speaker, text, TurnStatus.COMPLETE, NOW, mood, changes)


CHANGE = MoodChange("rule", "acknowledge", "您等了一上午", -2, 1, "话被接住了")
SESSION = Session(
    id="s",
    scenario=ContentRef("c", "v"),
    archetype=ContentRef("a", "v"),
    rubric=ContentRef("r", "v1"),
    settings=SessionSettings(1),
    engine=Engine.OFFLINE,
    model=None,
    prompt_version="",
    created_at=NOW,
    turns=(
        turn(1, Speaker.CUSTOMER, "人呢？", Mood(8, 3, Stage.OUTBURST)),
        turn(2, Speaker.TRAINEE, LINE),
        turn(3, Speaker.CUSTOMER, "然后呢？", Mood(6, 4, Stage.CONFRONTATION), CHANGE),
        turn(4, Speaker.TRAINEE, "我再查一下。"),
    ),
)


def test_each_level_shows_the_anchor_reached_and_the_next_one() -> None:
    first, second, third = (item for part in scorecard_view(CARD, RUBRIC, SESSION).dimensions for item in part.criteria)
    assert (first.reached, first.next) == (Bilingual("L1 到 2"), Bilingual("L1 到 3"))
    assert (third.reached, third.next) == (Bilingual("R1 到 4"), None)
    assert [first.is_weakest, second.is_weakest, third.is_weakest] == [False, True, False]


def test_an_apology_that_never_came_looks_like_no_anchor() -> None:
    rubric = replace(RUBRIC, dimensions=(replace(RUBRIC.dimensions[0], id="apology"),))
    said = ApologyScore(2, "对不起", "对不起", None, 0, 3, "fault")
    for apologies, reached in (((), None), ((said,), Bilingual("L1 到 2"))):
        card = replace(CARD, apologies=apologies)
        assert scorecard_view(card, rubric, SESSION).dimensions[0].criteria[0].reached == reached


def test_what_does_not_apply_has_no_anchor_and_is_not_opened() -> None:
    card = replace(CARD, criteria=(scored("listening.a", None, Status.NOT_APPLICABLE),))
    (item,) = scorecard_view(card, RUBRIC, SESSION).dimensions[0].criteria
    assert (item.reached, item.next, item.is_weakest) == (None, None, False)


def test_the_pass_line_is_that_of_the_lowest_certification() -> None:
    view = scorecard_view(CARD, RUBRIC, SESSION)
    assert view.certification is not None
    assert (view.certification.id, view.dimensions[0].pass_points, view.dimensions[1].points) == ("junior", 50.0, None)
    assert scorecard_view(replace(CARD, level="senior"), RUBRIC, SESSION).reached == RUBRIC.certifications[0]


def test_what_keeps_a_talk_from_passing_is_named() -> None:
    short = {"listening": 49.9, "resolution": 50.0}
    view = scorecard_view(replace(CARD, total=70.0, dimensions=short), RUBRIC, SESSION)
    assert [item.dimension.id for item in view.below] == ["listening"]
    assert not view.is_total_below
    assert view.failed_gates == (Bilingual("红线"),)
    unknown = scorecard_view(replace(CARD, total=69.9, dimensions={"listening": None}), RUBRIC, SESSION)
    assert unknown.is_total_below
    assert unknown.below == ()


def test_the_transcript_is_underlined_by_dimension_and_by_failed_gate() -> None:
    line = scorecard_view(CARD, RUBRIC, SESSION).lines[1]
    assert [(piece.text, piece.tones) for piece in line.pieces] == [
        ("您等了一上午", ("listening",)),
        ("，", ()),
        ("对不起", ("gate",)),
        ("，", ()),
        ("我现在就改派", ("resolution",)),
        ("。", ()),
    ]
    assert [piece.ways_back[0].target for piece in line.pieces if piece.ways_back] == ["part-L1", "part-G1", "part-R1"]


def test_a_gate_that_was_passed_underlines_nothing() -> None:
    card = replace(CARD, criteria=(), gates=(replace(CARD.gates[0], passed=True, severity="none", cap=None),))
    assert [piece.tones for piece in scorecard_view(card, RUBRIC, SESSION).lines[1].pieces] == [()]


def test_steps_are_found_by_their_code_and_by_their_id() -> None:
    for name in ("R1", "resolution.a"):
        (step,) = scorecard_view(replace(CARD, steps=(StepScore(name, 4),)), RUBRIC, SESSION).steps
        assert (step.code, step.name) == ("R1", Bilingual("R1"))


def test_the_curve_has_a_point_for_the_opening_and_each_answered_line() -> None:
    opening, moved = curve_of(SESSION)
    assert (opening.turn, opening.anger, opening.rank, opening.changes) == (0, 8, 0, ())
    assert (moved.turn, moved.anger, moved.trust, moved.stage, moved.changes) == (2, 6, 4, "对抗", (CHANGE,))


def test_the_attempt_before_stands_beside_each_dimension() -> None:
    last = replace(CARD, dimensions={"listening": 62.5, "resolution": 10.0})
    view = scorecard_view(CARD, RUBRIC, SESSION, last)
    listening, resolution = view.dimensions
    assert view.has_last
    assert (listening.last_points, listening.change) == (62.5, -12.5)
    assert (resolution.last_points, resolution.change) == (10.0, None)  # this time it was not scored


def test_a_first_attempt_has_nothing_beside_it() -> None:
    view = scorecard_view(CARD, RUBRIC, SESSION)
    assert not view.has_last
    assert [item.change for item in view.dimensions] == [None, None]


def test_what_was_done_well_is_counted_and_the_weakest_named_first() -> None:
    view = scorecard_view(CARD, RUBRIC, SESSION)
    assert (view.judged, view.strong) == (3, 1)
    assert view.weakest == (Bilingual("L2"), Bilingual("L1"))


def test_what_to_practise_next_is_a_criterion_of_the_rubric() -> None:
    advised = replace(CARD, feedback=replace(CARD.feedback, practise_next="L2 复述事实：用一句话复述。"))
    found = scorecard_view(advised, RUBRIC, SESSION).next
    assert found is not None
    assert found.id == "listening.b"
    assert scorecard_view(CARD, RUBRIC, SESSION).next is None


def test_attempts_are_compared_before_their_caps() -> None:
    levels = (scored("listening.a", 4), scored("listening.b", 3), scored("resolution.a", 3))  # 87.5 and 75: 80
    weaker = (*levels[:2], scored("resolution.a", 2))  # 87.5 and 50: 65
    passed = (replace(CARD.gates[0], passed=True, cap=None),)
    now, before = replace(CARD, criteria=levels, gates=passed, total=80.0), replace(CARD, criteria=weaker, total=59.0)
    view = scorecard_view(now, RUBRIC, SESSION, replace(before, gates=(replace(CARD.gates[0], cap=59),)))
    assert (view.change, view.last_uncapped, view.is_compared_before_caps) == (15.0, 65.0, True)
    plain = scorecard_view(now, RUBRIC, SESSION, replace(before, gates=passed, total=65.0))
    assert (plain.change, plain.is_compared_before_caps) == (15.0, False)
    unscored = (*levels[:2], scored("resolution.a", None, Status.UNSCORED))
    assert scorecard_view(now, RUBRIC, SESSION, replace(CARD, criteria=unscored)).change is None
    assert scorecard_view(now, RUBRIC, SESSION).change is None


def test_the_gate_that_caps_the_total_is_named() -> None:
    levels = (scored("listening.a", 4), scored("listening.b", 3), scored("resolution.a", 3))
    capped = replace(CARD, total=60.0, criteria=levels, gates=(replace(CARD.gates[0], cap=60),))
    view = scorecard_view(capped, RUBRIC, SESSION)
    assert (view.capping, view.uncapped) == (RUBRIC.gates[0], 80.0)
    assert scorecard_view(replace(capped, gates=(replace(CARD.gates[0], cap=84),)), RUBRIC, SESSION).capping is None
    unscored = (*levels[:2], scored("resolution.a", None, Status.UNSCORED))
    assert scorecard_view(replace(capped, criteria=unscored), RUBRIC, SESSION).capping is None


def test_a_line_to_say_is_told_once() -> None:
    twice = tuple(replace(score, suggestion=f"要做到：{score.id}。可以说：“我来查。”") for score in CARD.criteria)
    view = scorecard_view(replace(CARD, criteria=twice), RUBRIC, SESSION)
    told = [(part.criterion.code, part.said_at, part.aim) for item in view.dimensions for part in item.criteria]
    assert told == [
        ("L1", "", "要做到：listening.a。"),
        ("L2", "L1", "要做到：listening.b。"),
        ("R1", "L1", "要做到：resolution.a。"),
    ]


def test_levels_that_need_more_than_one_session_are_named() -> None:
    proof = Certification("senior", Bilingual("高级"), 85, 2.0, (Bilingual("四类客户各通过一次"),))
    rubric = replace(RUBRIC, certifications=(RUBRIC.certifications[1], proof))
    assert scorecard_view(CARD, rubric, SESSION).beyond == (proof,)
    assert scorecard_view(CARD, RUBRIC, SESSION).beyond == ()


def test_the_six_steps_stand_with_the_dimension_they_are_the_criteria_of() -> None:
    view = scorecard_view(CARD, RUBRIC, SESSION)
    assert [view.are_steps(item) for item in view.dimensions] == [False, True]


def test_the_headline_names_the_best_the_failed_gate_and_what_is_next() -> None:
    view = scorecard_view(CARD, RUBRIC, SESSION)
    assert view.best == Bilingual("R1")
    assert view.failed_gates == (Bilingual("红线"),)
    assert view.next is None
    by_gate = replace(CARD, feedback=replace(CARD.feedback, practise_next="G1 红线：先停一口气。"))
    assert scorecard_view(by_gate, RUBRIC, SESSION).next == RUBRIC.gates[0]
    by_criterion = replace(CARD, feedback=replace(CARD.feedback, practise_next="L2 复述事实：用一句话复述。"))
    assert scorecard_view(by_criterion, RUBRIC, SESSION).next == RUBRIC.dimensions[0].criteria[1]


def test_where_nothing_was_well_done_nothing_is_called_best() -> None:
    card = replace(CARD, criteria=(scored("listening.a", 2), scored("listening.b", 1)))
    assert scorecard_view(card, RUBRIC, SESSION).best is None
