"""What to practise next: a plain rule, each step of it."""

from sim.domain.archetype import Archetype
from sim.domain.scenario import Scenario
from sim.domain.text import Bilingual
from sim.practice.overview.next_practice import Why, suggest
from sim.store.overview import Practised


def archetype(name: str) -> Archetype:
    empty = Bilingual("")
    return Archetype(name, Bilingual(name), empty, empty, empty, (), (), (), 5, 5, (), ())


TYPES = {name: archetype(name) for name in ("angry", "stubborn")}
CASES = {
    "heat": Scenario("heat", Bilingual("heat"), typical_archetype="angry"),
    "bank": Scenario("bank", Bilingual("bank"), typical_archetype="stubborn"),
    "shop": Scenario("shop", Bilingual("shop")),
}


def chosen(*practised: Practised) -> tuple[str, str, Why]:
    found = suggest(practised, CASES, TYPES)
    assert found is not None
    return found.scenario.id, found.archetype.id, found.why


def test_who_has_practised_nothing_begins_with_the_first_case_and_its_typical_customer() -> None:
    assert chosen() == ("heat", "angry", Why.FIRST)
    assert chosen(Practised("gone", "gone", 3, 3)) == ("heat", "angry", Why.FIRST)


def test_first_a_type_never_met_with_the_case_written_for_it() -> None:
    assert chosen(Practised("heat", "angry", 1, 0)) == ("bank", "stubborn", Why.NEW_TYPE)


def test_then_the_type_never_passed_with_in_a_case_not_practised_with_it() -> None:
    met = (Practised("heat", "angry", 4, 1), Practised("bank", "stubborn", 1, 0))
    assert chosen(*met) == ("shop", "stubborn", Why.NOT_PASSED)


def test_at_last_the_type_passed_with_least_often() -> None:
    passed = (
        Practised("heat", "angry", 4, 1),
        Practised("bank", "stubborn", 1, 1),
        Practised("shop", "angry", 1, 1),
        Practised("bank", "angry", 2, 1),
    )
    assert chosen(*passed) == ("shop", "angry", Why.WEAKEST)


def test_nothing_to_choose_from_suggests_nothing() -> None:
    assert suggest((), {}, TYPES) is None
    assert suggest((), CASES, {}) is None
