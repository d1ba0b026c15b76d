"""``duilian user``: accounts from the command line, where the first administrator comes from."""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

from rich.prompt import Prompt
from rich.table import Table

from sim.cli.console import command_settings, messages, output, print_object
from sim.domain.account import Account, Role, Viewer
from sim.domain.errors import InvalidInputError
from sim.practice.accounts import Accounts, make_accounts
from sim.practice.accounts.passwords import generated_password, require_same
from sim.practice.accounts.people import NewPerson, PersonChange
from sim.runtime import lifetimes_of
from sim.store import Store
from sim.store.accounts import PeopleWanted

COMMAND_LINE = Viewer(id="", shown_name="duilian user", role=Role.ADMINISTRATOR)
"""Who the audit log says did it: whoever may run commands on the server."""

T = TypeVar("T")


def add(
    name: str, role: Role, shown_name: str, groups: tuple[str, ...], language: str, *, ask: bool, data: Path | None
) -> None:
    """Make an account in groups given by name; without ``ask`` its password is generated and printed, once."""

    async def work(accounts: Accounts) -> tuple[Account, str]:
        password = _asked() if ask else generated_password()
        new = NewPerson(name, role, shown_name, await _groups(accounts, groups), language)
        return await accounts.people.create(COMMAND_LINE, new, password), password

    account, password = _run(work, data)
    messages.print(f"{account.role} {account.name} may sign in now", markup=False)
    if not ask:
        _show_once(password)


def reset(name: str, *, ask: bool, data: Path | None) -> None:
    """Give an account another password and sign it out everywhere."""

    async def work(accounts: Accounts) -> tuple[Account, str]:
        account = await accounts.people.by_name(name)
        password = await accounts.people.reset_password(COMMAND_LINE, account.id, _asked() if ask else None)
        return account, password

    account, password = _run(work, data)
    messages.print(f"{account.name} has another password and is signed out everywhere", markup=False)
    if not ask:
        _show_once(password)


def set_disabled(name: str, *, disabled: bool, data: Path | None) -> None:
    """Keep an account from signing in, or let it sign in again."""

    async def work(accounts: Accounts) -> Account:
        account = await accounts.people.by_name(name)
        return await accounts.people.change(COMMAND_LINE, account.id, PersonChange(disabled=disabled))

    account = _run(work, data)
    messages.print(f"{account.name} {'cannot sign in any more' if disabled else 'may sign in again'}", markup=False)


def show(*, as_json: bool, data: Path | None) -> None:
    """Print all accounts, newest first: a table, or an object a line."""

    async def work(accounts: Accounts) -> tuple[list[Account], dict[str, str]]:
        found: list[Account] = []
        key = None
        while True:
            page = await accounts.people.page(PeopleWanted(), key, limit=200)
            found += page.accounts
            key = page.next
            if key is None:
                return found, {group.id: group.name for group in await accounts.people.groups()}

    found, groups = _run(work, data)
    if as_json:
        for account in found:
            print_object(_document(account, groups))
        return
    table = Table("name", "shown name", "role", "groups", "since", "")
    for account in found:
        names = ", ".join(sorted(groups[group] for group in account.groups))
        state = "disabled" if account.disabled else ""
        table.add_row(account.name, account.shown_name, account.role, names, f"{account.created_at:%Y-%m-%d}", state)
    output.print(table)


def _run(work: Callable[[Accounts], Awaitable[T]], data: Path | None) -> T:
    settings = command_settings(data=data)
    if settings.database_url is None:
        settings.data.mkdir(parents=True, exist_ok=True)

    async def main() -> T:
        store = await Store.open(settings.store_url)
        try:
            return await work(make_accounts(store, lifetimes_of(settings)))
        finally:
            await store.close()

    return asyncio.run(main())


async def _groups(accounts: Accounts, names: tuple[str, ...]) -> frozenset[str]:
    """Return the ids of groups by name; those that are not there yet are made. Raises InvalidInputError."""
    known = {group.name: group.id for group in await accounts.people.groups()}
    for name in names:
        if name not in known:
            group = await accounts.people.create_group(COMMAND_LINE, name)
            known[name] = group.id
    return frozenset(known[name] for name in names)


def _asked() -> str:
    """Ask for a password twice on a terminal; from a pipe its first line is taken."""
    if not sys.stdin.isatty():
        line = sys.stdin.readline().rstrip("\n")
        if not line:
            raise InvalidInputError("stdin: a password was to be read, but there is none", field="password")
        return line
    password = Prompt.ask("password", password=True, console=messages)
    require_same(password, Prompt.ask("again", password=True, console=messages))
    return password


def _show_once(password: str) -> None:
    messages.print("password, shown this once:", markup=False)
    output.print(password, soft_wrap=True)


def _document(account: Account, groups: dict[str, str]) -> dict[str, object]:
    return {
        "id": account.id,
        "name": account.name,
        "shown_name": account.shown_name,
        "role": account.role.value,
        "groups": sorted(groups[group] for group in account.groups),
        "language": account.language,
        "disabled": account.disabled,
        "created_at": account.created_at.isoformat(),
    }
