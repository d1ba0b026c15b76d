"""The shape of a scripted agent: it sees the case and what was said, and answers with one line."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sim.domain.ports import Cast
from sim.domain.transcript import Turn


@dataclass(frozen=True, slots=True)
class Agent:
    """A scripted agent. ``say`` gets the cast and the turns so far (the customer's line last) and returns a line."""

    name: str
    say: Callable[[Cast, Sequence[Turn]], str]
