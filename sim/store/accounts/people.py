"""Accounts: created, found, changed. There is always an administrator, or no account at all."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, bindparam, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from sim.domain.account import Account, Role
from sim.domain.audit import AuditNote
from sim.domain.errors import ConflictError, InvalidInputError, NotFoundError
from sim.store.accounts.audit import noted
from sim.store.accounts.groups import groups_of
from sim.store.databases.runners import Runner
from sim.store.records import PageKey, cut_page
from sim.store.rows import Row
from sim.store.schema import account, membership, practice_group, session
from sim.store.statements import like, paged

_OWNER = select(session.c.owner).where(session.c.id == bindparam("of_session"))


@dataclass(frozen=True, slots=True)
class PeopleWanted:
    """Which accounts are wanted: ``text`` within their names, in a group, of a role; empty fields want all."""

    text: str = ""
    group: str = ""
    role: Role | None = None


@dataclass(frozen=True, slots=True)
class PeoplePage:
    """Accounts, newest first. ``next`` is the key of the next page, None on the last."""

    accounts: tuple[Account, ...]
    next: PageKey | None


@dataclass(frozen=True, slots=True)
class NamesPage:
    """Shown names by the ids of accounts, newest first. ``next`` is the key of the next page, None on the last."""

    names: Mapping[str, str]
    next: PageKey | None


class PeopleStore:
    """The accounts of the desk. ``name_key`` is a name as names are compared."""

    def __init__(self, runner: Runner) -> None:
        self._runner = runner

    async def any(self) -> bool:
        """Tell whether there is an account at all."""
        found = select(account.c.id).limit(1)
        return await self._runner.read(lambda connection: connection.execute(found).first() is not None, brief=True)

    async def has_administrator(self) -> bool:
        """Tell whether an administrator can sign in."""
        return await self._runner.read(lambda connection: bool(_administrators(connection)))

    async def create(self, new: Account, name_key: str, password_hash: str, note: AuditNote) -> None:
        """Store a new account with its groups.

        Raises InvalidInputError where the name is taken, ConflictError where it is the first and no administrator.
        """

        def operation(connection: Connection) -> None:
            add(connection, new, name_key, password_hash)
            _require_administrator(connection)

        await self._runner.write(noted(operation, note))

    async def load(self, account_id: str) -> Account:
        """Return an account. Raises NotFoundError."""
        return await self._runner.read(lambda connection: load(connection, account_id), brief=True)

    async def by_name(self, name_key: str) -> tuple[Account, str] | None:
        """Return an account and its password's hash, None where nobody has the name."""
        return await self._runner.read(lambda connection: _by_name(connection, name_key))

    async def named(self, account_ids: Collection[str]) -> dict[str, str]:
        """Return the shown names of these accounts by id; ids of nobody are left out."""
        query = select(account.c.id, account.c.shown_name).where(account.c.id.in_(tuple(account_ids)))
        return await self._runner.read(lambda connection: {row.id: row.shown_name for row in connection.execute(query)})

    async def page(self, wanted: PeopleWanted, *, limit: int, before: PageKey | None = None) -> PeoplePage:
        """Return up to ``limit`` accounts, newest first; ``before`` is the ``next`` of the page before."""
        return await self._runner.read(lambda connection: _page(connection, wanted, limit, before))

    async def names_page(
        self,
        groups: AbstractSet[str] | None,
        role: Role | None = None,
        *,
        limit: int,
        before: PageKey | None = None,
    ) -> NamesPage:
        """Return up to ``limit`` accounts by id and shown name, newest first, paged as ``page``.

        They belong to any of ``groups`` (None: to any or none) and have the role, if one is given.
        """
        query = select(account.c.id, account.c.shown_name, account.c.created_at)
        if groups is not None:
            members = select(membership.c.account_id).where(membership.c.group_id.in_(sorted(groups)))
            query = query.where(account.c.id.in_(members))
        if role is not None:
            query = query.where(account.c.role == role.value)
        query = paged(query, account, limit + 1, before)
        found: Sequence[Any] = await self._runner.read(lambda connection: connection.execute(query).all())
        shown, following = cut_page(found, limit)
        return NamesPage({row.id: row.shown_name for row in shown}, following)

    async def change(self, changed: Account, note: AuditNote) -> None:
        """Store shown name, role, language, groups and whether it is disabled.

        Raises NotFoundError, and ConflictError where no administrator would be left.
        """
        await self._runner.write(noted(lambda connection: _change(connection, changed), note))

    async def password_hash(self, account_id: str) -> str:
        """Return the hash of an account's password. Raises NotFoundError."""
        query = select(account.c.password_hash).where(account.c.id == account_id)
        found = await self._runner.read(lambda connection: connection.execute(query).scalar_one_or_none())
        if found is None:
            raise no_account(account_id)
        return str(found)

    async def rehash(self, account_id: str, password_hash: str) -> None:
        """Replace a password's hash by a newer kind of hash of the same password."""
        await self._runner.write(lambda connection: set_hash(connection, account_id, password_hash))

    async def session_owner(self, session_id: str) -> str:
        """Return who owns a session. Raises NotFoundError."""
        wanted = {"of_session": session_id}
        found = await self._runner.read(
            lambda connection: connection.execute(_OWNER, wanted).scalar_one_or_none(), brief=True
        )
        if found is None:
            raise NotFoundError(f"there is no session {session_id!r}")
        return str(found)

    async def groups_of(self, account_id: str) -> frozenset[str]:
        """Return the ids of an account's groups; none for an account that is not there."""
        return await self._runner.read(
            lambda connection: groups_of(connection, (account_id,)).get(account_id, _NONE), brief=True
        )

    async def members_of(self, groups: AbstractSet[str], role: Role | None = None) -> frozenset[str]:
        """Return the ids of the accounts (of a role, if given) that belong to any of these groups."""
        query = select(membership.c.account_id).where(membership.c.group_id.in_(tuple(groups)))
        if role is not None:
            query = query.join(account, account.c.id == membership.c.account_id).where(account.c.role == role.value)
        return await self._runner.read(lambda connection: frozenset(connection.execute(query).scalars()))

    async def supervisors(self) -> frozenset[str]:
        """Return the ids of all trainers and administrators: of whoever has more to do here than practise."""
        query = select(account.c.id).where(account.c.role != Role.TRAINEE.value)
        return await self._runner.read(lambda connection: frozenset(connection.execute(query).scalars()))


