"""What the deployment guide says is there: settings, commands, files, units; and its sums are right."""

import configparser
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from typer.main import get_command

from sim.cli import app
from sim.settings import PREFIX, Settings
from tests.bench.processes import COMMAND
from tests.deploy.proxies import changed
from web import build_hook

FOLDER = Path(__file__).parents[2] / "sim/deploy"
GUIDE = (FOLDER / "README.md").read_text(encoding="utf-8")
TEXTS = {path.name: path.read_text(encoding="utf-8") for path in sorted(FOLDER.iterdir()) if path.is_file()}
KNOWN = {PREFIX + name.upper() for name in Settings.model_fields} | {"DUILIAN_GRADER_", "DUILIAN_LLM_FALLBACK_"}


@pytest.mark.parametrize("name", TEXTS)
def test_every_setting_it_names_is_one(name: str) -> None:
    assert {variable for variable in re.findall(r"DUILIAN_[A-Z_]+", TEXTS[name]) if variable not in KNOWN} == set()


@pytest.mark.parametrize("name", TEXTS)
def test_every_command_it_names_is_one(name: str) -> None:
    command = get_command(app)
    found = set(re.findall(r"(?:bin/|`)duilian ([a-z-]+)", TEXTS[name]))
    assert found <= set(command.commands)  # type: ignore[attr-defined]  # a group of Typer's


def test_every_file_it_links_is_there() -> None:
    links = set(re.findall(r"\]\(([^)]+)\)", GUIDE))
    assert links == {path.name for path in FOLDER.iterdir()} - {"README.md"}


@pytest.mark.parametrize("name", ["duilian@.service", "duilian-worker@.service"])
def test_units_leave_time_to_drain_and_do_not_restart_a_wrong_setting(name: str) -> None:
    unit = configparser.ConfigParser(strict=False, interpolation=None)
    unit.optionxform = str  # type: ignore[assignment,method-assign]  # names of systemd keep their case
    unit.read_string(TEXTS[name])
    assert int(unit["Service"]["TimeoutStopSec"]) > 10
    assert unit["Service"]["RestartPreventExitStatus"] == "2"
    assert unit["Service"]["ExecStart"].startswith("/opt/duilian/bin/duilian ")


@pytest.mark.parametrize("name", ["duilian@.service", "duilian-worker@.service"])
def test_systemd_understands_the_units(name: str, tmp_path: Path) -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is not installed")
    unit = tmp_path / name.replace("@", "@8001")
    installed = {
        "/opt/duilian/bin/duilian": str(COMMAND),
        "/etc/duilian/duilian.env": str(FOLDER / "duilian.env.example"),
    }
    unit.write_text(changed(TEXTS[name], installed), encoding="utf-8")
    done = subprocess.run(["systemd-analyze", "verify", str(unit)], capture_output=True, text=True)
    assert (done.returncode, done.stdout + done.stderr) == (0, "")


def test_an_image_holds_what_the_package_is_built_from_and_nothing_else() -> None:
    ignored = (FOLDER.parents[1] / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert ignored[1] == "*"
    taken = {line[1:] for line in ignored if line.startswith("!")}
    assert {"sim", "web", "personas", "rubrics", "pyproject.toml", "constraints.txt"} < taken
    assert all((FOLDER.parents[1] / name).exists() for name in taken)
    assert {Path(name).parts[0] for name in build_hook.INPUTS} <= taken


def test_proxies_hand_streams_on_at_once() -> None:
    assert "proxy_buffering off" in TEXTS["nginx.conf"]
    assert "flush_interval -1" in TEXTS["Caddyfile"]


def test_the_sizing_table_follows_its_formulas() -> None:
    rows = dict(re.findall(r"^\| ([^|]+?) \|[^|]*\| ([^|]+) \| [^|]+ \|$", GUIDE, re.MULTILINE))
    big = dict(re.findall(r"^\| ([^|]+?) \|[^|]*\| [^|]+ \| ([^|]+) \|$", GUIDE, re.MULTILINE))
    for trainees, column in ((10_000, rows), (1_000_000, big)):
        for name, wanted in needed(trainees).items():
            assert figure(column[name]) == pytest.approx(wanted, rel=0.1), (trainees, name)


def needed(trainees: float) -> dict[str, float]:
    """What so many trainees need, by the guide's assumptions."""
    week = trainees * 2
    hour, graded = week / 5 * 0.2, week / 5 / 86_400
    lines = hour * 10 / 3600
    taken_in, given_out = lines * 1414 * 0.1 + graded * 14_000 * 0.38, lines * 45 + graded * 2200
    return {
        "sessions, busiest hour (h)": hour,
        "sessions at once": hour * 12 / 60,
        "lines a second (l)": lines,
        "answers at once": lines * 4,
        "gradings a second, spread (q)": graded,
        "rows a year": week * 50 * 29,
        "tokens in, a year": week * 50 * (10 * 1414 + 14_000),
        "tokens out, a year": week * 50 * (10 * 45 + 2200),
        "new tokens in a second, busiest hour": taken_in,
        "tokens out a second, busiest hour": given_out,
    }


def figure(text: str) -> float:
    """Read a figure of the table."""
    number, _, unit = text.replace(",", "").partition(" ")
    return float(number) * {"": 1, "million": 1e6, "billion": 1e9}[unit]
