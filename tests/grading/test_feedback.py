import asyncio
import re
from dataclasses import replace

import pytest

from sim.domain.rubric import Rubric
from sim.domain.score import CriterionScore, Evidence, GateScore, Scorecard, Status
from sim.grading.feedback.english import English
from sim.grading.feedback.mending import mend
from sim.grading.feedback.summary import summarise
from sim.grading.feedback.takeaways import practise_next
from sim.grading.grade import grade
from sim.grading.rules.material import Material
from sim.grading.rules.offline import OfflineGrader
from sim.grading.words.spoken import SHORTEST, whole
from sim.library import Library, default_roots
from sim.reading import default_reader
from tests.grading.cases import GOOD, MIDDLING, POOR, STUFFED, grading_case, shipped_rubric
from tests.grading.samples import dialogue, ours, scenario, unclear

FERRY = scenario(ours(), unclear())


@pytest.fixture(scope="module")
def rubric() -> Rubric:
    return shipped_rubric()


@pytest.fixture(scope="module")
def cards(rubric: Rubric) -> dict[str, Scorecard]:
    reader = default_reader()

    async def run() -> dict[str, Scorecard]:
        lines = {"good": GOOD, "middling": MIDDLING, "poor": POOR, "stuffed": STUFFED}
        return {
            name: await grade(grading_case(said, rubric, name), OfflineGrader(reader), reader)
            for name, said in lines.items()
        }

    return asyncio.run(run())


@pytest.mark.parametrize(
    ("text", "part", "cited"),
    [
        ("船开早了，钱退您，单号DL-7。您收一下。", "退您", "钱退您，单号DL-7"),
        ("查到了。", "查到", "查到了"),
        ("14:18开的船，没有核对人数。", "14:18", "14:18开的船，没有核对人数"),
    ],
)
def test_a_quote_is_widened_to_what_can_be_understood(text: str, part: str, cited: str) -> None:
    turn = dialogue(FERRY, text).turns[0]
    start = text.index(part)
    found = whole(turn, Evidence(2, start, start + len(part), part))
    assert text[found.start : found.end] == found.quote
    assert found.quote == cited


def test_evidence_is_three_quotes_at_most_and_none_too_short(cards: dict[str, Scorecard]) -> None:
    for card in cards.values():
        for score in card.criteria:
            assert len(score.evidence) <= 3
            assert all(sum(map(str.isalnum, item.quote)) >= SHORTEST for item in score.evidence), score.id


def test_a_level_zero_is_quoted_only_for_what_speaks_against_it(cards: dict[str, Scorecard]) -> None:
    lowest = [score for card in cards.values() for score in card.criteria if score.level == 0]
    assert lowest
    for score in lowest:
        assert "做到的" not in score.reasoning
        assert bool(score.evidence) == ("扣在" in score.reasoning), score.reasoning


def test_criteria_do_not_all_lean_on_the_same_words(cards: dict[str, Scorecard]) -> None:
    quotes = [item.quote for score in cards["good"].criteria for item in score.evidence]
    assert max(quotes.count(quote) for quote in quotes) <= 4


def test_suggestions_aim_at_good_anchors(cards: dict[str, Scorecard], rubric: Rubric) -> None:
    poor = {c.id: [c.anchors[level].zh.rstrip("。") for level in range(3)] for c in rubric.criteria()}
    for card in cards.values():
        for score in card.criteria:
            assert not any(f"要做到：{anchor}" in score.suggestion for anchor in poor[score.id])


def test_the_feedback_tells_what_was_strong_what_cost_and_what_is_next(cards: dict[str, Scorecard]) -> None:
    good, poor = cards["good"].feedback, cards["poor"].feedback
    assert good.strongest is not None
    assert good.strongest.turn in range(2, 11)
    assert "到位" in good.summary
    assert "红线" in poor.summary
    assert "没办法" in (poor.costliest.quote if poor.costliest else "")
    assert poor.better_line.startswith("“")
    assert "客户" not in poor.better_line


@pytest.mark.parametrize("kind", ["over-promise", "untruth", "leak", "forbidden", "拒绝", "质疑", "蔑视", "level-1"])
def test_every_failure_has_a_line_in_its_place(kind: str) -> None:
    line = mend(Material(dialogue(FERRY, "行。")), (kind,))
    assert line.startswith("“")
    assert "客户" not in line
    assert mend(Material(dialogue(FERRY, "行。")), ()) == ""


def test_a_good_talk_passes_by_the_published_rubric(cards: dict[str, Scorecard]) -> None:
    card = cards["good"]
    assert card.total is not None
    assert card.total >= 70
    assert all(mean is None or mean >= 50 for mean in card.dimensions.values())
    assert all(gate.passed for gate in card.gates)
    assert (card.passed, card.level) == (True, "junior")
    assert not cards["middling"].passed


