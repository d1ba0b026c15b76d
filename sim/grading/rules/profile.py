"""A criterion's profile: which signs show it, which speak against it, and a better line from the case's material."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from sim.domain.rubric import LEVEL_MAX
from sim.grading.rules.material import Material

SAY = "可以说："
"""What stands in a suggestion before the words to say."""

Line = Callable[[Material], str]


@dataclass(frozen=True, slots=True)
class Profile:
    """How the rules explain one criterion.

    ``shows`` and ``against`` map signs to the words people read, most telling first; ``against`` holds only what
    bears on this criterion. ``support`` are signs that may stand in as evidence where none of ``shows`` is there.
    ``line`` makes a better line, "" where the case says too little. ``aim`` is the lowest level a suggestion aims at,
    ``unshown`` the highest level where no sign of ``shows`` is there.
    """

    shows: Mapping[str, str]
    against: Mapping[str, str]
    line: Line
    support: Mapping[str, str] = field(default_factory=dict)
    aim: int = 3
    unshown: int = LEVEL_MAX


def first(items: tuple[str, ...], count: int, joiner: str = "，") -> str:
    """Join the first items."""
    return joiner.join(items[:count])
