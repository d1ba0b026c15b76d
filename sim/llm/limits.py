"""How long to wait for a model and how often to try."""

import random
from dataclasses import dataclass

from sim.domain.errors import ModelBusyError, ModelError, ModelFaultError, ModelUnreachableError, StreamCutError


@dataclass(frozen=True, slots=True)
class TimeLimits:
    """Seconds to wait: for a connection, for the first sign of an answer, between two signs, and in all."""

    connect: float = 5.0
    first_token: float = 30.0
    between_tokens: float = 30.0
    total: float = 180.0


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """How often a request is sent again while nothing of its answer has been seen, and how long to wait before.

    ``pause`` doubles with every try and is jittered, so that many who failed together do not come back together.
    A ``Retry-After`` longer than ``longest`` is not waited for: the caller learns it and decides.
    """

    retries: int = 2
    pause: float = 0.4
    longest: float = 8.0

    def delay(self, error: ModelError, tried: int) -> float | None:
        """Return the seconds to wait before the next try, or None to give up.

        Args:
            error: why the last try failed.
            tried: how many tries were made so far, from 1.
        """
        transient = isinstance(error, ModelBusyError | ModelFaultError | ModelUnreachableError | StreamCutError)
        if tried > self.retries or not transient:
            return None
        pause: float = min(self.pause * 2 ** (tried - 1), self.longest)
        pause *= random.uniform(0.5, 1.0)  # noqa: S311  spreads retries, guards no secret
        asked = error.retry_after if isinstance(error, ModelBusyError) else None
        if asked is None:
            return pause
        return None if asked > self.longest else asked + pause * 0.25


PATIENT = RetryPolicy()
IMPATIENT = RetryPolicy(retries=1, longest=1.0)
"""For an endpoint with another one behind it, which can be asked at once."""