def test_a_nod_behind_the_worry_it_answers_is_not_the_costliest_sentence(rubric: Rubric) -> None:
    reader = default_reader()
    said = ("我明白。", "您最怕的是赶不上给父亲签字，这个我明白。", "好的，快艇十分钟后在三号台等您。")
    card = asyncio.run(grade(grading_case(said, rubric), OfflineGrader(reader), reader))
    assert card.feedback.costliest is not None
    assert card.feedback.costliest.quote == "我明白"


@pytest.mark.parametrize(
    ("gate_id", "code"), [("gate.red-line", "G1"), ("gate.composure", "G2"), ("gate.compliance", "G3")]
)
def test_a_gate_that_capped_the_total_is_what_to_practise_next(rubric: Rubric, gate_id: str, code: str) -> None:
    levels = tuple(CriterionScore(criterion.id, 3, Status.SCORED) for criterion in rubric.criteria())
    gates = (GateScore(gate_id, passed=False, severity="severe", cap=59, kind=""),)
    assert practise_next(rubric, levels, gates).startswith(f"{code} ")
    assert "：" in practise_next(rubric, levels, gates)
    name = next(gate.name.zh for gate in rubric.gates if gate.id == gate_id)
    told = summarise(rubric, levels, gates)
    assert "到位" not in told
    assert "没过关" in told
    assert told.endswith(f"下一步先练“{name}”这道关。")


@pytest.mark.parametrize(("severity", "cap", "first"), [("severe", 59, "G1"), ("light", 84, "R")])
def test_where_the_cap_took_nothing_off_only_a_severe_gate_comes_first(
    rubric: Rubric, severity: str, cap: int, first: str
) -> None:
    levels = tuple(CriterionScore(criterion.id, 1, Status.SCORED) for criterion in rubric.criteria())
    gates = (GateScore("gate.red-line", passed=False, severity=severity, cap=cap, kind="拒绝"),)
    assert practise_next(rubric, levels, gates).startswith(first)
    assert ("这道关" in summarise(rubric, levels, gates)) is (severity == "severe")
    assert "封顶" not in summarise(rubric, levels, gates)


def test_what_to_practise_is_told_in_english(rubric: Rubric) -> None:
    library = Library.load(default_roots())
    english = English(rubric, library.scenario("heating-burst-pipe"), library.archetype("stubborn"))
    for gate in rubric.gates:
        levels = tuple(CriterionScore(criterion.id, 3, Status.SCORED) for criterion in rubric.criteria())
        score = GateScore(gate.id, passed=False, severity="severe", cap=59)
        parts = english.read(practise_next(rubric, levels, (score,)))
        assert parts is not None
        assert parts[0].text.startswith(f"{gate.code} {gate.name.en}: ")


async def test_the_gravest_sentence_is_named_with_its_own_reason_and_mended(rubric: Rubric) -> None:
    said = (
        "这个我看一下。您有证据吗？",
        "您这种人我见多了，不就为了几块钱吗。",
        "16:10的末班我帮您登记。",
    )
    card = await grade(grading_case(said, rubric), OfflineGrader(default_reader()), default_reader())
    assert card.feedback.costliest is not None
    assert card.feedback.costliest.turn in (2, 4)
    reasons = [told for told in ("疑心客户", "话里看低客户") if told in card.feedback.costliest_reason]
    assert len(reasons) == 1
    assert card.feedback.practise_next.startswith("G1")


async def test_owning_ones_own_remark_admits_no_fault_of_the_case(rubric: Rubric) -> None:
    case = grading_case(("您这个岁数还赶船，腿脚真好。", "拿岁数打趣是我不对，对不起，我收回。"), rubric)
    case = replace(case, transcript=replace(case.transcript, scenario=scenario(unclear())))
    card = await grade(case, OfflineGrader(default_reader()), default_reader())
    assert {gate.id: gate.passed for gate in card.gates}["gate.compliance"]


async def test_no_apology_where_one_was_due_is_told_once(rubric: Rubric) -> None:
    card = await grade(
        grading_case(("您说一下票号。", "16:10有末班。"), rubric), OfflineGrader(default_reader()), default_reader()
    )
    told = [score.reasoning for score in card.criteria if score.id.startswith("apology.")]
    assert [text.count("没有一句道歉") for text in told] == [1, 0, 0, 0]
    assert all("没有" in text and "道歉" in text for text in told)


async def test_what_no_apology_cost_counts_together(rubric: Rubric) -> None:
    lines = tuple(re.sub("对不起，|，这是我们的错", "", line) for line in GOOD)
    card = await grade(grading_case(lines, rubric), OfflineGrader(default_reader()), default_reader())
    assert card.feedback.practise_next.startswith("A1 ")
    assert "失分最多的是道歉里的“道歉的分量”；" in card.feedback.summary.replace("。", "；")


async def test_asking_back_in_other_words_is_not_told_as_unseen(rubric: Rubric) -> None:
    lines = ("您追到码头边上，人家已经开走了，是这个意思吧？", *MIDDLING[1:])
    card = await grade(grading_case(lines, rubric), OfflineGrader(default_reader()), default_reader())
    told = next(score.reasoning for score in card.criteria if score.id == "listening.facts")
    assert "复述后请客户核对（第 2 轮" in told
