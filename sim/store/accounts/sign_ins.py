"""Sign-ins: one row for each browser that is signed in, found by the hash of the secret in its cookie."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, RowMapping, bindparam, delete, insert, select, update

from sim.domain.account import Account, SignIn
from sim.domain.audit import AuditNote
from sim.domain.errors import NotFoundError
from sim.store.accounts.audit import noted, write
from sim.store.accounts.people import holder, set_hash
from sim.store.databases.runners import Runner
from sim.store.schema import account, membership, sign_in

_FIND = (
    select(
        account,
        membership.c.group_id,
        sign_in.c.id.label("sign_in_id"),
        sign_in.c.agent,
        sign_in.c.created_at.label("since"),
        sign_in.c.seen_at,
        sign_in.c.expires_at,
    )
    .join(account, account.c.id == sign_in.c.account_id)
    .outerjoin(membership, membership.c.account_id == account.c.id)
    .where(sign_in.c.secret_hash == bindparam("hash"))
)


@dataclass(frozen=True, slots=True)
class FoundSignIn:
    """A sign-in with the account it stands for."""

    sign_in: SignIn
    account: Account


class SignInStore:
    """The sign-ins of all accounts; ``secret_hash`` is the hash of what the cookie holds."""

    def __init__(self, runner: Runner) -> None:
        self._runner = runner

    async def open(self, new: SignIn, secret_hash: str, note: AuditNote, *, replaces: str = "") -> None:
        """Store a new sign-in; the one whose hash is ``replaces`` and the account's expired ones go."""
        await self._runner.write(noted(lambda connection: _open(connection, new, secret_hash, replaces), note))

    async def find(self, secret_hash: str) -> FoundSignIn | None:
        """Return a sign-in, also an expired one; None where there is none. One read along the primary key."""
        return await self._runner.read(lambda connection: _find(connection, secret_hash), brief=True)

    async def seen(self, secret_hash: str, now: datetime) -> None:
        """Note that a sign-in is in use."""
        which = update(sign_in).where(sign_in.c.secret_hash == secret_hash)
        await self._runner.write(lambda connection: connection.execute(which.values(seen_at=now)))

    async def close(self, secret_hash: str, note: AuditNote) -> None:
        """Remove a sign-in; one that is gone already is no error."""
        which = delete(sign_in).where(sign_in.c.secret_hash == secret_hash)
        await self._runner.write(noted(lambda connection: connection.execute(which), note))

    async def close_one(self, account_id: str, sign_in_id: str, note: AuditNote) -> None:
        """Remove one of an account's sign-ins by its id. Raises NotFoundError."""
        await self._runner.write(noted(lambda connection: _close_one(connection, account_id, sign_in_id), note))

    async def close_all(self, account_id: str, note: AuditNote) -> None:
        """Remove all sign-ins of an account."""
        await self._runner.write(noted(lambda connection: _close_all(connection, account_id), note))

    async def change_password(self, account_id: str, password_hash: str, note: AuditNote) -> None:
        """Replace a password and remove all sign-ins of the account. Raises NotFoundError."""

        def operation(connection: Connection) -> None:
            set_hash(connection, account_id, password_hash)
            _close_all(connection, account_id)

        await self._runner.write(noted(operation, note))

    async def renew_with_password(self, new: SignIn, secret_hash: str, password_hash: str, note: AuditNote) -> None:
        """Replace a password; of the account's sign-ins only ``new`` is left. Raises NotFoundError."""

        def operation(connection: Connection) -> None:
            set_hash(connection, new.account, password_hash)
            _close_all(connection, new.account)
            _open(connection, new, secret_hash, "")
            write(connection, note)

        await self._runner.write(operation)

    async def of(self, account_id: str, now: datetime) -> tuple[SignIn, ...]:
        """Return the sign-ins of an account that have not expired, the latest first."""
        query = select(sign_in).where(sign_in.c.account_id == account_id, sign_in.c.expires_at > now)
        ordered = query.order_by(sign_in.c.seen_at.desc(), sign_in.c.id)
        return await self._runner.read(
            lambda connection: tuple(_sign_in(row) for row in connection.execute(ordered).mappings())
        )


def _open(connection: Connection, new: SignIn, secret_hash: str, replaces: str) -> None:
    expired = (sign_in.c.account_id == new.account) & (sign_in.c.expires_at <= new.created_at)
    connection.execute(delete(sign_in).where(expired | (sign_in.c.secret_hash == replaces)))
    values = {
        "secret_hash": secret_hash,
        "id": new.id,
        "account_id": new.account,
        "agent": new.agent,
        "created_at": new.created_at,
        "seen_at": new.seen_at,
        "expires_at": new.expires_at,
    }
    connection.execute(insert(sign_in), values)


def _find(connection: Connection, secret_hash: str) -> FoundSignIn | None:
    rows = connection.execute(_FIND, {"hash": secret_hash}).mappings().all()
    if not rows:
        return None
    first, owner = rows[0], holder(rows)
    found = SignIn(first["sign_in_id"], owner.id, first["agent"], first["since"], first["seen_at"], first["expires_at"])
    return FoundSignIn(found, owner)


def _close_one(connection: Connection, account_id: str, sign_in_id: str) -> None:
    which = delete(sign_in).where(sign_in.c.account_id == account_id, sign_in.c.id == sign_in_id)
    if connection.execute(which).rowcount == 0:
        raise NotFoundError(f"there is no sign-in {sign_in_id!r}")


def _close_all(connection: Connection, account_id: str) -> None:
    connection.execute(delete(sign_in).where(sign_in.c.account_id == account_id))


def _sign_in(row: RowMapping) -> SignIn:
    return SignIn(row["id"], row["account_id"], row["agent"], row["created_at"], row["seen_at"], row["expires_at"])
