"""The people of the desk and their groups, as administrators keep them."""

import time
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from sim.domain.account import Account, Group, Role, Viewer
from sim.domain.audit import Action
from sim.domain.errors import InvalidInputError, NotAllowedError, NotFoundError
from sim.practice.accounts.audit import noted_by
from sim.practice.accounts.names import checked_name, checked_text, name_key
from sim.practice.accounts.passwords import Passwords, checked_password, generated_password
from sim.practice.accounts.recognition import Recognition
from sim.practice.accounts.secret import new_id
from sim.store import PageKey, Store
from sim.store.accounts import PeoplePage, PeopleWanted

PAGE_SIZE = 50
LANGUAGES = ("", "zh", "en")
"""What an account may prefer; "" leaves it to the browser."""
_ASKED_AGAIN_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class NewPerson:
    """An account to be made, as typed. ``groups`` are ids."""

    name: str
    role: Role
    shown_name: str = ""
    groups: frozenset[str] = frozenset()
    language: str = ""


@dataclass(frozen=True, slots=True)
class PersonChange:
    """What is changed of an account, by its owner or an administrator; None leaves it as it is."""

    shown_name: str | None = None
    role: Role | None = None
    groups: frozenset[str] | None = None
    language: str | None = None
    disabled: bool | None = None


class People:
    """Accounts and groups. What is changed here counts for the very next request of whom it concerns."""

    def __init__(self, store: Store, passwords: Passwords, recognition: Recognition) -> None:
        self._people = store.people
        self._groups = store.groups
        self._sign_ins = store.sign_ins
        self._passwords = passwords
        self._recognition = recognition
        self._exist = False
        self._asked_at = float("-inf")

    async def exist(self) -> bool:
        """Tell whether there is any account: then everybody must sign in.

        The last administrator's account is never removed, so yes is final; a no is asked again after two seconds,
        because the command line may have made one meanwhile.
        """
        if not self._exist and time.monotonic() - self._asked_at > _ASKED_AGAIN_SECONDS:
            self._exist = await self._people.any()
            self._asked_at = time.monotonic()
        return self._exist

    async def has_administrator(self) -> bool:
        """Tell whether an administrator can sign in."""
        return await self._people.has_administrator()

    async def create(self, by: Viewer, new: NewPerson, password: str) -> Account:
        """Make an account.

        Raises InvalidInputError naming the field (name taken or malformed, weak password, unknown group), and
        ConflictError where the first account is not an administrator's.
        """
        account = checked_person(new)
        await checked_password(password, known=(account.name, account.shown_name))
        hashed = await self._passwords.hash(password)
        note = noted_by(by, Action.ACCOUNT_CREATED, account.id, {"name": account.name, "role": account.role})
        await self._people.create(account, name_key(account.name), hashed, note)
        self._exist = True
        return account

    async def load(self, account_id: str) -> Account:
        """Return an account. Raises NotFoundError."""
        return await self._people.load(account_id)

    async def by_name(self, name: str) -> Account:
        """Return the account with this name to sign in with. Raises NotFoundError."""
        found = await self._people.by_name(name_key(name))
        if found is None:
            raise NotFoundError(f"没有叫“{name}”的账号。 / There is no account {name!r}.")
        return found[0]

    async def page(self, wanted: PeopleWanted, before: PageKey | None = None, limit: int = PAGE_SIZE) -> PeoplePage:
        """Return a page of accounts, newest first."""
        return await self._people.page(wanted, limit=limit, before=before)

    async def change(self, by: Viewer, account_id: str, change: PersonChange) -> Account:
        """Change an account. Raises NotFoundError, InvalidInputError naming the field.

        NotAllowedError where an administrator would lower or disable himself, ConflictError where none would be left.
        """
        old = await self._people.load(account_id)
        new = _changed(old, change)
        if by.id == old.id and by.id and (new.role is not old.role or new.disabled):
            raise NotAllowedError(
                "自己的角色和账号要请另一位管理员来改。 / Another administrator must change your own role or account."
            )
        action = _what_changed(old, new)
        if action is not None:
            await self._people.change(new, noted_by(by, action, new.id, _difference(old, new)))
            self._recognition.forget_account(new.id)
        return new

    async def reset_password(self, by: Viewer, account_id: str, password: str | None = None) -> str:
        """Give an account another password (None: a generated one), sign it out everywhere, return the password.

        Raises NotFoundError, InvalidInputError.
        """
        account = await self._people.load(account_id)
        chosen = password if password is not None else generated_password()
        await checked_password(chosen, known=(account.name, account.shown_name))
        hashed = await self._passwords.hash(chosen)
        note = noted_by(by, Action.PASSWORD_CHANGED, account.id, {"name": account.name})
        await self._sign_ins.change_password(account.id, hashed, note)
        self._recognition.forget_account(account.id)
        return chosen

    async def groups(self) -> tuple[Group, ...]:
        """Return all groups, by name."""
        return await self._groups.all()

    async def create_group(self, by: Viewer, name: str) -> Group:
        """Make a group. Raises InvalidInputError naming ``name``."""
        group = Group(new_id(), checked_text(name, "name"), datetime.now(UTC))
        note = noted_by(by, Action.GROUP_CREATED, group.id, {"name": group.name})
        await self._groups.create(group, name_key(group.name), note)
        return group

    async def rename_group(self, by: Viewer, group_id: str, name: str) -> None:
        """Give a group another name. Raises NotFoundError, InvalidInputError naming ``name``."""
        plain = checked_text(name, "name")
        detail = {"name": plain, "renamed": f"{await self._group_name(group_id)} → {plain}"}
        note = noted_by(by, Action.GROUP_CHANGED, group_id, detail)
        await self._groups.rename(group_id, plain, name_key(plain), note)

    async def delete_group(self, by: Viewer, group_id: str) -> None:
        """Dissolve a group; its members and their sessions stay. Raises NotFoundError."""
        note = noted_by(by, Action.GROUP_DELETED, group_id, {"name": await self._group_name(group_id)})
        await self._groups.delete(group_id, note)
        self._recognition.forget_all()

    async def _group_name(self, group_id: str) -> str:
        return next((group.name for group in await self._groups.all() if group.id == group_id), "")


