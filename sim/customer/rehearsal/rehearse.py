"""Rehearsal: a persona plays against a scripted agent, and what happened is measured before people meet it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import product

from sim.customer.rehearsal.agents import AGENTS, Agent
from sim.customer.rehearsal.fidelity import Fidelity, ShownLine, fidelity
from sim.domain.archetype import Archetype
from sim.domain.chat import Usage
from sim.domain.errors import NotFoundError
from sim.domain.mood import Mood, Outcome, Stage
from sim.domain.ports import Cast, Customer, Spoken
from sim.domain.scenario import Scenario
from sim.domain.transcript import Speaker, Turn

MOST_LINES = 14
"""Trainee lines after which a rehearsal is broken off."""


@dataclass(frozen=True, slots=True)
class Run:
    """One session to be rehearsed: who plays, and against whom."""

    cast: Cast
    agent: Agent


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """One rehearsed session. ``stages`` gives the trainee line (from 1) at which each stage was first reached."""

    archetype: str
    scenario: str
    agent: str
    seed: int
    outcome: Outcome | None
    lines: int
    mood: Mood
    stages: Mapping[Stage, int]
    fidelity: Fidelity
    turns: tuple[Turn, ...]
    moods: tuple[Mood, ...]
    disclosed: tuple[str, ...] = ()
    usage: Usage = Usage()

    @property
    def customer_lines(self) -> tuple[str, ...]:
        """The customer's lines, in order."""
        return tuple(turn.text for turn in self.turns if turn.speaker is Speaker.CUSTOMER)


@dataclass(slots=True)
class _Course:
    """A rehearsal under way."""

    turns: list[Turn]
    shown: list[ShownLine]
    moods: list[Mood]
    stages: dict[Stage, int]
    disclosed: list[str] = field(default_factory=list)
    outcome: Outcome | None = None
    usage: Usage = Usage()

    def add(self, speaker: Speaker, text: str) -> None:
        self.turns.append(Turn(len(self.turns) + 1, speaker, text))


def agent_named(name: str) -> Agent:
    """Return a scripted agent; NotFoundError with the names there are where there is none of this name."""
    if name not in AGENTS:
        raise NotFoundError(f"no scripted agent {name!r}; there are {', '.join(AGENTS)}")
    return AGENTS[name]


async def rehearse(customer: Customer, cast: Cast, agent: Agent, most_lines: int = MOST_LINES) -> Rehearsal:
    """Play one session of ``agent`` against this cast until it ends, at most ``most_lines`` trainee lines.

    Raises a ModelError where the customer's model fails.
    """
    opening = customer.open(cast)
    course = _Course([], [], [opening.mood], {opening.mood.stage: 0})
    course.add(Speaker.CUSTOMER, opening.text)
    course.shown.append(ShownLine(1, opening.text, opening.mood))
    state = opening.state
    for line in range(1, most_lines + 1):
        course.add(Speaker.TRAINEE, agent.say(cast, course.turns))
        reaction = customer.react(cast, course.turns, state)
        spoken = _spoken([item async for item in customer.speak(cast, course.turns, reaction)])
        course.add(Speaker.CUSTOMER, spoken.text)
        course.shown.append(ShownLine(len(course.turns), spoken.text, reaction.mood, spoken.interventions))
        course.moods.append(reaction.mood)
        course.stages.setdefault(reaction.mood.stage, line)
        course.disclosed += reaction.disclosed
        course.usage += spoken.usage
        state, course.outcome = spoken.state, reaction.outcome
        if reaction.outcome is not None:
            break
    return _rehearsal(cast, agent, course)


def plan(
    archetypes: Iterable[Archetype],
    scenarios: Iterable[Scenario],
    agents: Iterable[Agent],
    seeds: Iterable[int],
    *,
    intensity: int = 2,
) -> tuple[Run, ...]:
    """Return the runs of every archetype with every scenario, seed and agent, in this order."""
    cast_part = product(tuple(archetypes), tuple(scenarios), tuple(seeds))
    casts = [Cast(archetype, scenario, seed, intensity) for archetype, scenario, seed in cast_part]
    return tuple(Run(cast, agent) for cast, agent in product(casts, tuple(agents)))


def _spoken(items: list[object]) -> Spoken:
    last = items[-1] if items else None
    if not isinstance(last, Spoken):
        raise TypeError("a customer's line must end with Spoken")
    return last


def _rehearsal(cast: Cast, agent: Agent, course: _Course) -> Rehearsal:
    return Rehearsal(
        archetype=cast.archetype.id,
        scenario=cast.scenario.id,
        agent=agent.name,
        seed=cast.seed,
        outcome=course.outcome,
        lines=sum(turn.speaker is Speaker.TRAINEE for turn in course.turns),
        mood=course.moods[-1],
        stages=dict(course.stages),
        fidelity=fidelity(course.shown, course.outcome),
        turns=tuple(course.turns),
        moods=tuple(course.moods),
        disclosed=tuple(course.disclosed),
        usage=course.usage,
    )
