"""What README, its Chinese sister and CONTRIBUTING say is there: settings, commands, options, files, rooms."""

import re
import shlex
from itertools import groupby
from pathlib import Path

import pytest
from pydantic import AliasChoices
from typer.main import get_command

from sim.cli import app
from sim.settings import PREFIX, Settings

ROOT = Path(__file__).parents[1]
TEXTS = {name: (ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "README.zh.md", "CONTRIBUTING.md")}
README = TEXTS["README.md"]
OF_TESTS = {"DUILIAN_CHROMIUM"}


def variables() -> set[str]:
    """Return the variable of each setting."""
    aliases = {name: info.validation_alias for name, info in Settings.model_fields.items()}
    return {
        str(alias.choices[0]) if isinstance(alias, AliasChoices) else PREFIX + name.upper()
        for name, alias in aliases.items()
    }


def test_every_setting_stands_in_the_table() -> None:
    table = README[README.index("## Settings") : README.index("## On the command line")]
    assert {name for name in variables() if f"`{name}`" not in table} == set()


@pytest.mark.parametrize("name", TEXTS)
def test_every_setting_it_names_is_one(name: str) -> None:
    named = set(re.findall(r"DUILIAN_[A-Z_]*[A-Z]\b", TEXTS[name]))
    assert named - variables() - OF_TESTS == set()


@pytest.mark.parametrize("name", ["README.md", "README.zh.md"])
def test_every_command_it_shows_has_these_options(name: str) -> None:
    commands = get_command(app).commands  # type: ignore[attr-defined]  # a group of Typer's
    shown = re.findall(r"^(?:.*\| )?(?:\S*=\S* )?(?:\.venv/bin/)?duilian (.*)$", TEXTS[name], re.MULTILINE)
    assert {line.split()[0] for line in shown} == set(commands) - {"worker"}
    for line in shown:
        first, *words = shlex.split(line, comments=True)
        command = commands[first]
        while words and words[0] in getattr(command, "commands", {}):
            command = command.commands[words.pop(0)]
        options = {option for part in command.params for option in part.opts}
        assert {word for word in words if word.startswith("-")} <= options, line


@pytest.mark.parametrize("name", TEXTS)
def test_every_link_leads_somewhere(name: str) -> None:
    for place, _, part in (link.partition("#") for link in re.findall(r"\]\((?!https?:)([^)]+)\)", TEXTS[name])):
        assert (ROOT / (place or name)).exists(), place
        headings = re.findall(r"^#+ (.*)$", TEXTS.get(place or name, ""), re.MULTILINE)
        assert not part or part in {heading.lower().replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("name", TEXTS)
def test_no_table_is_broken(name: str) -> None:
    """A row of another width, or a table that begins without its head, is shown as plain text."""
    for is_row, found in groupby(TEXTS[name].split("\n"), lambda line: line.startswith("|")):
        rows = list(found)
        if is_row:
            assert re.fullmatch(r"(\|-+)+\|", rows[1]), rows[0]
            assert len({len(re.findall(r"(?<!\\)\|", re.sub(r"`[^`]*`", "", row))) for row in rows}) == 1, rows[0]


def test_every_room_of_the_engine_is_named() -> None:
    rooms = README[README.index("## The rooms") : README.index("## Decisions")]
    found = {path.stem for path in (ROOT / "sim").iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()}
    assert {name for name in found - {"__init__"} if f"sim/{name}" not in rooms} == set()


def test_every_make_target_it_shows_is_one() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    for text in TEXTS.values():
        assert set(re.findall(r"(?:`|^)make ([a-z]+)", text, re.MULTILINE)) <= targets
