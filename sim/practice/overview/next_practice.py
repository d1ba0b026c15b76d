"""Which case to practise next: a plain rule, said with its reason. What to mind in it, the last scorecard says.

First a type of customer never met, then a type never passed with, then the one passed with least often. With it goes
the case practised least with this type; of several the one written for it, then the one practised least with any.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sim.domain.archetype import Archetype
from sim.domain.scenario import Scenario
from sim.store.overview import Practised


class Why(StrEnum):
    """Why something is suggested."""

    FIRST = "first"
    NEW_TYPE = "new-type"
    NOT_PASSED = "not-passed"
    WEAKEST = "weakest"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Which case to practise next with which type of customer, and why."""

    scenario: Scenario
    archetype: Archetype
    why: Why


def suggest(
    practised: Sequence[Practised],
    scenarios: Mapping[str, Scenario],
    archetypes: Mapping[str, Archetype],
) -> Suggestion | None:
    """Return what to practise next; None where the library has nothing to choose from.

    Args:
        practised: What the person has ever practised; content that has left the library is passed over.
        scenarios: The library's cases by id, in its order.
        archetypes: The library's types of customer by id, in its order.
    """
    if not scenarios or not archetypes:
        return None
    known = [each for each in practised if each.scenario in scenarios and each.archetype in archetypes]
    if not known:
        scenario = next(iter(scenarios.values()))
        typical = archetypes.get(scenario.typical_archetype) or next(iter(archetypes.values()))
        return Suggestion(scenario, typical, Why.FIRST)
    archetype, why = _type(known, archetypes)
    return Suggestion(_case(known, archetype.id, scenarios), archetype, why)


def _type(known: Sequence[Practised], archetypes: Mapping[str, Archetype]) -> tuple[Archetype, Why]:
    met, passed = dict.fromkeys(archetypes, 0), dict.fromkeys(archetypes, 0)
    for each in known:
        met[each.archetype] += each.sessions
        passed[each.archetype] += each.passed
    for name, archetype in archetypes.items():
        if not met[name]:
            return archetype, Why.NEW_TYPE
    unpassed = [name for name in archetypes if not passed[name]]
    if unpassed:
        return archetypes[min(unpassed, key=lambda name: met[name])], Why.NOT_PASSED
    least = min(archetypes, key=lambda name: passed[name] / met[name])
    return archetypes[least], Why.WEAKEST


def _case(known: Sequence[Practised], archetype: str, scenarios: Mapping[str, Scenario]) -> Scenario:
    with_this_type = {each.scenario: each.sessions for each in known if each.archetype == archetype}
    with_any_type = dict.fromkeys(scenarios, 0)
    for each in known:
        with_any_type[each.scenario] += each.sessions
    return min(
        scenarios.values(),
        key=lambda case: (
            with_this_type.get(case.id, 0),
            case.typical_archetype != archetype,
            with_any_type[case.id],
        ),
    )
