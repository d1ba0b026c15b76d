"""Groups: a class, a branch. Who belongs to one stands with the account."""

from collections.abc import Collection, Mapping

from sqlalchemy import Connection, case, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from sim.domain.account import Group, Role
from sim.domain.audit import AuditNote
from sim.domain.errors import InvalidInputError, NotFoundError
from sim.store.accounts.audit import noted
from sim.store.databases.runners import Runner
from sim.store.schema import account, membership, practice_group

_COUNTED = (
    select(
        membership.c.group_id,
        func.count().label("members"),
        func.count(case((account.c.role == Role.TRAINEE.value, 1))).label("trainees"),
    )
    .join(account, account.c.id == membership.c.account_id)
    .group_by(membership.c.group_id)
    .subquery()
)
_GROUPS = (
    select(
        practice_group.c.id,
        practice_group.c.name,
        practice_group.c.created_at,
        func.coalesce(_COUNTED.c.members, 0),
        func.coalesce(_COUNTED.c.trainees, 0),
    )
    .outerjoin(_COUNTED, _COUNTED.c.group_id == practice_group.c.id)
    .order_by(practice_group.c.name_key)
)


class GroupStore:
    """The groups of the desk, few enough to be listed whole."""

    def __init__(self, runner: Runner) -> None:
        self._runner = runner

    async def all(self) -> tuple[Group, ...]:
        """Return all groups with the numbers of their members and trainees, by name."""
        return await self._runner.read(_all)

    async def joined(self, account_ids: Collection[str]) -> Mapping[str, frozenset[str]]:
        """Return the ids of the groups of these accounts; those in none are left out."""
        return await self._runner.read(lambda connection: groups_of(connection, account_ids))

    async def create(self, group: Group, name_key: str, note: AuditNote) -> None:
        """Store a new group. Raises InvalidInputError where the name is taken."""
        await self._runner.write(noted(lambda connection: _create(connection, group, name_key), note))

    async def rename(self, group_id: str, name: str, name_key: str, note: AuditNote) -> None:
        """Give a group another name. Raises NotFoundError, InvalidInputError where the name is taken."""
        await self._runner.write(noted(lambda connection: _rename(connection, group_id, name, name_key), note))

    async def delete(self, group_id: str, note: AuditNote) -> None:
        """Dissolve a group; its members stay. Raises NotFoundError."""
        await self._runner.write(noted(lambda connection: _delete(connection, group_id), note))


def groups_of(connection: Connection, account_ids: Collection[str]) -> dict[str, frozenset[str]]:
    """Return the ids of the groups of these accounts; those in none are left out."""
    query = select(membership).where(membership.c.account_id.in_(tuple(account_ids)))
    found: dict[str, set[str]] = {}
    for row in connection.execute(query):
        found.setdefault(row.account_id, set()).add(row.group_id)
    return {account_id: frozenset(groups) for account_id, groups in found.items()}


def _all(connection: Connection) -> tuple[Group, ...]:
    return tuple(Group(*row) for row in connection.execute(_GROUPS))


def _create(connection: Connection, group: Group, name_key: str) -> None:
    values = {"id": group.id, "name": group.name, "name_key": name_key, "created_at": group.created_at}
    try:
        with connection.begin_nested():
            connection.execute(insert(practice_group), values)
    except IntegrityError as error:
        raise _taken(group.name) from error


def _rename(connection: Connection, group_id: str, name: str, name_key: str) -> None:
    which = update(practice_group).where(practice_group.c.id == group_id)
    try:
        with connection.begin_nested():
            found = connection.execute(which.values(name=name, name_key=name_key))
    except IntegrityError as error:
        raise _taken(name) from error
    if found.rowcount == 0:
        raise _no_group(group_id)


def _delete(connection: Connection, group_id: str) -> None:
    if connection.execute(delete(practice_group).where(practice_group.c.id == group_id)).rowcount == 0:
        raise _no_group(group_id)


def _no_group(group_id: str) -> NotFoundError:
    return NotFoundError(f"there is no group {group_id!r}")


def _taken(name: str) -> InvalidInputError:
    return InvalidInputError(f"已经有叫“{name}”的班组。 / There is a group {name!r} already.", field="name")
