"""API tokens: keys for programs that speak for an account, within scopes."""

from collections.abc import Set
from datetime import UTC, datetime, timedelta

from sim.domain.account import ApiToken, Scope, Viewer
from sim.domain.audit import Action
from sim.domain.errors import InvalidInputError
from sim.practice.accounts.audit import noted_by
from sim.practice.accounts.names import checked_text
from sim.practice.accounts.recognition import Recognised, Recognition
from sim.practice.accounts.secret import new_id, new_secret, secret_hash
from sim.store import Store

PREFIX = "duilian_"
"""What every token begins with, so that one that leaks into a repository or a log is found."""
DAYS = range(1, 366)
MOST = 20
_USED_EVERY = timedelta(minutes=10)


class Tokens:
    """The API tokens of the desk. A token's secret is shown once; its hash is kept."""

    def __init__(self, store: Store, recognition: Recognition) -> None:
        self._store = store.tokens
        self._recognition = recognition

    async def create(self, viewer: Viewer, name: str, scopes: Set[Scope], days: int) -> tuple[ApiToken, str]:
        """Make a token for the viewer's own account; return it with its secret.

        Raises InvalidInputError naming ``name``, ``scopes`` or ``days``.
        """
        if not scopes:
            raise InvalidInputError("至少选一样它能做的事。 / Choose at least one thing it may do.", field="scopes")
        if days not in DAYS:
            raise InvalidInputError(
                f"有效期是 {DAYS[0]} 到 {DAYS[-1]} 天。 / It holds {DAYS[0]} to {DAYS[-1]} days.", field="days"
            )
        if len(await self._store.of(viewer.id)) >= MOST:
            raise InvalidInputError(f"最多 {MOST} 个令牌，先删去旧的。 / At most {MOST} tokens; remove an old one.")
        now = datetime.now(UTC)
        token = ApiToken(
            new_id(), viewer.id, checked_text(name, "name"), frozenset(scopes), now, now + timedelta(days=days)
        )
        secret = new_secret(PREFIX)
        detail = {"name": token.name, "scopes": " ".join(sorted(scopes))}
        await self._store.create(token, secret_hash(secret), noted_by(viewer, Action.TOKEN_CREATED, token.id, detail))
        return token, secret

    async def recognise(self, secret: str) -> Recognised | None:
        """Return whom a token stands for, None where it has expired, was revoked or never was."""
        if not secret.startswith(PREFIX):
            return None
        hashed = secret_hash(secret)
        now = datetime.now(UTC)
        recognised = self._recognition.get(hashed)
        if recognised is None:
            found = await self._store.find(hashed)
            if found is None or found.account.disabled:
                return None
            token = found.token
            if token.used_at is None or now - token.used_at > _USED_EVERY:
                await self._store.used(hashed, now)
            recognised = Recognised(
                found.account.viewer(), found.account, token.id, token.expires_at, scopes=token.scopes
            )
            self._recognition.keep(hashed, recognised)
        return recognised if recognised.expires_at is None or recognised.expires_at > now else None

    async def of(self, account_id: str) -> tuple[ApiToken, ...]:
        """Return an account's tokens, newest first."""
        return await self._store.of(account_id)

    async def revoke(self, viewer: Viewer, token_id: str) -> None:
        """Remove one of the viewer's own tokens, at once. Raises NotFoundError."""
        name = next((token.name for token in await self._store.of(viewer.id) if token.id == token_id), "")
        note = noted_by(viewer, Action.TOKEN_REVOKED, token_id, {"name": name})
        await self._store.revoke(viewer.id, token_id, note)
        self._recognition.forget_account(viewer.id)
