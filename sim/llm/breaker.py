"""The breaker of one endpoint: after failures in a row it is left alone for a while, then tried with a single call.

A pure state machine (Nygard, "Release It!"): every step takes the moment and returns the breaker as it is afterwards,
so it can be tested without a clock. ``sim.llm.failover`` holds one for each endpoint.
"""

from dataclasses import dataclass, replace
from enum import StrEnum


class BreakerState(StrEnum):
    """Closed lets all calls through, open none, half-open is waiting for the outcome of one."""

    CLOSED = "closed"
    OPEN = "open"
    HALF_OPEN = "half-open"


@dataclass(frozen=True, slots=True)
class BreakerPolicy:
    """When to open and for how long.

    ``failures`` in a row that have lasted ``lasting`` seconds open the breaker for ``pause`` seconds; each trial that
    fails doubles that up to ``longest``. Many calls at once may fail in one moment of this machine's own slowness:
    that alone says nothing against an endpoint that then answers.
    """

    failures: int = 5
    lasting: float = 2.0
    pause: float = 10.0
    longest: float = 120.0


DEFAULT_POLICY = BreakerPolicy()


@dataclass(frozen=True, slots=True)
class Breaker:
    """A breaker at one moment. Moments are seconds of one monotonic clock.

    ``failures`` are those in a row while closed, the first at ``failing_since``; ``openings`` counts how often it has
    opened since it last was closed; ``open_until`` is the moment from which one call is let through again.
    """

    policy: BreakerPolicy = DEFAULT_POLICY
    state: BreakerState = BreakerState.CLOSED
    failures: int = 0
    failing_since: float = 0.0
    openings: int = 0
    open_until: float = 0.0

    def admits(self, now: float) -> bool:
        """Tell whether a call may be made."""
        if self.state is BreakerState.OPEN:
            return now >= self.open_until
        return self.state is BreakerState.CLOSED

    def begun(self) -> "Breaker":
        """Return the breaker once a call it admits has begun: an open one now waits for how that call ends."""
        return self if self.state is BreakerState.CLOSED else replace(self, state=BreakerState.HALF_OPEN)

    def succeeded(self) -> "Breaker":
        """Return the breaker after a call went well. One begun before it opened says nothing about now."""
        if self.state is BreakerState.OPEN:
            return self
        return self if self == Breaker(self.policy) else Breaker(self.policy)

    def failed(self, now: float) -> "Breaker":
        """Return the breaker after a call failed. One begun before it opened does not keep it open longer."""
        if self.state is BreakerState.OPEN:
            return self
        failures, since = self.failures + 1, self.failing_since if self.failures else now
        lasts = failures >= self.policy.failures and now - since >= self.policy.lasting
        if self.state is BreakerState.CLOSED and not lasts:
            return replace(self, failures=failures, failing_since=since)
        pause = min(self.policy.pause * 2.0**self.openings, self.policy.longest)
        return replace(
            self, state=BreakerState.OPEN, failures=failures, openings=self.openings + 1, open_until=now + pause
        )

    def abandoned(self, now: float) -> "Breaker":
        """Return the breaker after a call was given up before it showed anything: the next one may be the trial."""
        if self.state is not BreakerState.HALF_OPEN:
            return self
        return replace(self, state=BreakerState.OPEN, open_until=now)

    def rests_for(self, now: float) -> float:
        """Return the seconds until a call may be made again; 0 where one may be now, or where a trial is under way."""
        return max(0.0, self.open_until - now) if self.state is BreakerState.OPEN else 0.0
