"""The acceptance test of a persona as a trial: every scripted agent, several seeds, a verdict and the worst lines."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any

from sim.customer.agents import AGENTS
from sim.customer.rehearsal_report import Summary, Verdict, summarise, verdicts
from sim.customer.rehearse import Rehearsal, Run, plan, rehearse
from sim.customer.worst_lines import worst_lines
from sim.domain.archetype import Archetype
from sim.domain.errors import InvalidInputError, ModelError, ModelRefusedError, ModelUnreachableError
from sim.domain.ports import Customer
from sim.domain.scenario import Scenario
from sim.domain.trial import TrialSort
from sim.practice.tryout.work import Crew, Step, in_order, shows_result

MOST_SEEDS = 10
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
    """Rehearses every archetype with every scenario, ``seeds`` times with each scripted agent.

    Raises InvalidInputError for no cast, or for seeds outside 1 … ``MOST_SEEDS``.
    """

    archetypes: tuple[Archetype, ...]
    scenarios: tuple[Scenario, ...]
    seeds: int

    def __post_init__(self) -> None:
        if not 1 <= self.seeds <= MOST_SEEDS:
            raise InvalidInputError(
                f"次数是 {self.seeds}，只能是 1 到 {MOST_SEEDS}。 / {self.seeds} is not between 1 and {MOST_SEEDS}.",
                field="seeds",
            )
        if not self.archetypes or not self.scenarios:
            raise InvalidInputError(
                "至少要有一位客户和一个案情。 / At least one customer and one case are needed.", field="partners"
            )

    @property
    def sort(self) -> TrialSort:
        """A rehearsal."""
        return TrialSort.REHEARSAL

    @property
    def total(self) -> int:
        """One step for each session."""
        return len(self.archetypes) * len(self.scenarios) * self.seeds * len(AGENTS)

    async def steps(self, crew: Crew) -> AsyncIterator[Step]:
        """Play the sessions one by one. Raises a ModelError where the model refuses or cannot be reached."""
        runs = plan(self.archetypes, self.scenarios, AGENTS.values(), range(1, self.seeds + 1))
        played: list[Rehearsal] = []
        broken: list[Broken] = []
        async for result in in_order(partial(_play, crew.customer, run) for run in runs):
            if isinstance(result, Broken):
                broken.append(result)
            else:
                played.append(result)
            done = len(played) + len(broken)
            if not shows_result(done, self.total):
                yield Step(done)
                continue
            summaries = summarise(played)
            decided = verdicts(summaries)
            passed = not broken and all(verdict.passed for verdict in decided)
            document = _document(summaries, decided, played, broken)
            yield Step(done, document, passed if done == self.total else None)


async def _play(customer: Customer, run: Run) -> Rehearsal | Broken:
    try:
        return await rehearse(customer, run.cast, run.agent)
    except (ModelRefusedError, ModelUnreachableError):
        raise  # the next one would fail alike
    except ModelError as error:
        cast = run.cast
        return Broken(cast.archetype.id, cast.scenario.id, run.agent.name, cast.seed, error.message)


def _document(
    summaries: Sequence[Summary], decided: Sequence[Verdict], played: Sequence[Rehearsal], broken: Sequence[Broken]
) -> dict[str, Any]:
    """Return ``{"archetypes": [{"archetype", "passed", "failures", "agents"}], "worst": [...], "broken": [...]}``."""
    return {
        "archetypes": [
            {
                "archetype": verdict.archetype,
                "passed": verdict.passed,
                "failures": [asdict(failure) for failure in verdict.failures],
                "agents": [summary.to_json() for summary in summaries if summary.archetype == verdict.archetype],
            }
            for verdict in decided
        ],
        "worst": [asdict(line) for line in worst_lines(played, WORST_LINES)],
        "broken": [asdict(session) for session in broken],
    }