def checked_person(new: NewPerson) -> Account:
    """Return the account a form asks for. Raises InvalidInputError naming the field."""
    name = checked_name(new.name)
    return Account(
        id=new_id(),
        name=name,
        shown_name=checked_text(new.shown_name.strip() or name, "shown_name"),
        role=new.role,
        created_at=datetime.now(UTC),
        groups=new.groups,
        language=checked_language(new.language),
    )


def checked_language(language: str) -> str:
    """Return a language an account may prefer. Raises InvalidInputError naming ``language``."""
    if language not in LANGUAGES:
        raise InvalidInputError("只有中文和英文。 / There are Chinese and English only.", field="language")
    return language


def role_named(text: str) -> Role:
    """Return the role of an id. Raises InvalidInputError naming ``role``."""
    if text not in set(Role):
        known = ", ".join(Role)
        raise InvalidInputError(f"没有“{text}”这种角色。 / {text!r} is no role; known are {known}.", field="role")
    return Role(text)


def _changed(old: Account, change: PersonChange) -> Account:
    return replace(
        old,
        shown_name=old.shown_name if change.shown_name is None else checked_text(change.shown_name, "shown_name"),
        role=old.role if change.role is None else change.role,
        groups=old.groups if change.groups is None else change.groups,
        language=old.language if change.language is None else checked_language(change.language),
        disabled=old.disabled if change.disabled is None else change.disabled,
    )


def _what_changed(old: Account, new: Account) -> Action | None:
    """Return the weightiest thing that changed, None where nothing did."""
    if old.disabled != new.disabled:
        return Action.ACCOUNT_DISABLED if new.disabled else Action.ACCOUNT_ENABLED
    if old.role is not new.role:
        return Action.ROLE_CHANGED
    return Action.ACCOUNT_CHANGED if old != new else None


def _difference(old: Account, new: Account) -> dict[str, str]:
    """Return what became of each field that changed."""
    found = {"name": new.name}
    if old.role is not new.role:
        found["role"] = f"{old.role} → {new.role}"
    if old.shown_name != new.shown_name:
        found["shown_name"] = f"{old.shown_name} → {new.shown_name}"
    if old.language != new.language:
        found["language"] = f"{old.language or 'any'} → {new.language or 'any'}"
    if old.groups != new.groups:
        found["joined"] = " ".join(sorted(new.groups - old.groups))
        found["left"] = " ".join(sorted(old.groups - new.groups))
    return {name: value for name, value in found.items() if value}
