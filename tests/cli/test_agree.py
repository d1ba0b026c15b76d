import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from sim.cli import app
from sim.domain.errors import ModelFaultError
from sim.domain.ports import GradingCase
from sim.domain.score import Engine, EngineChoice, Judgement
from sim.engines import Engines, make_engines
from sim.grading.rules.offline import OfflineGrader
from sim.reading import default_reader
from sim.settings import Settings

CRITERIA = ("listening.acknowledge", "empathy.validate", "resolution.commitment")


@pytest.fixture(autouse=True)
def _three_transcripts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    lines = {
        "good": "水费多了三倍，换谁都着急。我今天下午三点前上门查表，单号217，明天这时我再打给您，您看行吗？",
        "bad": "这是规定，没办法。",
        "none": "您好。",
    }
    Path("talks.jsonl").write_text("".join(json.dumps(_transcript(name, line)) + "\n" for name, line in lines.items()))
    labels = [_label("good", 3, True), _label("bad", 0, False)]
    Path("labels.jsonl").write_text("".join(json.dumps(label) + "\n" for label in labels))


def _transcript(name: str, line: str) -> dict[str, Any]:
    turns = [
        {"turn": 1, "speaker": "customer", "text": "水费怎么翻了三倍？"},
        {"turn": 2, "speaker": "trainee", "text": line},
    ]
    return {"id": name, "archetype": "stubborn", "scenario": "water-bill-tripled", "turns": turns}


def _label(name: str, level: int, passed: bool) -> dict[str, Any]:
    return {"id": name, "criteria": dict.fromkeys(CRITERIA, level), "gates": {"gate.red-line": passed}, "total": level}


def agree(*arguments: str) -> Result:
    command = ["agree", "--labels", "labels.jsonl", "talks.jsonl", "--engine", "offline", *arguments]
    return CliRunner().invoke(app, command)


def test_agree_compares_what_is_labelled() -> None:
    result = agree("--json")
    assert result.exit_code == 0, result.stderr
    assert "1 transcripts without a label" in result.stderr
    (line,) = result.stdout.splitlines()
    agreement = json.loads(line)
    assert agreement["n"] == 2
    assert {item["id"]: item["n"] for item in agreement["criteria"] if item["n"]} == dict.fromkeys(CRITERIA, 2)
    red_line = next(gate for gate in agreement["gates"] if gate["id"] == "gate.red-line")
    assert (red_line["true_positive"], red_line["precision"], red_line["recall"]) == (1, 1.0, 1.0)
    assert agreement["total_spearman"] == pytest.approx(1.0)


def test_agree_for_people_is_tables() -> None:
    result = agree()
    assert result.exit_code == 0, result.stderr
    assert "gate.red-line" in result.stdout


def test_agree_goes_on_where_it_stopped() -> None:
    first = agree("--json", "--cards", "cards.jsonl")
    cards = Path("cards.jsonl").read_text().splitlines()
    assert len(cards) == 2
    Path("cards.jsonl").write_text(cards[0] + "\n")
    second = agree("--json", "--cards", "cards.jsonl")
    assert "1 scorecards taken" in second.stderr
    assert second.stdout == first.stdout
    assert Path("cards.jsonl").read_text().splitlines() == cards


class _Aliased:
    """Judges by rule in a model's name; the endpoint answers under another one, and may fail over a transcript."""

    engine = Engine.LLM
    model = "judge-latest"
    prompt_version = "p1"

    def __init__(self, fails_over: str = "") -> None:
        self._rules = OfflineGrader(default_reader())
        self._fails_over = fails_over

    async def judge(self, case: GradingCase, dimension: str) -> Judgement:
        if case.transcript.id == self._fails_over:
            raise ModelFaultError("no use")
        return replace(await self._rules.judge(case, dimension), model="judge-2026-06-01")


def _judged_by(monkeypatch: pytest.MonkeyPatch, grader: _Aliased) -> None:
    def engines(settings: Settings, engine: EngineChoice) -> Engines:
        return replace(make_engines(settings, engine), grader=grader)

    monkeypatch.setattr("sim.cli.agree.make_engines", engines)


def test_agree_goes_on_though_the_model_answers_under_another_name(monkeypatch: pytest.MonkeyPatch) -> None:
    _judged_by(monkeypatch, _Aliased())
    first = agree("--json", "--cards", "cards.jsonl")
    assert "judge-2026-06-01" in Path("cards.jsonl").read_text()
    second = agree("--json", "--cards", "cards.jsonl")
    assert "2 scorecards taken" in second.stderr
    assert second.stdout == first.stdout


def test_agree_grades_again_what_the_model_left_unscored(monkeypatch: pytest.MonkeyPatch) -> None:
    _judged_by(monkeypatch, _Aliased(fails_over="bad"))
    failed = agree("--json", "--cards", "cards.jsonl")
    assert "bad: no use" in failed.stderr
    _judged_by(monkeypatch, _Aliased())
    mended = agree("--json", "--cards", "cards.jsonl")
    assert "1 scorecards taken" in mended.stderr
    assert json.loads(mended.stdout)["total_spearman"] == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("not json\n", "labels.jsonl:1"),
        (json.dumps({"id": "good", "criteria": {"moon": 1}}) + "\n", "moon"),
        (json.dumps(_label("other", 1, True)) + "\n", "none of the transcripts"),
    ],
)
def test_agree_refuses_bad_labels(content: str, said: str) -> None:
    Path("labels.jsonl").write_text(content)
    result = agree("--json")
    assert result.exit_code == 2
    assert said in result.stderr
    assert result.stdout == ""


def test_agree_refuses_a_file_of_cards_that_is_none() -> None:
    Path("cards.jsonl").write_text("{}\n")
    result = agree("--json", "--cards", "cards.jsonl")
    assert result.exit_code == 2
    assert "cards.jsonl:1" in result.stderr
