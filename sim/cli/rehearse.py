"""``duilian rehearse``: the acceptance test of a persona. Scripted agents, good and bad, play against it."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, TypeVar

import typer
from rich.table import Table

from sim.cli.console import command_settings, output, print_object
from sim.cli.jobs import in_order
from sim.customer.rehearsal.agents import AGENTS
from sim.customer.rehearsal.rehearse import Rehearsal, Run, agent_named, plan, rehearse
from sim.customer.rehearsal.report import Summary, Verdict, summarise, verdicts
from sim.domain.score import EngineChoice
from sim.runtime import Engines, load_library, make_engines

ALL = "all"
_Part = TypeVar("_Part")


def run(archetype: str, scenario: str, agent: str, n: int, engine: EngineChoice, as_json: bool) -> None:
    """Rehearse every archetype with every scenario and agent, ``n`` seeds each, and tell what came of it.

    One JSON object or table per archetype; exit status 1 where one misses the pass mark. Raises NotFoundError for an
    unknown name, and a ModelError where the model fails.
    """
    settings = command_settings()
    library = load_library(settings)
    runs = plan(
        _chosen(archetype, library.archetypes, library.archetype),
        _chosen(scenario, library.scenarios, library.scenario),
        _chosen(agent, AGENTS, agent_named),
        range(1, n + 1),
    )
    engines = make_engines(settings, engine)
    summaries = summarise(asyncio.run(_rehearse(engines, runs)))
    decided = verdicts(summaries)
    for verdict in decided:
        own = [summary for summary in summaries if summary.subject == verdict.subject]
        if as_json:
            print_object(_document(verdict, own, engines))
        else:
            output.print(_table(verdict, own))
    if not all(verdict.passed for verdict in decided):
        raise typer.Exit(1)


def _chosen(name: str, known: Mapping[str, _Part], find: Callable[[str], _Part]) -> tuple[_Part, ...]:
    return tuple(known.values()) if name == ALL else (find(name),)


async def _rehearse(engines: Engines, runs: Sequence[Run]) -> list[Rehearsal]:
    jobs = (partial(rehearse, engines.customer, run.cast, run.agent) for run in runs)
    title = f"rehearsing · {engines.customer.model or 'offline'}"
    async with engines:
        return [rehearsal async for rehearsal in in_order(jobs, len(runs), title)]


def _document(verdict: Verdict, summaries: Sequence[Summary], engines: Engines) -> dict[str, Any]:
    return {
        "archetype": verdict.subject,
        "engine": engines.customer.engine.value,
        "model": engines.customer.model,
        "passed": verdict.passed,
        "failures": [str(failure) for failure in verdict.failures],
        "agents": [{"archetype": summary.subject} | summary.to_json() for summary in summaries],
    }


def _table(verdict: Verdict, summaries: Sequence[Summary]) -> Table:
    result = "passed" if verdict.passed else "; ".join(("not passed", *map(str, verdict.failures)))
    table = Table(title=f"{verdict.subject}: {result}", title_justify="left")
    for column in ("agent", "n", "won", "in time", "ends", "stage: line", "faults", "distinct"):
        table.add_column(column, overflow="fold")
    for summary in summaries:
        faults = {name: getattr(summary, name) for name in ("swaps", "unearned", "leaks", "repeats")}
        table.add_row(
            summary.agent,
            *(str(count) for count in (summary.sessions, summary.won, summary.in_time)),
            _listed(summary.outcomes),
            _listed(summary.stages),
            _listed({name: count for name, count in faults.items() if count}) or "none",
            f"{summary.distinct:.0%}",
        )
    return table


def _listed(values: Mapping[str, float]) -> str:
    return ", ".join(f"{name} {value:g}" for name, value in values.items())
