"""What a check looks at beside the sentence itself."""

import re
from dataclasses import dataclass
from functools import cached_property

from sim.customer.mind.direction import Direction
from sim.customer.voice.guard.numerals import known_figures
from sim.customer.wording import plain
from sim.domain.ports import Cast
from sim.domain.scenario import CaseFact, Disclosure

_QUOTED = re.compile(r"[“「『\"][^”」』\"]*[”」』\"]")


@dataclass(eq=False)
class GuardScene:
    """The surroundings of the sentences of one line. Only ``so_far`` changes, as they are shown one by one.

    ``spoken`` are the customer's earlier lines (and the sentences of this line that were already shown), ``heard`` the
    trainee's last line, ``heard_before`` those before it, ``dialogue`` everything said so far by both, ``told`` ids of
    facts he has told, ``need_told`` whether the hidden need is out, ``so_far`` what of this line was already shown.
    """

    cast: Cast
    direction: Direction
    spoken: tuple[str, ...] = ()
    heard: str = ""
    heard_before: tuple[str, ...] = ()
    dialogue: str = ""
    told: tuple[str, ...] = ()
    need_told: bool = False
    so_far: str = ""

    @cached_property
    def plain_dialogue(self) -> str:
        """Everything said, without punctuation."""
        return plain(self.dialogue)

    @cached_property
    def barred(self) -> tuple[str, ...]:
        """The wordings of facts he may not tell: not asked for, or not known to him."""
        facts = self.cast.scenario.facts
        return tuple(wording for fact in facts if not self._may_tell(fact) for wording in (*fact.said, fact.text))

    @cached_property
    def known_figures(self) -> frozenset[float]:
        """The figures that stand in what he may tell, in what he is to say, or in the dialogue."""
        knowledge = " ".join(self._known_texts())
        return known_figures(knowledge).union(*map(known_figures, self.dialogue.splitlines()))

    def _known_texts(self) -> list[str]:
        scenario, direction = self.cast.scenario, self.direction
        texts = [scenario.demand.text, *scenario.demand.said, direction.need, direction.hint, *direction.facts]
        for fact in scenario.facts:
            if self._may_tell(fact):
                texts += [fact.text, *fact.said]
        if self.need_told:
            texts += [scenario.hidden_need.text, *scenario.hidden_need.said]
        return texts

    def _may_tell(self, fact: CaseFact) -> bool:
        if fact.disclosure is Disclosure.UNKNOWN:
            return False
        return fact.id in self.told or any(wording in fact.said for wording in self.direction.facts)


def own_words(sentence: str) -> str:
    """Return the sentence without what it quotes: throwing the trainee's words back is no breach."""
    return _QUOTED.sub("", sentence)
