"""Accounts from the command line."""

import asyncio
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from sim.cli import app
from sim.domain.audit import AuditFilter
from sim.store import Store
from tests.web.people import hash_quickly


@pytest.fixture(autouse=True)
def _empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    hash_quickly(monkeypatch)


def user(*arguments: str, stdin: str = "") -> Result:
    return CliRunner().invoke(app, ["user", *arguments], input=stdin)


def listed() -> dict[str, dict[str, object]]:
    lines = user("list", "--json").stdout.splitlines()
    return {account["name"]: account for account in map(json.loads, lines)}


def test_the_first_account_must_be_an_administrators() -> None:
    refused = user("add", "lee")
    assert refused.exit_code == 2
    assert "administrator" in refused.stderr
    made = user("add", "boss", "--role", "administrator")
    assert made.exit_code == 0, made.stderr
    assert len(made.stdout.strip()) >= 16
    assert user("add", "lee").exit_code == 0


def test_people_are_listed_with_their_groups() -> None:
    user("add", "boss", "--role", "administrator")
    user(
        "add",
        "lee",
        "--role",
        "trainer",
        "--group",
        "一班",
        "--group",
        "二班",
        "--shown-name",
        "李",
        "--language",
        "en",
    )
    found = listed()
    assert (found["lee"]["role"], found["lee"]["shown_name"], found["lee"]["language"]) == ("trainer", "李", "en")
    assert found["lee"]["groups"] == ["一班", "二班"]
    table = user("list").stdout
    assert "一班" in table
    assert "boss" in table


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("add", "boss"), "taken"),
        (("add", "<script>"), "name"),
        (("add", "lee", "--language", "fr"), "English only"),
        (("reset", "nobody"), "nobody"),
        (("disable", "nobody"), "nobody"),
        (("disable", "boss"), "administrator"),
    ],
)
def test_bad_input_is_told_and_changes_nothing(arguments: tuple[str, ...], said: str) -> None:
    user("add", "boss", "--role", "administrator")
    before = listed()
    refused = user(*arguments)
    assert refused.exit_code == 2
    assert said in refused.stderr
    assert refused.stdout == ""
    assert listed() == before


@pytest.mark.parametrize(
    ("password", "said"), [("short", "8"), ("password123", "guess"), ("", "none"), ("x" * 200, "128")]
)
def test_a_weak_password_is_refused(password: str, said: str) -> None:
    refused = user("add", "boss", "--role", "administrator", "--ask", stdin=password + "\n")
    assert refused.exit_code == 2
    assert said in refused.stderr


def test_an_account_is_disabled_enabled_and_given_another_password() -> None:
    user("add", "boss", "--role", "administrator")
    assert user("add", "lee", "--ask", stdin="quite unrelated words\n").stdout == ""
    assert user("disable", "lee").exit_code == 0
    assert listed()["lee"]["disabled"] is True
    assert user("enable", "LEE").exit_code == 0
    assert listed()["lee"]["disabled"] is False
    first = user("reset", "lee").stdout
    assert first != user("reset", "lee").stdout


def test_the_log_says_that_the_command_line_did_it(tmp_path: Path) -> None:
    user("add", "boss", "--role", "administrator")

    async def entries() -> list[tuple[str, str]]:
        store = await Store.open(f"sqlite:///{tmp_path}/data/duilian.db")
        page = await store.audit.page(AuditFilter(), limit=5)
        await store.close()
        return [(entry.note.actor_name, entry.note.action) for entry in page.entries]

    assert asyncio.run(entries()) == [("duilian user", "account-created")]


def test_served_elsewhere_only_once_there_is_an_administrator(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (("DUILIAN_ALLOWED_HOSTS", "desk.example"), ("DUILIAN_TRUSTED_PROXIES", "127.0.0.1")):
        with monkeypatch.context() as patch:
            patch.setenv(name, value)
            refused = CliRunner().invoke(app, ["serve", "--port", "0"])
            assert refused.exit_code == 2
            assert "duilian user add" in refused.stderr
            assert value in refused.stderr
    user("add", "boss", "--role", "administrator")
    served: list[str] = []
    monkeypatch.setattr("sim.cli.serve.serve_on", lambda *_: served.append("yes"))
    assert CliRunner().invoke(app, ["serve", "--host", "0.0.0.0", "--port", "0"]).exit_code == 0
    assert served == ["yes"]
