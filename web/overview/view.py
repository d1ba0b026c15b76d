"""What a page of the overview looks at, from its address, and the choices its filter offers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Annotated, Any
from urllib.parse import quote_plus

from fastapi import Depends, Query

from sim.domain.account import Group
from sim.practice.overview.overviews import View
from sim.practice.overview.period import period_of
from sim.practice.overview.roster import Person
from sim.runtime import Runtime
from web.deps import RuntimeDep, TrainerDep
from web.marking import _
from web.rendering.renderer import Pages

Id = Annotated[str, Query(max_length=128)]
Day = Annotated[str, Query(max_length=10)]


GONE = _("已离开的人")
LOCAL_NAME = _("本机用户")


@dataclass(frozen=True)
class Filter:
    """The view an address asks for, and the groups its viewer may choose from."""

    view: View
    groups: tuple[Group, ...]

    @property
    def is_narrowed(self) -> bool:
        """Tell whether the address asks for less than all of the last weeks."""
        view = self.view
        return bool(view.group or view.scenario) or view.period != period_of("", "", _today())

    @property
    def group(self) -> Group | None:
        """Return the group that is looked at, None for all."""
        return next((group for group in self.groups if group.id == self.view.group), None)

    def address(self, path: str, **changes: str) -> str:
        """Return the address of a page that looks at the same, but for ``changes``."""
        query = {**self._kept, **{name: quote_plus(value) for name, value in changes.items()}}
        return f"{path}?{'&'.join([f'{name}={value}' for name, value in query.items() if value])}"

    @cached_property
    def _kept(self) -> Mapping[str, str]:
        """Return what all addresses of a page repeat, quoted once: a page has dozens of them."""
        period = self.view.period
        kept = {
            "group": self.view.group,
            "scenario": self.view.scenario,
            "since": period.first.isoformat(),
            "until": period.last_day.isoformat(),
        }
        return {name: quote_plus(value) for name, value in kept.items()}


async def view_of(group: Id = "", scenario: Id = "", since: Day = "", until: Day = "") -> View:
    """Return what an address asks to look at. Raises InvalidInputError for odd dates."""
    return View(period_of(since, until, _today()), group, scenario)


def _today() -> date:
    return datetime.now().astimezone().date()


ViewDep = Annotated[View, Depends(view_of)]


async def filter_of(view: ViewDep, runtime: RuntimeDep, viewer: TrainerDep) -> Filter:
    """Return the filter of a page. Raises NotFoundError for a group that is not the viewer's."""
    groups = await runtime.overview.roster.groups(viewer)
    if view.group and view.group not in {group.id for group in groups}:
        await runtime.overview.roster.group(viewer, view.group)
    return Filter(view, groups)


FilterDep = Annotated[Filter, Depends(filter_of)]


def frame(tab: str, chosen: Filter, runtime: Runtime, pages: Pages) -> Mapping[str, Any]:
    """Return what stands around every list of the overview: which tab is open, and the filter."""
    choices = _choices(chosen, runtime, pages)
    return {"page": "overview", "tab": tab, "chosen": chosen, "choices": choices}


def _choices(chosen: Filter, runtime: Runtime, pages: Pages) -> Mapping[str, list[tuple[str, str]]]:
    """Return the options of the filter's fields as (value, words)."""
    scenarios = [(each.id, pages.own(each.title)) for each in runtime.library.scenarios.values()]
    if chosen.view.scenario and chosen.view.scenario not in runtime.library.scenarios:
        scenarios.append((chosen.view.scenario, chosen.view.scenario))
    return {
        "groups": [("", pages.text(_("全部"))), *((group.id, group.name) for group in chosen.groups)],
        "scenarios": [("", pages.text(_("全部案例"))), *scenarios],
    }


def case_name(runtime: Runtime, pages: Pages, scenario_id: str) -> str:
    """Return a case's title; content that has left the library goes by its id."""
    scenario = runtime.library.scenarios.get(scenario_id)
    return pages.own(scenario.title) if scenario else scenario_id


def type_name(runtime: Runtime, pages: Pages, archetype_id: str) -> str:
    """Return the name of a type of customer; one that has left the library goes by its id."""
    archetype = runtime.library.archetypes.get(archetype_id)
    return pages.own(archetype.name) if archetype else archetype_id


def person_name(pages: Pages, person: Person) -> str:
    """Return what a person is called; this machine's own user has no name."""
    return person.name or pages.text(LOCAL_NAME)


def owner_name(pages: Pages, owner: str, names: Mapping[str, str]) -> str:
    """Return what the owner of a session is called, also where he has left."""
    return names.get(owner) or pages.text(GONE if owner else LOCAL_NAME)
