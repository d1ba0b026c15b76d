import json

import pytest
from typer.testing import CliRunner, Result

from sim.cli import app


def rehearse(*arguments: str) -> Result:
    command = ["rehearse", "--scenario", "water-bill-tripled", "--engine", "offline", *arguments]
    return CliRunner().invoke(app, command)


def test_rehearse_prints_an_object_for_each_archetype() -> None:
    result = rehearse("--agent", "silent", "-n", "2", "--json")
    assert result.exit_code == 0, result.stderr
    found = [json.loads(line) for line in result.stdout.splitlines()]
    assert {item["archetype"] for item in found} == {
        "irritable-threatening",
        "stubborn",
        "habitual-complainer",
        "hurtful-speech",
    }
    for item in found:
        assert (item["engine"], item["passed"], item["failures"]) == ("offline", True, [])
        (summary,) = item["agents"]
        assert (summary["agent"], summary["sessions"], summary["won"]) == ("silent", 2, 0)
        assert sum(summary["outcomes"].values()) == 2


def test_rehearse_for_people_is_a_table_with_the_verdict() -> None:
    result = rehearse("--archetype", "stubborn", "--agent", "poor")
    assert result.exit_code == 0, result.stderr
    assert "stubborn: passed" in result.stdout


@pytest.mark.parametrize("option", ["--archetype", "--scenario", "--agent"])
def test_rehearse_names_what_it_does_not_know(option: str) -> None:
    result = rehearse(option, "moon")
    assert result.exit_code == 2
    assert "moon" in result.stderr
