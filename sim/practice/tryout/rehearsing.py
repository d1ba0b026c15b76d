"""The acceptance test of a persona as a trial: every scripted agent, several seeds, a verdict and the worst lines."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any

from sim.customer.rehearsal.agents import AGENTS
from sim.customer.rehearsal.rehearse import Rehearsal, Run, plan, rehearse
from sim.customer.rehearsal.report import Subject, summarise, verdicts
from sim.customer.rehearsal.worst_lines import worst_lines
from sim.domain.archetype import Archetype
from sim.domain.chat import Usage
from sim.domain.errors import InvalidInputError, ModelError, ModelRefusedError, ModelUnreachableError
from sim.domain.ports import Customer
from sim.domain.scenario import Scenario
from sim.domain.trial import TrialSort
from sim.practice.tryout.work import Crew, Step, in_order, shows_result

MOST_SEEDS = 10
MOST_PARTNERS = 40
WORST_LINES = 12


@dataclass(frozen=True, slots=True)
class Broken:
    """A session that could not be played to its end, because the model failed."""

    archetype: str
    scenario: str
    agent: str
    seed: int
    error: str


@dataclass(frozen=True, slots=True)
class Rehearsing:
    """Rehearses a draft, an archetype in several cases or a case with several archetypes.

    Every scripted agent plays ``seeds`` sessions with each partner. Raises InvalidInputError for no partner, more than
    ``MOST_PARTNERS``, or seeds outside 1 … ``MOST_SEEDS``.
    """

    draft: Archetype | Scenario
    partners: tuple[Archetype | Scenario, ...]
    seeds: int

    def __post_init__(self) -> None:
        if not 1 <= self.seeds <= MOST_SEEDS:
            raise InvalidInputError(
                f"次数是 {self.seeds}，只能是 1 到 {MOST_SEEDS}。 / {self.seeds} is not between 1 and {MOST_SEEDS}.",
                field="seeds",
            )
        if not 1 <= len(self.partners) <= MOST_PARTNERS:
            raise InvalidInputError(
                f"选了 {len(self.partners)} 项，要选 1 到 {MOST_PARTNERS} 项。"
                f" / {len(self.partners)} chosen; choose 1 to {MOST_PARTNERS}.",
                field="partners",
            )

    @property
    def sort(self) -> TrialSort:
        """A rehearsal."""
        return TrialSort.REHEARSAL

    @property
    def total(self) -> int:
        """One step for each session."""
        return len(self.partners) * self.seeds * len(AGENTS)

    async def steps(self, crew: Crew) -> AsyncIterator[Step]:
        """Play the sessions one by one. Raises a ModelError where the model refuses or cannot be reached."""
        both = (self.draft, *self.partners)
        archetypes = [content for content in both if isinstance(content, Archetype)]
        scenarios = [content for content in both if isinstance(content, Scenario)]
        runs = plan(archetypes, scenarios, AGENTS.values(), range(1, self.seeds + 1))
        played: list[Rehearsal] = []
        broken: list[Broken] = []
        async for result in in_order(partial(_play, crew.customer, run) for run in runs):
            usage = Usage()
            if isinstance(result, Broken):
                broken.append(result)
            else:
                played.append(result)
                usage = result.usage
            done = len(played) + len(broken)
            if shows_result(done, self.total):
                document = self._document(played, broken)
                yield Step(done, document, document["passed"] if done == self.total else None, usage)
            else:
                yield Step(done, usage=usage)

    def _document(self, played: Sequence[Rehearsal], broken: Sequence[Broken]) -> dict[str, Any]:
        """Return ``{"passed", "failures", "agents", "partners", "worst", "broken"}``.

        ``agents`` are the summaries the draft is judged by, ``partners`` the same for each partner alone.
        """
        subject, other = _SIDES[type(self.draft)]
        summaries, apart = summarise(played, by=subject), summarise(played, by=other)
        failures = [failure for verdict in verdicts(summaries) for failure in verdict.failures]
        return {
            "passed": not (failures or broken),
            "failures": [asdict(failure) for failure in failures],
            "agents": [summary.to_json() for summary in summaries],
            "partners": [
                {"id": partner.id, "agents": [summary.to_json() for summary in apart if summary.subject == partner.id]}
                for partner in self.partners
            ],
            "worst": [asdict(line) for line in worst_lines(played, WORST_LINES)],
            "broken": [asdict(session) for session in broken],
        }


_SIDES: Mapping[type, tuple[Subject, Subject]] = {
    Archetype: ("archetype", "scenario"),
    Scenario: ("scenario", "archetype"),
}


async def _play(customer: Customer, run: Run) -> Rehearsal | Broken:
    try:
        return await rehearse(customer, run.cast, run.agent)
    except (ModelRefusedError, ModelUnreachableError):
        raise  # the next one would fail alike
    except ModelError as error:
        cast = run.cast
        return Broken(cast.archetype.id, cast.scenario.id, run.agent.name, cast.seed, error.message)
