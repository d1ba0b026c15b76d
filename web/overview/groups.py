"""The overview of a group: who practised what, how well, what is weak, how it goes on."""

from asyncio import gather
from dataclasses import dataclass

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from sim.practice.overview.overviews import PersonLine
from sim.runtime import Runtime
from sim.store.overview import Counts
from web.deps import RuntimeDep, TrainerDep
from web.overview.figures import figures_of, time_spent
from web.overview.view import FilterDep, Id, case_name, frame, person_name
from web.rendering.desk import PagesDep
from web.rendering.keys import KeyDep, write_key
from web.rendering.renderer import Pages

router = APIRouter(prefix="/overview")

CASES_NAMED = 3


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One person in the table: his address, name, sums, and the cases he practised most."""

    key: str
    name: str
    counts: Counts
    spent: str
    cases: tuple[tuple[str, int], ...]
    more_cases: int


@router.get("")
async def overview(
    runtime: RuntimeDep, viewer: TrainerDep, pages: PagesDep, chosen: FilterDep, before: KeyDep, rubric: Id = ""
) -> HTMLResponse:
    """Show what a group, or all one looks after, has practised."""
    summary, people = await gather(
        runtime.overview.overviews.summary(viewer, chosen.view),
        runtime.overview.overviews.people(viewer, chosen.view, before),
    )
    return pages.render(
        "overview/group.html",
        **frame("overview", chosen, runtime, pages),
        figures=figures_of(summary, chosen.view.period, runtime, pages, rubric),
        people=[_row(line, runtime, pages) for line in people.lines],
        later_people=write_key(people.next),
        is_later=before is not None,
    )


def _row(line: PersonLine, runtime: Runtime, pages: Pages) -> PersonRow:
    often = sorted(line.cases.items(), key=lambda case: -case[1])
    return PersonRow(
        key=line.person.key,
        name=person_name(pages, line.person),
        counts=line.counts,
        spent=time_spent(pages, line.counts),
        cases=tuple((case_name(runtime, pages, case), count) for case, count in often[:CASES_NAMED]),
        more_cases=max(0, len(often) - CASES_NAMED),
    )
