import orjson
import pytest

from sim.domain.errors import InvalidInputError
from sim.domain.score import CriterionScore, Engine, Evidence, GateScore, Scorecard, Status
from sim.grading.agreement.comparing import compare, dimension_level
from sim.grading.agreement.labels import Label, consensus, parse_labels
from tests.grading.samples import rubric

RUBRIC = rubric()
CRITERIA = [criterion.id for criterion in RUBRIC.criteria()]


def card(name: str, level: int | None, total: float | None = 50.0, *, red_line: bool = True) -> Scorecard:
    evidence = (Evidence(2, 0, 3, "我来查"),)
    return Scorecard(
        id=name,
        engine=Engine.OFFLINE,
        model=None,
        rubric_id=RUBRIC.id,
        rubric_version=RUBRIC.version,
        total=total,
        passed=False,
        level=None,
        dimensions={},
        criteria=tuple(CriterionScore(item, level, Status.SCORED, evidence, "因为") for item in CRITERIA),
        gates=(GateScore("gate.red-line", red_line, "none" if red_line else "light", None),),
    )


def label(name: str, level: int | None, total: float | None = None, *, red_line: bool = True) -> Label:
    return Label(name, dict.fromkeys(CRITERIA, level), {"gate.red-line": red_line}, total)


def test_perfect_agreement() -> None:
    cards = [card(f"t{level}", level, level * 25.0) for level in range(5)]
    result = compare(RUBRIC, cards, [[label(f"t{level}", level, level * 20.0) for level in range(5)]])
    assert result.n == 5
    assert all(item.kappa == 1 and item.mae == 0 for item in (*result.criteria, *result.dimensions))
    assert result.dimension_kappa == 1
    assert result.total_spearman == pytest.approx(1)
    assert result.worst == ()


def test_confusion_counts_label_by_grader_and_leaves_out_what_either_did_not_judge() -> None:
    cards = [card("a", 4), card("b", 1), card("c", None), card("d", 2)]
    labels = [label("a", 2), label("b", 1), label("c", 3), label("d", None)]
    first = compare(RUBRIC, cards, [labels]).criteria[0]
    assert first.n == 2
    assert first.confusion[2][4] == 1
    assert first.confusion[1][1] == 1
    assert first.mae == 1


def test_worst_disagreements_come_with_quotes_farthest_first() -> None:
    result = compare(RUBRIC, [card("a", 4), card("b", 3)], [[label("a", 0), label("b", 1)]], worst=20)
    assert [item.id for item in result.worst] == ["a"] * 18 + ["b"] * 2
    assert result.worst[0].evidence[0].quote == "我来查"


def test_a_failed_gate_is_the_positive_class() -> None:
    cards = [card("a", 2, red_line=False), card("b", 2, red_line=False), card("c", 2), card("d", 2)]
    labels = [label("a", 2, red_line=False), label("b", 2), label("c", 2, red_line=False), label("d", 2)]
    gate = compare(RUBRIC, cards, [labels]).gates[0]
    assert (gate.true_positive, gate.false_positive, gate.false_negative, gate.n) == (1, 1, 1, 4)
    assert (gate.precision, gate.recall) == (0.5, 0.5)


def test_a_gate_nobody_fails_has_no_precision() -> None:
    gate = compare(RUBRIC, [card("a", 2)], [[label("a", 2)]]).gates[0]
    assert (gate.precision, gate.recall) == (None, None)


def test_raters_are_compared_with_each_other() -> None:
    first = [label(f"t{level}", level, level * 20.0) for level in range(5)]
    second = [label(f"t{level}", min(4, level + 1), level * 20.0) for level in range(5)]
    result = compare(RUBRIC, [card(f"t{level}", level) for level in range(5)], [first, second])
    assert result.criteria[0].human_kappa == pytest.approx(1 - 4 / 20)
    assert result.human_total_spearman == pytest.approx(1)
    assert result.gates[0].human == 1
    assert compare(RUBRIC, [card("t1", 1)], [first]).criteria[0].human_kappa is None


def test_what_has_no_counterpart_is_named() -> None:
    result = compare(RUBRIC, [card("a", 1), card("x", 1)], [[label("a", 1), label("b", 1)]])
    assert (result.lacking, result.unlabelled) == (("b",), ("x",))


def test_consensus_takes_the_median_the_majority_and_the_mean() -> None:
    raters = [[label("a", 1, 10.0)], [label("a", 3, 40.0, red_line=False)], [label("a", 4, 70.0, red_line=False)]]
    (agreed,) = consensus(raters)
    assert set(agreed.criteria.values()) == {3}
    assert agreed.gates == {"gate.red-line": False}
    assert agreed.total == 40
    (split,) = consensus([[label("a", None)], [label("a", 2)]])
    assert set(split.criteria.values()) == {None}


def test_a_dimension_s_level_is_its_mean_rounded_half_up() -> None:
    levels = {"listening.acknowledge": 2, "listening.facts": 3, "listening.needs": None, "listening.questions": None}
    assert dimension_level(RUBRIC.dimension("listening"), levels) == 3
    assert dimension_level(RUBRIC.dimension("listening"), {}) is None


def test_a_dimension_of_labels_by_dimension_differs_from_its_criteria() -> None:
    given = dict.fromkeys(CRITERIA, 2) | {"listening.facts": 4, "listening.needs": 4}
    result = compare(RUBRIC, [card("a", 2)], [[Label("a", given)]])
    assert result.dimensions[0].confusion[3][2] == 1


def test_labels_are_read_line_by_line() -> None:
    criteria = {"listening.facts": 3, "listening.needs": None}
    line = orjson.dumps({"id": "a", "criteria": criteria, "gates": {}, "why": "x"})
    (read,) = parse_labels([line, b"  \n"])
    assert read == Label("a", criteria, {}, None)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("nonsense", "l.jsonl:1: not JSON"),
        ("[]", "l.jsonl:1: a label is an object"),
        ('{"id": "a"}', "'criteria' must map"),
        ('{"id": "a", "criteria": {"x": 5}}', "x: 5 is not 0-4 or null"),
        ('{"id": "a", "criteria": {"x": true}}', "x: True is not 0-4 or null"),
        ('{"id": "a", "criteria": {}, "gates": {"g": 1}}', "'gates' must map"),
        ('{"id": "a", "criteria": {}, "total": 101}', "101 is not 0-100"),
    ],
)
def test_a_bad_label_is_named_with_its_line(line: str, message: str) -> None:
    with pytest.raises(InvalidInputError, match=r"^l\.jsonl") as caught:
        parse_labels([line], name="l.jsonl")
    assert message in caught.value.message


def test_a_transcript_labelled_twice_in_one_file_and_an_empty_file_are_refused() -> None:
    with pytest.raises(InvalidInputError, match="l:2: a has been labelled before"):
        parse_labels(['{"id": "a", "criteria": {}}'] * 2, name="l")
    with pytest.raises(InvalidInputError, match="no label"):
        parse_labels([], name="l")


def test_a_label_for_another_rubric_is_refused() -> None:
    with pytest.raises(InvalidInputError, match=r"charm\.smile is not in rubric"):
        compare(RUBRIC, [], [[Label("a", {"charm.smile": 3})]])
