"""A criterion's profile: which signs show it, which speak against it, and a better line from the case's material."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from sim.domain.score import Proposal
from sim.grading.rules.material import Material

SAY = "可以说："
"""What stands in a suggestion before the words to say."""

Line = Callable[[Material], str]
Group = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Profile:
    """How the rules explain one criterion.

    ``shows`` and ``against`` map signs to the words people read, most telling first; ``against`` holds only what
    bears on this criterion. ``support`` are signs that may stand in as evidence where none of ``shows`` is there.
    ``line`` makes a better line, "" where the case says too little. ``aim`` is the lowest level a suggestion aims at.
    ``must`` holds what the anchor of a level asks: groups of signs, each of which must have one that is there, for
    this level or a higher. ``spoilt`` holds the highest level that a sign against the trainee leaves.
    """

    shows: Mapping[str, str]
    against: Mapping[str, str]
    line: Line
    support: Mapping[str, str] = field(default_factory=dict)
    aim: int = 3
    must: Mapping[int, tuple[Group, ...]] = field(default_factory=dict)
    spoilt: Mapping[str, int] = field(default_factory=dict)

    def allow(self, level: int, shown: Callable[[str], bool], found: Callable[[str], bool]) -> int:
        """Return the level, lowered to what its anchors ask and is ``shown``, and to what is left by what is ``found``
        against the trainee."""
        for least, groups in self.must.items():
            if level >= least and not all(any(shown(name) for name in group) for group in groups):
                level = least - 1
        return min((level, *(most for name, most in self.spoilt.items() if found(name))))


def words_to_say(rule: Proposal | None) -> str:
    """Return the words to say of a rule's suggestion, "" where there are none."""
    return "" if rule is None else rule.suggestion.partition(SAY)[2]


def first(items: tuple[str, ...], count: int, joiner: str = "，") -> str:
    """Join the first items."""
    return joiner.join(items[:count])
