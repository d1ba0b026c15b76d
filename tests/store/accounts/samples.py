"""Accounts and notes to store."""

from datetime import timedelta

from sim.domain.account import Account, Group, Role, SignIn
from sim.domain.audit import AuditNote
from sim.store import Store
from tests.store.samples import NOW

NOTE = AuditNote("boss", "管理员", "account-created", "x", NOW)


def account(name: str, role: Role = Role.TRAINEE, *groups: str, minutes: int = 0) -> Account:
    """An account whose id is its name."""
    return Account(name, name, name.title(), role, NOW + timedelta(minutes=minutes), frozenset(groups))


async def add(store: Store, *accounts: Account) -> None:
    """Store accounts with their groups, an administrator named ``boss`` before all."""
    for each in (account("boss", Role.ADMINISTRATOR), *accounts):
        await store.people.create(each, each.name, f"hash of {each.name}", NOTE)


async def add_groups(store: Store, *names: str) -> None:
    """Store groups whose ids are their names."""
    for name in names:
        await store.groups.create(Group(name, name, NOW), name, NOTE)


def sign_in(account_id: str, number: int = 1, days: int = 7) -> SignIn:
    """A sign-in made at NOW."""
    return SignIn(f"{account_id}-{number}", account_id, "Browser", NOW, NOW, NOW + timedelta(days=days))
