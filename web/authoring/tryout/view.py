"""What the pages of try-outs show of a trial: ids put into words, figures ready for tables."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sim.customer.rehearsal.report import Shortfall
from sim.customer.rehearsal.worst_lines import Blemish
from sim.domain.rubric import Rubric
from sim.domain.score import Engine
from sim.domain.trial import Trial, TrialStatus
from sim.library import Library
from sim.runtime import Runtime
from web.authoring.tryout.words import AGENTS, BLEMISHES, GONE, SHORTFALLS, state_words
from web.rendering.renderer import Pages

_FAULTS = (Shortfall.SWAPS, Shortfall.UNEARNED, Shortfall.LEAKS, Shortfall.REPEATS)


@dataclass(frozen=True, slots=True)
class TrialView:
    """A trial's state in words. ``is_current`` tells whether it tried the draft as it is now."""

    trial: Trial
    state: str
    engine: str
    is_alive: bool
    is_current: bool
    error: str

    @property
    def is_done(self) -> bool:
        """Tell whether it came to its end."""
        return self.trial.status is TrialStatus.DONE


@dataclass(frozen=True, slots=True)
class AgentRow:
    """How the sessions of one scripted agent went; ``faults`` are shown lines that broke the part, in words."""

    agent: str
    sessions: int
    won: int
    in_time: int
    faults: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WorstView:
    """A line to look at: what is wrong with it, where it was said, the words."""

    blemish: str
    partner: str
    agent: str
    seed: int
    turn: int
    heard: str
    said: str


@dataclass(frozen=True, slots=True)
class RehearsalView:
    """The result of a rehearsal so far; ``sessions`` is how many every agent has played at least."""

    failures: tuple[str, ...]
    sessions: int
    agents: tuple[AgentRow, ...]
    partners: tuple[tuple[str, tuple[AgentRow, ...]], ...]
    worst: tuple[WorstView, ...]
    broken: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class CriterionRow:
    """One criterion of a rubric's draft with a figure or two beside it."""

    code: str
    name: str
    figures: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class RegradedRow:
    """One old session before and after: totals, and the criteria and gates that change."""

    href: str
    title: str
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    engines: tuple[str, str]
    changes: tuple[CriterionRow, ...]
    error: str


def customers(runtime: Runtime, pages: Pages) -> list[tuple[str, str]]:
    """Return the customers to choose from, as (id, name)."""
    return [(each.id, pages.own(each.name)) for each in runtime.library.archetypes.values()]


def cases(runtime: Runtime, pages: Pages) -> list[tuple[str, str]]:
    """Return the cases to choose from, as (id, title)."""
    return [(each.id, pages.own(each.title)) for each in runtime.library.scenarios.values()]


def trial_view(trial: Trial, version: str, pages: Pages) -> TrialView:
    """Say where a trial stands; one whose process is gone has failed, whatever is stored."""
    alive = trial.is_alive(datetime.now(UTC))
    gone = trial.status is TrialStatus.RUNNING and not alive
    status = TrialStatus.FAILED if gone else trial.status
    error = pages.text(GONE) if gone else pages.said(trial.error)
    engine = pages.engine_line(trial.engine, trial.model)
    return TrialView(
        trial, pages.text(state_words(trial.sort, status)), engine, alive, trial.content.version == version, error
    )


def rehearsal_view(result: Mapping[str, Any], library: Library, pages: Pages) -> RehearsalView | None:
    """Put a rehearsal's result into words; None before there is one."""
    if not result:
        return None
    return RehearsalView(
        failures=tuple(_failure(failure, pages) for failure in result["failures"]),
        sessions=min((agent["sessions"] for agent in result["agents"]), default=0),
        agents=_agents(result["agents"], pages),
        partners=tuple(
            (_title(partner["id"], library, pages), _agents(partner["agents"], pages)) for partner in result["partners"]
        ),
        worst=tuple(_worst(line, library, pages) for line in result["worst"]),
        broken=tuple((pages.text(AGENTS[item["agent"]]), pages.said(item["error"])) for item in result["broken"]),
    )


