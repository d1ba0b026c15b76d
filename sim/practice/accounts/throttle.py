"""Slows down guessing: failed sign-ins are counted by name and by address (NIST SP 800-63B, 3.2.2)."""

import hashlib
import math
from datetime import timedelta

from sim.domain.errors import DuilianError
from sim.store.accounts import Bound, FailureStore

PER_NAME = Bound("name", 8, timedelta(minutes=10))
"""Failures for one name: 8 in 10 minutes."""
PER_ADDRESS = Bound("address", 60, timedelta(minutes=10))
"""Failures from one address: 60 in 10 minutes, because a whole class may sit behind one."""
_ADDRESS_LIMIT = 64
_NAME_DIGITS = 6


class ThrottledError(DuilianError):
    """Too many failed sign-ins. ``retry_after`` is in seconds."""

    code = "throttled"

    def __init__(self, retry_after: int) -> None:
        minutes = math.ceil(retry_after / 60)
        super().__init__(
            f"登录失败太多次了，请 {minutes} 分钟后再试。 / Too many failed sign-ins; try again in {minutes} min."
        )
        self.retry_after = retry_after


class Throttle:
    """Counts failures in a moving window, over all processes on the database."""

    def __init__(self, failures: FailureStore) -> None:
        """``failures`` keeps them."""
        self._failures = failures

    async def check(self, name: str, address: str) -> None:
        """Raise ThrottledError where a name or an address has failed too often."""
        wait = await self._failures.wait(_keys(name, address))
        if wait:
            raise ThrottledError(max(1, math.ceil(wait.total_seconds())))

    async def failed(self, name: str, address: str) -> bool:
        """Count one failure; tell whether it was the last that is let through for now."""
        return bool(await self._failures.add(_keys(name, address)))

    async def succeeded(self, name: str) -> None:
        """Forget the failures of a name that has signed in; those of the address stay."""
        await self._failures.forget(PER_NAME, _name_key(name))


def _keys(name: str, address: str) -> dict[Bound, str]:
    return {PER_NAME: _name_key(name), PER_ADDRESS: address[:_ADDRESS_LIMIT]}


def _name_key(name: str) -> str:
    """Return a few digits that stand for a name: too few to tell from them a password typed in its place."""
    return hashlib.sha256(name.encode()).hexdigest()[:_NAME_DIGITS]
