import json
import os
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from sim.cli import app
from sim.library import Library, default_roots

STUBBORN = ("chat", "--archetype", "stubborn", "--scenario", "water-bill-tripled", "--engine", "offline", "--seed", "7")


@pytest.fixture(autouse=True)
def _empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def run(*arguments: str, stdin: str | bytes = "") -> Result:
    return CliRunner().invoke(app, list(arguments), input=stdin)


def objects(result: Result) -> list[dict[str, Any]]:
    assert result.exit_code == 0, result.stderr
    return [json.loads(line) for line in result.stdout.splitlines()]


def transcript(**changes: Any) -> dict[str, Any]:
    return {
        "id": "t1",
        "archetype": "stubborn",
        "scenario": "water-bill-tripled",
        "turns": [
            {"turn": 1, "speaker": "customer", "text": "水费怎么翻了三倍？"},
            {
                "turn": 2,
                "speaker": "trainee",
                "text": "您好，水费比上月多了三倍，换谁都着急。我今天下午三点前上门查表，您看行吗？",
            },
        ],
        **changes,
    }


def test_chat_prints_one_object_a_turn_beginning_with_the_opening() -> None:
    said = objects(run(*STUBBORN, "--json", stdin="您好，请讲。\n\n您的水表我来查，可以吗？\n"))
    assert [(turn["turn"], turn["speaker"]) for turn in said[:5]] == [
        (1, "customer"),
        (2, "trainee"),
        (3, "customer"),
        (4, "trainee"),
        (5, "customer"),
    ]
    for turn in said:
        assert {"turn", "speaker", "text", "mood", "moves", "disclosed", "ended", "outcome"} <= turn.keys()
    assert [turn["engine"] for turn in said[:3]] == ["offline", None, "offline"]
    assert set(said[0]["mood"]) == {"anger", "trust", "stage"}
    assert (said[1]["text"], said[3]["text"]) == ("您好，请讲。", "您的水表我来查，可以吗？")


def test_chat_says_the_same_for_the_same_seed() -> None:
    first, second = (run(*STUBBORN, "--json", stdin="您好。\n").stdout for _ in range(2))
    assert first == second


def test_chat_for_people_prints_the_customers_words_only() -> None:
    result = run(*STUBBORN, stdin="您好。\n")
    opening, answer = result.stdout.splitlines()
    assert opening
    assert answer
    assert "信任" not in result.stdout


@pytest.mark.parametrize(
    ("stdin", "said"),
    [
        ("您好。\n" + "测" * 1001 + "\n", "stdin:2: text: "),
        ("\u202e您好\n", "stdin:1: text: "),
        (b"\xff\xfe\n", "stdin:1: not UTF-8"),
    ],
)
def test_chat_refuses_lines_that_cannot_be_sent(stdin: str | bytes, said: str) -> None:
    result = run(*STUBBORN, "--json", stdin=stdin)
    assert result.exit_code == 2
    assert said in result.stderr


@pytest.mark.parametrize(
    ("option", "value", "said"),
    [("--scenario", "moon", "'moon'"), ("--archetype", "moon", "'moon'"), ("--engine", "magic", "magic")],
)
def test_chat_names_what_it_does_not_know(option: str, value: str, said: str) -> None:
    result = run(*STUBBORN, option, value)
    assert result.exit_code == 2
    assert said in result.stderr
    assert result.stdout == ""


def test_a_model_that_is_not_configured_is_refused() -> None:
    result = run(*STUBBORN, "--engine", "llm")
    assert result.exit_code == 2
    assert "DUILIAN_LLM_BASE_URL" in result.stderr