def regraded_criteria(result: Mapping[str, Any], rubric: Rubric, pages: Pages) -> tuple[CriterionRow, ...]:
    """Return how each criterion's levels move over all sessions."""
    names = _names(rubric, pages)
    return tuple(_row(names, item) for item in result.get("criteria", ()))


def regraded_sessions(
    result: Mapping[str, Any], titles: Mapping[str, str], rubric: Rubric, pages: Pages
) -> tuple[RegradedRow, ...]:
    """Return the sessions with what changes in each; a criterion the old rubric lacked counts as a change."""
    names = _names(rubric, pages)
    return tuple(
        RegradedRow(
            href=f"/sessions/{item['id']}/scorecard",
            title=titles.get(item["id"], item["id"]),
            before=item["before"],
            after=item["after"],
            engines=(_engine(item["before"], pages), _engine(item["after"], pages)),
            changes=tuple(
                _row(names, part) for part in (*item["criteria"], *item["gates"]) if part["before"] != part["after"]
            ),
            error=pages.said(item["error"]),
        )
        for item in result.get("sessions", ())
    )


def agreement_rows(parts: Sequence[Mapping[str, Any]], rubric: Rubric, pages: Pages) -> tuple[CriterionRow, ...]:
    """Return dimensions, criteria or gates of an agreement with their names."""
    names = _names(rubric, pages)
    return tuple(_row(names, part) for part in parts)


def _names(rubric: Rubric, pages: Pages) -> dict[str, tuple[str, str]]:
    names = {item.id: ("", pages.own(item.name)) for item in rubric.dimensions}
    names |= {item.id: (item.code, pages.own(item.name)) for item in rubric.criteria()}
    return names | {item.id: (item.code, pages.own(item.name)) for item in rubric.gates}


def _row(names: Mapping[str, tuple[str, str]], figures: Mapping[str, Any]) -> CriterionRow:
    code, name = names.get(figures["id"], ("", figures["id"]))
    return CriterionRow(code, name, figures)


def _engine(told: Mapping[str, Any], pages: Pages) -> str:
    return pages.engine_line(Engine(told["engine"]), told["model"])


def _failure(failure: Mapping[str, Any], pages: Pages) -> str:
    agent, shortfall = pages.text(AGENTS[failure["agent"]]), Shortfall(failure["shortfall"])
    count = str(failure["count"])
    if shortfall in (Shortfall.UNEARNED_WINS, Shortfall.TOO_FEW_WINS, Shortfall.NO_DIFFERENCE):
        count += f" / {failure['sessions']}"
    return f"{agent}{pages.text('：')}{pages.text(SHORTFALLS[shortfall])} ({count})"


def _agents(agents: Sequence[Mapping[str, Any]], pages: Pages) -> tuple[AgentRow, ...]:
    return tuple(
        AgentRow(
            pages.text(AGENTS[item["agent"]]),
            item["sessions"],
            item["won"],
            item["in_time"],
            tuple(f"{pages.text(SHORTFALLS[fault])} {item[fault]}" for fault in _FAULTS if item[fault]),
        )
        for item in agents
    )


def _worst(line: Mapping[str, Any], library: Library, pages: Pages) -> WorstView:
    archetype, scenario = _title(line["archetype"], library, pages), _title(line["scenario"], library, pages)
    return WorstView(
        blemish=pages.text(BLEMISHES[Blemish(line["blemish"])]),
        partner=f"{archetype} · {scenario}",
        agent=pages.text(AGENTS[line["agent"]]),
        seed=line["seed"],
        turn=line["turn"],
        heard=line["heard"],
        said=line["said"],
    )


def _title(content_id: str, library: Library, pages: Pages) -> str:
    """Return what a customer or case is called, its id where it is on no shelf."""
    if content_id in library.archetypes:
        return pages.own(library.archetypes[content_id].name)
    return pages.own(library.scenarios[content_id].title) if content_id in library.scenarios else content_id
