"""The shipped content says what the canon fixes."""

import re
from dataclasses import replace

import pytest

from sim.domain.rubric import Rubric
from sim.domain.scenario import OpinionRisk
from sim.library import Library, default_roots

CRITERIA = {
    "listening": ("acknowledge", "facts", "needs", "questions"),
    "empathy": ("validate", "interpret", "explore", "positive-language"),
    "apology": ("level", "target", "timing", "frequency"),
    "resolution": ("confirm", "cause", "options", "commitment", "act", "follow-up"),
}
SCENARIOS = {
    "heating-missed-visit",
    "heating-burst-pipe",
    "water-bill-tripled",
    "water-cloudy",
    "registry-missing-document",
    "registry-id-on-the-spot",
    "bank-bedridden-mother",
    "bank-double-charge",
    "parcel-blizzard",
    "telecom-unasked-service",
    "hospital-late-report",
    "shop-engraved-cup",
}
ARCHETYPES = {"irritable-threatening", "stubborn", "habitual-complainer", "hurtful-speech"}
LONGEST_ANCHOR = 45


@pytest.fixture(scope="module")
def library() -> Library:
    return Library.load(default_roots())


@pytest.fixture(scope="module")
def rubric(library: Library) -> Rubric:
    return library.rubric("service-complaint")


def test_rubric_has_the_criteria_of_the_canon(rubric: Rubric) -> None:
    assert {dimension.id: dimension.weight for dimension in rubric.dimensions} == {
        "listening": 20,
        "empathy": 20,
        "apology": 20,
        "resolution": 40,
    }
    assert [c.id for c in rubric.criteria()] == [f"{name}.{part}" for name, parts in CRITERIA.items() for part in parts]
    codes = ["L1", "L2", "L3", "L4", "E1", "E2", "E3", "E4", "A1", "A2", "A3", "A4", "R1", "R2", "R3", "R4", "R5", "R6"]
    assert [criterion.code for criterion in rubric.criteria()] == codes


def test_rubric_speaks_both_languages_in_short_whole_sentences(rubric: Rubric) -> None:
    for criterion in rubric.criteria():
        assert criterion.traps
        for text in (criterion.name, criterion.practice, *criterion.traps, *criterion.anchors):
            assert text.zh, criterion.id
            assert text.en, criterion.id
        for anchor in criterion.anchors:
            assert len(anchor.zh) <= LONGEST_ANCHOR, anchor.zh
            assert anchor.zh.endswith("。"), anchor.zh
            assert anchor.en.endswith("."), anchor.en
            assert re.search(r"[%％]", anchor.zh + anchor.en) is None


def test_gates_and_certifications_are_those_of_the_canon(rubric: Rubric) -> None:
    assert [(gate.id, gate.code, gate.cap, gate.light_cap) for gate in rubric.gates] == [
        ("gate.red-line", "G1", 59, 84),
        ("gate.composure", "G2", 59, None),
        ("gate.compliance", "G3", 59, None),
    ]
    assert [(level.id, level.total) for level in rubric.certifications] == [("junior", 70), ("senior", 85)]
    assert all(level.dimension_mean >= 2.0 for level in rubric.certifications)


def test_every_scenario_can_be_opened_by_every_archetype(library: Library) -> None:
    assert set(library.archetypes) == ARCHETYPES
    assert set(library.scenarios) == SCENARIOS
    for scenario in library.scenarios.values():
        assert set(scenario.openings) == ARCHETYPES, scenario.id


def test_scenarios_cover_the_types_and_the_public_risk(library: Library) -> None:
    assert {scenario.typical_archetype for scenario in library.scenarios.values()} == ARCHETYPES
    assert {scenario.opinion_risk for scenario in library.scenarios.values()} == set(OpinionRisk)


def test_scenarios_say_in_both_languages_what_trainees_read(library: Library) -> None:
    for scenario in library.scenarios.values():
        matters = (matter.named for matter in scenario.responsibility)
        for text in (scenario.title, scenario.trade, scenario.briefing, *matters, *scenario.offers, *scenario.limits):
            assert text.en, (scenario.id, text.zh)
            assert not re.search("[\u3000-\u9fff\uff00-\uffef]", text.en), text.en


def test_texts_without_english_stay_in_chinese_where_the_list_is_short(library: Library) -> None:
    scenario = replace(library.scenario("heating-missed-visit"), authority_en=("Measure tonight",))
    first, second = scenario.offers[:2]
    assert first.en == "Measure tonight"
    assert (second.zh, second.en) == (scenario.authority[1], "")
    assert len(scenario.offers) == len(scenario.authority)
