"""API tokens: keys that stand for an account within scopes, found by their hash."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from sim.domain.account import Account, ApiToken, Scope
from sim.domain.audit import AuditNote
from sim.domain.errors import NotFoundError
from sim.store.accounts.audit import noted
from sim.store.accounts.people import holder
from sim.store.databases.runners import Runner
from sim.store.rows import Row
from sim.store.schema import account, api_token, membership

_TOKEN = (
    api_token.c.id.label("token_id"),
    api_token.c.account_id,
    api_token.c.name.label("token_name"),
    api_token.c.scopes,
    api_token.c.created_at.label("token_since"),
    api_token.c.expires_at,
    api_token.c.used_at,
)
_FIND = (
    select(account, membership.c.group_id, *_TOKEN)
    .join(account, account.c.id == api_token.c.account_id)
    .outerjoin(membership, membership.c.account_id == account.c.id)
    .where(api_token.c.secret_hash == bindparam("hash"))
)


@dataclass(frozen=True, slots=True)
class FoundToken:
    """A token with the account it stands for."""

    token: ApiToken
    account: Account


class TokenStore:
    """The API tokens of all accounts; ``secret_hash`` is the hash of what was shown once."""

    def __init__(self, runner: Runner) -> None:
        self._runner = runner

    async def create(self, new: ApiToken, secret_hash: str, note: AuditNote) -> None:
        """Store a new token."""
        values = {
            "secret_hash": secret_hash,
            "id": new.id,
            "account_id": new.account,
            "name": new.name,
            "scopes": " ".join(sorted(new.scopes)),
            "created_at": new.created_at,
            "expires_at": new.expires_at,
            "used_at": None,
        }
        await self._runner.write(noted(lambda connection: connection.execute(insert(api_token), values), note))

    async def find(self, secret_hash: str) -> FoundToken | None:
        """Return a token, also an expired one; None where there is none. One read along the primary key."""
        return await self._runner.read(lambda connection: _find(connection, secret_hash), brief=True)

    async def used(self, secret_hash: str, now: datetime) -> None:
        """Note that a token is in use."""
        which = update(api_token).where(api_token.c.secret_hash == secret_hash)
        await self._runner.write(lambda connection: connection.execute(which.values(used_at=now)))

    async def revoke(self, account_id: str, token_id: str, note: AuditNote) -> None:
        """Remove one of an account's tokens. Raises NotFoundError."""
        await self._runner.write(noted(lambda connection: _revoke(connection, account_id, token_id), note))

    async def of(self, account_id: str) -> tuple[ApiToken, ...]:
        """Return an account's tokens, newest first."""
        query = select(*_TOKEN).where(api_token.c.account_id == account_id)
        ordered = query.order_by(api_token.c.created_at.desc(), api_token.c.id)
        return await self._runner.read(
            lambda connection: tuple(_token(row) for row in connection.execute(ordered).mappings())
        )


def _find(connection: Connection, secret_hash: str) -> FoundToken | None:
    rows = connection.execute(_FIND, {"hash": secret_hash}).mappings().all()
    if not rows:
        return None
    return FoundToken(_token(rows[0]), holder(rows))


def _revoke(connection: Connection, account_id: str, token_id: str) -> None:
    which = delete(api_token).where(api_token.c.account_id == account_id, api_token.c.id == token_id)
    if connection.execute(which).rowcount == 0:
        raise NotFoundError(f"there is no token {token_id!r}")


def _token(row: Row) -> ApiToken:
    return ApiToken(
        id=row["token_id"],
        account=row["account_id"],
        name=row["token_name"],
        scopes=frozenset(Scope(scope) for scope in row["scopes"].split()),
        created_at=row["token_since"],
        expires_at=row["expires_at"],
        used_at=row["used_at"],
    )