def test_a_model_that_cannot_be_reached_is_another_exit_status(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    monkeypatch.setenv("DUILIAN_LLM_BASE_URL", f"http://127.0.0.1:{port}/v1")
    monkeypatch.setenv("DUILIAN_LLM_MODEL", "none")
    result = run(*STUBBORN, "--engine", "llm", "--json", stdin="您好。\n")
    assert result.exit_code == 1
    assert len(result.stdout.splitlines()) == 1
    assert "Traceback" not in result.stderr


def test_grade_prints_a_scorecard_for_each_transcript_in_order() -> None:
    Path("one.json").write_text(json.dumps(transcript(id="b")))
    Path("many").mkdir()
    Path("many/x.jsonl").write_text("".join(json.dumps(transcript(id=name)) + "\n" for name in ("c", "a")))
    cards = objects(
        run("grade", "--engine", "offline", "--json", "one.json", "many", "-", stdin=json.dumps(transcript()))
    )
    assert [card["id"] for card in cards] == ["b", "c", "a", "t1"]
    rubric = Library.load(default_roots()).rubric("service-complaint")
    line = transcript()["turns"][1]["text"]
    for card in cards:
        assert (card["engine"], card["model"]) == ("offline", None)
        assert card["rubric"] == {"id": rubric.id, "version": rubric.version}
        assert [score["id"] for score in card["criteria"]] == [criterion.id for criterion in rubric.criteria()]
        for score in card["criteria"]:
            for evidence in score["evidence"]:
                assert line[evidence["start"] : evidence["end"]] == evidence["quote"]


def test_grade_for_people_is_a_table() -> None:
    Path("one.json").write_text(json.dumps(transcript()))
    result = run("grade", "--engine", "offline", "one.json")
    assert result.exit_code == 0
    assert "t1" in result.stdout


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "bad.json:1"),
        ("not json", "bad.json:1"),
        (json.dumps(transcript(turns=[])), "turns"),
        (json.dumps({"id": "x"}), "bad.json:1"),
        (
            json.dumps(
                transcript(
                    turns=[
                        {"turn": 1, "speaker": "customer", "text": "一"},
                        {"turn": 2, "speaker": "customer", "text": "二"},
                    ]
                )
            ),
            "speaker",
        ),
        (json.dumps(transcript(scenario="moon")), "moon"),
    ],
)
def test_grade_refuses_bad_files_before_grading_any(content: str, said: str) -> None:
    Path("good.json").write_text(json.dumps(transcript()))
    Path("bad.json").write_text(content)
    result = run("grade", "--engine", "offline", "--json", "good.json", "bad.json")
    assert result.exit_code == 2
    assert said in result.stderr
    assert result.stdout == ""


@pytest.mark.parametrize("name", ["nowhere.json", "empty"])
def test_grade_names_what_is_not_there(name: str) -> None:
    Path("empty").mkdir()
    result = run("grade", name)
    assert result.exit_code == 2
    assert name in result.stderr


def test_check_is_content_with_its_own_content() -> None:
    result = run("check")
    assert result.exit_code == 0, result.stdout
    assert result.stdout == ""


def test_check_names_file_line_and_field() -> None:
    folder = Path("mine/personas/scenarios")
    folder.mkdir(parents=True)
    (folder / "odd.yaml").write_text("id: odd\ntitle: 怪事\nseverity: huge\n")
    result = run("check", "mine")
    assert result.exit_code == 2
    assert "odd.yaml:3: severity: " in result.stdout


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1", "example.org", "::"])
def test_serve_refuses_any_other_address_than_this_machine(host: str) -> None:
    result = run("serve", "--host", host)
    assert result.exit_code == 2
    assert "127.0.0.1" in result.stderr


def test_serve_says_that_the_port_is_taken() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        result = run("serve", "--port", port)
    assert result.exit_code == 2
    assert port in result.stderr
    assert "in use" in result.stderr


def test_serve_says_that_the_data_folder_cannot_be_written() -> None:
    Path("file").write_text("")
    result = run("serve", "--data", "file/data", "--port", "0")
    assert result.exit_code == 2
    assert "file/data" in result.stderr


def test_serve_names_a_wrong_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DUILIAN_GRADER_SAMPLES", "many")
    result = run("serve", "--port", "0")
    assert result.exit_code == 2
    assert "DUILIAN_GRADER_SAMPLES" in result.stderr


def test_help_comes_without_loading_the_engines() -> None:
    code = (
        "import sys, sim.cli; print([m for m in ('openai', 'sqlalchemy', 'fastapi', 'pydantic') if m in sys.modules])"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


@pytest.mark.slow
def test_serve_serves_and_stops_when_told(tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    command = [
        sys.executable,
        "-c",
        "from sim.cli import main; main()",
        "serve",
        "--port",
        "0",
        "--data",
        str(tmp_path),
    ]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environment, cwd=tmp_path) as process:
        assert process.stderr is not None
        port = 0
        for line in process.stderr:
            if "http://127.0.0.1:" in line:
                port = int(line.rsplit(":", 1)[1])
                break
        assert port
        _wait_for(port)
        process.terminate()
        assert process.wait(10) in {0, -15}
    assert (tmp_path / "duilian.db").exists()


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + 10
    while True:
        with socket.create_connection(("127.0.0.1", port)) as connection:
            connection.settimeout(1)
            connection.sendall(b"GET /livez HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
            try:
                if b"200" in connection.recv(64):
                    return
            except TimeoutError:
                assert time.monotonic() < deadline


def test_schemas_are_written_where_they_are_wanted(tmp_path: Path) -> None:
    result = run("check", "--write-schemas", str(tmp_path / "own"))
    assert result.exit_code == 0
    assert json.loads((tmp_path / "own" / "personas" / "schema" / "scenario.json").read_text())["type"] == "object"
    assert "written" not in run("check", "--write-schemas", str(tmp_path / "own")).stderr
