"""A criterion's profile: which signs show it, which speak against it, and a better line from the case's material."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from sim.domain.scenario import Fault, Scenario
from sim.grading.apology import expected_word
from sim.grading.dialogue import Dialogue

SAY = "可以说："
"""What stands in a suggestion before the words to say."""


@dataclass(frozen=True)
class Material:
    """What a better line can be made of: the case's facts, matters, authority, hidden need, and what was asked."""

    dialogue: Dialogue

    @property
    def scenario(self) -> Scenario:
        """The case."""
        return self.dialogue.scenario

    @property
    def facts(self) -> tuple[str, ...]:
        """The facts, as the case states them."""
        return tuple(fact.text.rstrip("。") for fact in self.scenario.facts)

    @property
    def matter(self) -> str:
        """The matter at hand: the first one that is ours, else the first, else the case's title."""
        matters = self.scenario.responsibility
        ours = [matter.matter for matter in matters if matter.fault is Fault.OURS]
        return ours[0] if ours else matters[0].matter if matters else self.scenario.title.zh

    @property
    def need(self) -> str:
        """The hidden need, first half sentence."""
        return self.scenario.hidden_need.text.split("；")[0].split("，")[0].rstrip("。")

    @property
    def options(self) -> tuple[str, ...]:
        """What the agent may do, shortened to its first half sentence."""
        return tuple(item.split("（")[0].rstrip("。") for item in self.scenario.authority)

    @property
    def apology(self) -> str:
        """The word the table asks for in the matter at hand, "" where the case does not say."""
        for matter in self.scenario.responsibility:
            if matter.matter == self.matter:
                return expected_word(matter.fault, self.scenario.severity, established=matter.established)
        return ""


Line = Callable[[Material], str]


@dataclass(frozen=True, slots=True)
class Profile:
    """How the rules explain one criterion.

    ``shows`` and ``against`` map signs to the words people read, most telling first. ``support`` are signs that may
    stand in as evidence where none of ``shows`` is there. ``line`` makes a better line, "" where the case says
    too little.
    """

    shows: Mapping[str, str]
    against: Mapping[str, str]
    line: Line
    support: tuple[str, ...] = field(default=())


def first(items: tuple[str, ...], count: int, joiner: str = "，") -> str:
    """Join the first items."""
    return joiner.join(items[:count])
