"""Who a secret stands for, remembered for a few seconds, so that a busy browser costs one read now and then."""

import time
from dataclasses import dataclass
from datetime import datetime

from sim.domain.account import Account, Scope, Viewer

KEPT_SECONDS = 5.0
"""How long a look-up is used again. What this process revokes or changes counts at once; what another process does,
after this time."""
_KEPT_MOST = 20_000


@dataclass(frozen=True, slots=True)
class Recognised:
    """Who a request speaks for.

    ``scopes`` limits what an API token may do; None is a browser, which may do all its account may. ``form_token`` is
    what the forms of a browser must carry; ``credential`` is the id of the sign-in or token.
    """

    viewer: Viewer
    account: Account
    credential: str
    expires_at: datetime | None
    scopes: frozenset[Scope] | None = None
    form_token: str = ""


class Recognition:
    """The secrets lately recognised in this process, by their hashes."""

    def __init__(self) -> None:
        self._kept: dict[str, tuple[float, Recognised]] = {}

    def get(self, secret_hash: str) -> Recognised | None:
        """Return whom a secret lately stood for, None where it must be looked up."""
        kept = self._kept.get(secret_hash)
        if kept is None or time.monotonic() - kept[0] > KEPT_SECONDS:
            return None
        return kept[1]

    def keep(self, secret_hash: str, recognised: Recognised) -> None:
        """Remember a look-up."""
        if len(self._kept) >= _KEPT_MOST:
            self._kept.clear()
        self._kept[secret_hash] = (time.monotonic(), recognised)

    def forget(self, secret_hash: str) -> None:
        """Forget one secret."""
        self._kept.pop(secret_hash, None)

    def forget_account(self, account_id: str) -> None:
        """Forget all secrets of an account: its rights, its sign-ins or its tokens have changed."""
        for secret_hash in [name for name, kept in self._kept.items() if kept[1].viewer.id == account_id]:
            del self._kept[secret_hash]

    def forget_all(self) -> None:
        """Forget everybody: something changed that concerns many."""
        self._kept.clear()
