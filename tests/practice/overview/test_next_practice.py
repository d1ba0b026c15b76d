"""What to practise next: a plain rule, each step of it."""

from sim.domain.archetype import Archetype
from sim.domain.rubric import Criterion, Dimension, Rubric
from sim.domain.scenario import Scenario
from sim.domain.text import Bilingual
from sim.practice.overview.next_practice import Suggestion, Weakness, Why, suggest, weakest
from sim.store.overview import PartMean, Practised

ANCHORS = (Bilingual("0"), Bilingual("1"), Bilingual("2"), Bilingual("3"), Bilingual("4"))


def archetype(name: str) -> Archetype:
    empty = Bilingual("")
    return Archetype(name, Bilingual(name), empty, empty, empty, (), (), (), 5, 5, (), ())


def criterion(name: str) -> Criterion:
    return Criterion(name, name[:1], Bilingual(name), ANCHORS)


TYPES = {name: archetype(name) for name in ("angry", "stubborn")}
CASES = {
    "heat": Scenario("heat", Bilingual("heat"), typical_archetype="angry"),
    "bank": Scenario("bank", Bilingual("bank"), typical_archetype="stubborn"),
    "shop": Scenario("shop", Bilingual("shop")),
}
RUBRIC = Rubric(
    "r",
    "1",
    Bilingual("r"),
    (
        Dimension("light", Bilingual("light"), 20, (criterion("a"), criterion("b"))),
        Dimension("heavy", Bilingual("heavy"), 80, (criterion("c"), criterion("d"))),
    ),
    (),
    (),
)
WEAK = Weakness(criterion("a"), "light", 1.0, 3)


def chosen(*practised: Practised, weakness: Weakness | None = None) -> tuple[str, str, Why]:
    found = suggest(practised, weakness, CASES, TYPES)
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
    assert chosen(*passed, weakness=WEAK) == ("shop", "angry", Why.WEAKEST)
    assert chosen(*passed)[2] is Why.HARDER


def test_nothing_to_choose_from_suggests_nothing() -> None:
    assert suggest((), None, {}, TYPES) is None
    assert suggest((), None, CASES, {}) is None


def test_the_weakness_goes_along() -> None:
    found = suggest((Practised("heat", "angry", 1, 0),), WEAK, CASES, TYPES)
    assert isinstance(found, Suggestion)
    assert found.weakness is WEAK


def mean(part: str, value: float, rubric: str = "r") -> PartMean:
    return PartMean(rubric, part, 2, value)


def test_the_weakest_criterion_is_the_lowest_and_of_equals_the_weightier() -> None:
    found = weakest(RUBRIC, [mean("a", 1.5), mean("b", 2.5), mean("c", 1.5), mean("d", 3.0), mean("light", 10)])
    assert found is not None
    assert (found.criterion.id, found.dimension, found.mean, found.count) == ("c", "heavy", 1.5, 2)


def test_who_is_strong_in_all_or_was_graded_by_another_rubric_has_no_weakness() -> None:
    assert weakest(RUBRIC, [mean("a", 3.0), mean("c", 3.9)]) is None
    assert weakest(RUBRIC, [mean("a", 0.5, rubric="other")]) is None
    assert weakest(RUBRIC, []) is None