_NONE: frozenset[str] = frozenset()


def add(connection: Connection, new: Account, name_key: str, password_hash: str) -> None:
    """Store a new account. Raises InvalidInputError where the name is taken."""
    values = {
        "id": new.id,
        "name": new.name,
        "name_key": name_key,
        "shown_name": new.shown_name,
        "role": new.role.value,
        "language": new.language,
        "disabled": new.disabled,
        "password_hash": password_hash,
        "created_at": new.created_at,
    }
    try:
        with connection.begin_nested():
            connection.execute(insert(account), values)
    except IntegrityError as error:
        raise InvalidInputError(
            f"“{new.name}”这个登录名已有人用。 / The name {new.name!r} is taken.", field="name"
        ) from error
    _join_groups(connection, new.id, new.groups)


def load(connection: Connection, account_id: str) -> Account:
    """Return an account. Raises NotFoundError."""
    row = connection.execute(select(account).where(account.c.id == account_id)).mappings().one_or_none()
    if row is None:
        raise no_account(account_id)
    return account_from_row(row, groups_of(connection, (account_id,)).get(account_id, _NONE))


def set_hash(connection: Connection, account_id: str, password_hash: str) -> None:
    """Replace a password's hash. Raises NotFoundError."""
    found = connection.execute(update(account).where(account.c.id == account_id).values(password_hash=password_hash))
    if found.rowcount == 0:
        raise no_account(account_id)


def account_from_row(row: Row, groups: Iterable[str]) -> Account:
    """Return the account of a row that holds the columns of the account table."""
    return Account(
        id=row["id"],
        name=row["name"],
        shown_name=row["shown_name"],
        role=Role(row["role"]),
        created_at=row["created_at"],
        groups=frozenset(groups),
        language=row["language"],
        disabled=row["disabled"],
    )


def holder(rows: Sequence[Row]) -> Account:
    """Return the account of rows joined with its memberships: one row for each group, at least one in all."""
    return account_from_row(rows[0], (row["group_id"] for row in rows if row["group_id"] is not None))


def no_account(account_id: str) -> NotFoundError:
    """Return the error for an unknown account."""
    return NotFoundError(f"there is no account {account_id!r}")


def _by_name(connection: Connection, name_key: str) -> tuple[Account, str] | None:
    row = connection.execute(select(account).where(account.c.name_key == name_key)).mappings().one_or_none()
    if row is None:
        return None
    groups = groups_of(connection, (row["id"],)).get(row["id"], _NONE)
    return account_from_row(row, groups), row["password_hash"]


def _change(connection: Connection, changed: Account) -> None:
    _administrators(connection)  # locks them: two that step down at once shall not both find the other
    values = {
        "shown_name": changed.shown_name,
        "role": changed.role.value,
        "language": changed.language,
        "disabled": changed.disabled,
    }
    found = connection.execute(update(account).where(account.c.id == changed.id).values(values))
    if found.rowcount == 0:
        raise no_account(changed.id)
    connection.execute(delete(membership).where(membership.c.account_id == changed.id))
    _join_groups(connection, changed.id, changed.groups)
    _require_administrator(connection)


def _join_groups(connection: Connection, account_id: str, groups: AbstractSet[str]) -> None:
    if not groups:
        return
    known = set(connection.execute(select(practice_group.c.id).where(practice_group.c.id.in_(tuple(groups)))).scalars())
    if groups - known:
        raise InvalidInputError(
            f"没有这个班组：{', '.join(sorted(groups - known))}。 / There is no such group.", field="groups"
        )
    connection.execute(insert(membership), [{"account_id": account_id, "group_id": group} for group in sorted(groups)])


def _administrators(connection: Connection) -> list[str]:
    """Return the administrators who can sign in, kept from changing until the transaction ends."""
    query = select(account.c.id).where(account.c.role == Role.ADMINISTRATOR.value, account.c.disabled.is_(False))
    return list(connection.execute(query.order_by(account.c.id).with_for_update()).scalars())


def _require_administrator(connection: Connection) -> None:
    if not _administrators(connection):
        raise ConflictError("至少要有一位能登录的管理员。 / There must be at least one administrator who can sign in.")


def _page(connection: Connection, wanted: PeopleWanted, limit: int, before: PageKey | None) -> PeoplePage:
    found = list(connection.execute(page_query(wanted, limit, before)).mappings())
    groups = groups_of(connection, [row["id"] for row in found])
    return PeoplePage(*cut_page([account_from_row(row, groups.get(row["id"], _NONE)) for row in found], limit))


def page_query(wanted: PeopleWanted, limit: int, before: PageKey | None) -> Select[Any]:
    """Return the query of a page, found by key."""
    query = select(account)
    if wanted.text:
        query = query.where(like(wanted.text, account.c.name_key, func.lower(account.c.shown_name)))
    if wanted.role is not None:
        query = query.where(account.c.role == wanted.role.value)
    if wanted.group:
        query = query.join(membership, membership.c.account_id == account.c.id)
        query = query.where(membership.c.group_id == wanted.group)
    return paged(query, account, limit + 1, before)
