"""Invitations: links that make one account each, found by the hash of the secret in them."""

from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from sim.domain.account import Account, Invitation, InvitationState, Role
from sim.domain.audit import AuditNote
from sim.domain.errors import ConflictError, NotFoundError
from sim.store.accounts.audit import noted
from sim.store.accounts.people import add
from sim.store.databases.runners import Runner
from sim.store.records import PageKey
from sim.store.rows import Row
from sim.store.schema import invitation, practice_group
from sim.store.statements import paged


class InvitationStore:
    """The invitations that were ever sent."""

    def __init__(self, runner: Runner) -> None:
        self._runner = runner

    async def create(self, new: Invitation, secret_hash: str, note: AuditNote) -> None:
        """Store a new invitation."""
        values = {
            "id": new.id,
            "secret_hash": secret_hash,
            "role": new.role.value,
            "group_id": new.group,
            "note": new.note,
            "created_by": new.created_by,
            "created_at": new.created_at,
            "expires_at": new.expires_at,
            "used_by": "",
            "withdrawn": False,
        }
        await self._runner.write(noted(lambda connection: connection.execute(insert(invitation), values), note))

    async def find(self, secret_hash: str) -> Invitation:
        """Return the invitation behind a link. Raises NotFoundError."""
        return await self._runner.read(lambda connection: _find(connection, secret_hash))

    async def page(self, *, limit: int, before: PageKey | None = None) -> tuple[Invitation, ...]:
        """Return up to ``limit`` invitations older than ``before``, newest first."""
        query = paged(select(invitation), invitation, limit, before)
        return await self._runner.read(
            lambda connection: tuple(_invitation(row) for row in connection.execute(query).mappings())
        )

    async def withdraw(self, invitation_id: str, note: AuditNote) -> None:
        """Make an invitation void. Raises NotFoundError, and ConflictError where it has been used."""
        await self._runner.write(noted(lambda connection: _withdraw(connection, invitation_id), note))

    async def accept(
        self, secret_hash: str, new: Account, name_key: str, password_hash: str, now: datetime, note: AuditNote
    ) -> None:
        """Store the account an invitation makes, and that it is used up, in one transaction.

        Raises NotFoundError, ConflictError where it cannot be used any more, InvalidInputError for a taken name.
        """

        def operation(connection: Connection) -> None:
            found = _find(connection, secret_hash, lock=True)
            require_open(found, now)
            add(connection, new, name_key, password_hash)
            used = update(invitation).where(invitation.c.id == found.id).values(used_by=new.id)
            connection.execute(used)

        await self._runner.write(noted(operation, note))


_REFUSALS = {
    InvitationState.USED: "这个邀请已经用过了。 / This invitation has been used.",
    InvitationState.EXPIRED: "这个邀请已经过期了。 / This invitation has expired.",
    InvitationState.WITHDRAWN: "这个邀请已经撤回了。 / This invitation was withdrawn.",
}


def require_open(found: Invitation, now: datetime) -> None:
    """Raise a ConflictError that says why, where an invitation can no longer be taken up."""
    refusal = _REFUSALS.get(found.state(now))
    if refusal is not None:
        raise ConflictError(refusal)


def _find(connection: Connection, secret_hash: str, *, lock: bool = False) -> Invitation:
    query = select(invitation).where(invitation.c.secret_hash == secret_hash)
    row = connection.execute(query.with_for_update() if lock else query).mappings().one_or_none()
    if row is None:
        raise NotFoundError("没有这个邀请，链接可能没抄全。 / There is no such invitation; is the link complete?")
    found = _invitation(row)
    group = select(practice_group.c.id).where(practice_group.c.id == found.group)
    if found.group and connection.execute(group).first() is None:
        return _invitation({**row, "group_id": ""})  # the group has been dissolved since
    return found


def _withdraw(connection: Connection, invitation_id: str) -> None:
    which = update(invitation).where(invitation.c.id == invitation_id, invitation.c.used_by == "")
    if connection.execute(which.values(withdrawn=True)).rowcount:
        return
    if connection.execute(select(invitation.c.id).where(invitation.c.id == invitation_id)).first() is None:
        raise NotFoundError(f"there is no invitation {invitation_id!r}")
    raise ConflictError(_REFUSALS[InvitationState.USED])


def _invitation(row: Row) -> Invitation:
    return Invitation(
        id=row["id"],
        role=Role(row["role"]),
        group=row["group_id"],
        note=row["note"],
        created_by=row["created_by"],
        created_at=row["created_at"],
        expires_at=row["expires_at"],
        used_by=row["used_by"],
        withdrawn=row["withdrawn"],
    )
