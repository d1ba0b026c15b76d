"""Dialogues to read and to grade: the offline customer against the scripted agents of the rehearsal."""

import asyncio
from collections.abc import Iterator
from functools import cache
from itertools import cycle, islice, product

from sim.customer import OfflineCustomer
from sim.customer.rehearsal.agents import AGENTS
from sim.customer.rehearsal.rehearse import rehearse
from sim.domain.ports import Cast
from sim.domain.transcript import Transcript
from sim.library import Library, default_roots
from sim.reading import default_reader

ALL = 1000
"""More scenarios than there are."""
_AGENTS = ("excellent", "middling", "poor")


@cache
def library() -> Library:
    """Return the content that ships with the product."""
    return Library.load(default_roots())


@cache
def played(scenarios: int = ALL) -> tuple[Transcript, ...]:
    """Return a dialogue of every archetype with each of the first so many scenarios and every agent."""

    async def play() -> tuple[Transcript, ...]:
        customer = OfflineCustomer(default_reader())
        transcripts = []
        cases = list(library().scenarios.values())[:scenarios]
        for archetype, scenario, agent in product(library().archetypes.values(), cases, _AGENTS):
            course = await rehearse(customer, Cast(archetype, scenario, 0), AGENTS[agent], most_lines=8)
            name = f"{archetype.id}-{scenario.id}-{agent}"
            transcripts.append(Transcript(name, archetype.id, scenario, course.turns))
        return tuple(transcripts)

    return asyncio.run(play())


def transcripts(count: int, scenarios: int = ALL) -> Iterator[Transcript]:
    """Return so many dialogues; where more are wanted than there are, they come again under another id."""
    for number, each in enumerate(islice(cycle(played(scenarios)), count)):
        yield Transcript(f"{each.id}#{number}", each.archetype, each.scenario, each.turns)
