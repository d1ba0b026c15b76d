"""For whom a model is being asked: known to the task that asks, not to every function between it and the model."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Caller:
    """Somebody who asks a model.

    ``key`` names who shares with whom: callers of one key take turns as one, so that nobody gains by asking often.
    ``urgent`` is a person waiting for an answer, as opposed to work in the background. ``on_place`` is told the place
    in the queue while there is one (1: next), and 0 when the wait is over.
    """

    key: str = ""
    urgent: bool = False
    on_place: Callable[[int], None] | None = None


_NOBODY = Caller()
_caller: ContextVar[Caller] = ContextVar("caller", default=_NOBODY)


def present_caller() -> Caller:
    """Return for whom the running task asks; work in the background without a key where nobody has said."""
    return _caller.get()


@contextmanager
def calling_for(caller: Caller) -> Iterator[None]:
    """Ask for ``caller`` in this block and in the tasks it starts."""
    token = _caller.set(caller)
    try:
        yield
    finally:
        _caller.reset(token)
