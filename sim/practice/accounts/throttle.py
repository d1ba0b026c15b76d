"""Slows down guessing: failed sign-ins are counted by name and by address (NIST SP 800-63B, 3.2.2)."""

import math
import time

from limits import RateLimitItemPerMinute
from limits.aio.storage import MemoryStorage
from limits.aio.strategies import MovingWindowRateLimiter

from sim.domain.errors import DuilianError

PER_NAME = RateLimitItemPerMinute(8, 10, namespace="name")
"""Failures for one name: 8 in 10 minutes."""
PER_ADDRESS = RateLimitItemPerMinute(60, 10, namespace="address")
"""Failures from one address: 60 in 10 minutes, because a whole class may sit behind one."""


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
    """Counts failures in this process, in a moving window."""

    def __init__(self) -> None:
        self._limiter = MovingWindowRateLimiter(MemoryStorage())

    async def check(self, name: str, address: str) -> None:
        """Raise ThrottledError where a name or an address has failed too often."""
        for limit, key in ((PER_NAME, name), (PER_ADDRESS, address)):
            if not await self._limiter.test(limit, key):
                window = await self._limiter.get_window_stats(limit, key)
                raise ThrottledError(max(1, math.ceil(window.reset_time - time.time())))

    async def failed(self, name: str, address: str) -> bool:
        """Count one failure; tell whether it was the last that is let through for now."""
        await self._limiter.hit(PER_NAME, name)
        await self._limiter.hit(PER_ADDRESS, address)
        return not (await self._limiter.test(PER_NAME, name) and await self._limiter.test(PER_ADDRESS, address))

    async def succeeded(self, name: str) -> None:
        """Forget the failures of a name that has signed in; those of the address stay."""
        await self._limiter.clear(PER_NAME, name)
