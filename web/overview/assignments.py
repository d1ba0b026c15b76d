"""Assignments as trainers give and follow them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Form
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from sim.domain.account import Group, Role, Viewer
from sim.domain.assignment import Assignment, Duty, Progress
from sim.domain.errors import InvalidInputError
from sim.practice.overview.assignments import GROUP, PERSON, AssignmentLine, AssignmentOrder
from sim.practice.overview.roster import LOCAL_PERSON, Person
from sim.practice.sessions import DEFAULT_RUBRIC
from sim.runtime import Runtime
from web.deps import RuntimeDep, TrainerDep
from web.marking import _
from web.overview.view import FilterDep, Id, case_name, frame, owner_name, person_name, type_name
from web.overview.words import PROGRESS
from web.rendering.desk import PagesDep
from web.rendering.keys import KeyDep, write_key
from web.rendering.renderer import Pages

router = APIRouter(prefix="/overview/assignments")

FormId = Annotated[str, Form(max_length=128)]


@dataclass(frozen=True, slots=True)
class GivenLine:
    """One assignment in the list: to whom, what, and how many of how many have come how far."""

    given: Assignment
    to: str
    case: str
    type: str
    people: int
    reached: Mapping[Progress, int]


@dataclass(frozen=True, slots=True)
class PersonLine:
    """How far one person has come with an assignment."""

    key: str
    name: str
    progress: Progress
    words: str
    late: bool


@router.get("")
async def assignments(
    runtime: RuntimeDep,
    viewer: TrainerDep,
    pages: PagesDep,
    chosen: FilterDep,
    before: KeyDep,
    archetype: Id = "",
    to: Id = "",
    given: Id = "",
) -> HTMLResponse:
    """Show what was given, and the form to give more, with what the address names already chosen.

    ``given`` is the id of the assignment that was given just now: the page begins with what, to whom and until when.
    """
    found = await runtime.overview.assignments.page(viewer, chosen.groups, chosen.view.group, before)
    groups = {group.id: group.name for group in chosen.groups}
    names = await runtime.overview.roster.names({line.assignment.account or "" for line in found.lines})
    just_given = await runtime.overview.assignments.load(viewer, given) if given else None
    order = AssignmentOrder(to or _only_oneself(viewer), chosen.view.scenario, archetype)
    return pages.render(
        "overview/assignments.html",
        **frame("assignments", chosen, runtime, pages),
        just_given=await _told(just_given, groups, runtime, pages) if just_given else None,
        lines=[_line(line, groups, names, runtime, pages) for line in found.lines],
        older=write_key(found.next),
        is_later=before is not None,
        **await _form(runtime, viewer, pages, chosen.groups, chosen.view.group, order),
    )


@router.post("")
async def give(
    runtime: RuntimeDep,
    viewer: TrainerDep,
    pages: PagesDep,
    chosen: FilterDep,
    to: FormId = "",
    scenario: FormId = "",
    archetype: FormId = "",
    rubric: FormId = DEFAULT_RUBRIC,
    due: Annotated[str, Form(max_length=20)] = "",
    note: Annotated[str, Form(max_length=4000)] = "",
    group: FormId = "",
) -> Response:
    """Give an assignment; a form with an error comes back as it was filled in."""
    order = AssignmentOrder(to, scenario, archetype, rubric, due, note)
    try:
        given = await runtime.overview.assignments.give(viewer, order)
    except InvalidInputError as error:
        form = await _form(runtime, viewer, pages, chosen.groups, group, order, error)
        return pages.render("overview/assign.html", 422, page="overview", tab="assignments", chosen=chosen, **form)
    asked = {"group": group, "given": given.id} if group else {"given": given.id}
    return RedirectResponse(f"/overview/assignments?{urlencode(asked)}", 303)


@router.get("/{assignment_id}")
async def assignment(
    assignment_id: str, runtime: RuntimeDep, viewer: TrainerDep, pages: PagesDep, chosen: FilterDep
) -> HTMLResponse:
    """Show who has come how far with an assignment."""
    given = await runtime.overview.assignments.load(viewer, assignment_id)
    duties = await runtime.overview.assignments.standing(given)
    names = await runtime.overview.roster.names({duty.owner for duty in duties})
    people = [(owner_name(pages, duty.owner, names), duty) for duty in duties]
    return pages.render(
        "overview/assignment.html",
        page="overview",
        tab="assignments",
        chosen=chosen,
        given=given,
        case=case_name(runtime, pages, given.scenario),
        type=type_name(runtime, pages, given.archetype),
        people=[_person(name, duty, pages) for name, duty in sorted(people, key=_least_first)],
    )


@router.post("/{assignment_id}/withdraw")
async def withdraw(assignment_id: str, runtime: RuntimeDep, viewer: TrainerDep) -> RedirectResponse:
    """Take an assignment back."""
    await runtime.overview.assignments.withdraw(viewer, assignment_id)
    return RedirectResponse("/overview/assignments", 303)


def _only_oneself(viewer: Viewer) -> str:
    """Return the one an assignment can be for where this machine has no accounts, "" where there is a choice."""
    return "" if viewer.id else f"{PERSON}{LOCAL_PERSON}"


def _least_first(line: tuple[str, Duty]) -> tuple[int, str]:
    name, duty = line
    return list(Progress).index(duty.progress), name


def _person(name: str, duty: Duty, pages: Pages) -> PersonLine:
    late = duty.is_late(datetime.now(UTC))
    return PersonLine(Person(duty.owner, "").key, name, duty.progress, pages.text(PROGRESS[duty.progress]), late)


async def _told(given: Assignment, groups: Mapping[str, str], runtime: Runtime, pages: Pages) -> GivenLine:
    """Return an assignment by itself, in words; how far people are with it is left to the list."""
    names = await runtime.overview.roster.names({given.account or ""})
    return _line(AssignmentLine(given, 0, {}), groups, names, runtime, pages)


def _line(
    line: AssignmentLine, groups: Mapping[str, str], names: Mapping[str, str], runtime: Runtime, pages: Pages
) -> GivenLine:
    given = line.assignment
    if given.group is not None:
        to = groups.get(given.group, given.group)
    else:
        to = owner_name(pages, given.account or "", names)
    case, kind = case_name(runtime, pages, given.scenario), type_name(runtime, pages, given.archetype)
    return GivenLine(given, to, case, kind, line.given_to, {each: line.reached.get(each, 0) for each in Progress})


async def _form(
    runtime: Runtime,
    viewer: Viewer,
    pages: Pages,
    groups: Sequence[Group],
    group: str,
    order: AssignmentOrder,
    error: InvalidInputError | None = None,
) -> dict[str, Any]:
    """Return what the form needs: the choices, what was filled in, and the error at its field."""
    library = runtime.library
    unchosen = ("", pages.text(_("请选择")))
    to = [(f"{GROUP}{each.id}", each.name) for each in groups]
    people = await runtime.overview.roster.page(viewer, group, role=Role.TRAINEE)
    # Where there are accounts, nobody practises as this machine's user any more.
    asked = [each for each in people.people if each.id or not viewer.id]
    listed = {f"{PERSON}{each.key}": person_name(pages, each) for each in asked}
    if order.to.startswith(PERSON) and order.to not in listed:
        chosen = await runtime.overview.roster.person(viewer, order.to.removeprefix(PERSON))
        listed[order.to] = person_name(pages, chosen)
    to += listed.items()
    return {
        "order": order,
        "group": group,
        "errors": {error.field: pages.said(error.message)} if error else {},
        "to_choices": [unchosen, *to],
        "scenario_choices": [unchosen, *((each.id, pages.own(each.title)) for each in library.scenarios.values())],
        "archetype_choices": [unchosen, *((each.id, pages.own(each.name)) for each in library.archetypes.values())],
        "rubric_choices": [(each.id, pages.own(each.name)) for each in library.rubrics.values()],
    }
