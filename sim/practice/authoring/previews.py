"""What a draft will sound like: what the customer is told when he is played, and how he opens."""

from dataclasses import dataclass

from sim.customer.voice.prompt import persona
from sim.domain.archetype import Archetype
from sim.domain.mood import Mood
from sim.domain.ports import Cast, Customer
from sim.domain.scenario import CaseFact, Disclosure, Scenario

PREVIEW_SEED = 1


@dataclass(frozen=True, slots=True)
class Preview:
    """A customer before he is let in.

    ``prompt`` is what a model is told from the first line to the last; ``openings`` what he may begin with. ``held``
    are the facts he is told only when he is asked, ``unknown`` those he never learns from us.
    """

    archetype: Archetype
    scenario: Scenario
    prompt: str
    opening: str
    mood: Mood
    held: tuple[CaseFact, ...]
    unknown: tuple[CaseFact, ...]

    @property
    def openings(self) -> tuple[str, ...]:
        """All lines this type may open this case with; none where the case has no line for him."""
        return self.scenario.openings.get(self.archetype.id, ())


def preview(customer: Customer, archetype: Archetype, scenario: Scenario) -> Preview:
    """Return what ``customer`` would be told of this case, played by this type. Asks no model."""
    cast = Cast(archetype, scenario, PREVIEW_SEED)
    opening = customer.open(cast)
    return Preview(
        archetype=archetype,
        scenario=scenario,
        prompt=persona(cast),
        opening=opening.text,
        mood=opening.mood,
        held=_facts(scenario, Disclosure.ASKED),
        unknown=_facts(scenario, Disclosure.UNKNOWN),
    )


def _facts(scenario: Scenario, when: Disclosure) -> tuple[CaseFact, ...]:
    return tuple(fact for fact in scenario.facts if fact.disclosure is when)
