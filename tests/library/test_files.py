"""One document: from text to content and back, and every flaw with its line."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.domain.archetype import Archetype
from sim.domain.errors import ContentError
from sim.domain.rubric import Rubric
from sim.domain.scenario import (
    CaseFact,
    Demand,
    Disclosure,
    Fault,
    HiddenNeed,
    OpinionRisk,
    Responsibility,
    Scenario,
    Severity,
)
from sim.domain.text import Bilingual
from sim.library import Kind, Library, default_roots, document, dump, from_document, parse_content, versioned
from sim.library.files import read
from sim.library.forms import Content
from tests.library.samples import ARCHETYPE, NAMES, RUBRIC, SCENARIO, TEXTS, line_of, spoil

KNOWN = ("stubborn",)


def load(kind: Kind, text: str) -> Content:
    parsed = parse_content(kind, text, file="x.yaml", name=NAMES[kind], archetypes=KNOWN)
    assert parsed.content is not None, [problem.message for problem in parsed.problems]
    return parsed.content


def problems(kind: Kind, text: str) -> list[tuple[int, str, str]]:
    parsed = parse_content(kind, text, file="x.yaml", name=NAMES[kind], archetypes=KNOWN)
    assert parsed.content is None
    return [(problem.line, problem.field, problem.message) for problem in parsed.problems]


def test_becomes_a_domain_object() -> None:
    scenario = load(Kind.SCENARIO, SCENARIO)
    assert isinstance(scenario, Scenario)
    assert scenario.title == Bilingual("泳池停用", "The pool is closed")
    assert scenario.trade == Bilingual("健身")
    assert scenario.responsibility == (Responsibility("停用没有通知", Fault.OURS, established=True),)
    assert scenario.openings == {"stubborn": ("你们公告上写的是三天",)}
    archetype = load(Kind.ARCHETYPE, ARCHETYPE)
    assert isinstance(archetype, Archetype)
    assert [door.stage.value for door in archetype.doors] == ["松动", "接受"]
    rubric = load(Kind.RUBRIC, RUBRIC)
    assert isinstance(rubric, Rubric)
    assert [anchor.zh for anchor in rubric.criteria()[0].anchors] == ["没有", "一个", "几个", "全部", "全部并核对"]


@pytest.mark.parametrize(
    ("old", "new", "at", "field", "message"),
    [
        ("severity: moderate", "severity: severe", "severity: ", "severity", "allowed: minor, moderate, major"),
        ("severity: moderate", "severty: moderate", "severty", "severty", "did you mean severity?"),
        ("disclosure: asked", "disclose: asked", "disclose", "facts[1].disclose", "allowed: id, text, disclosure"),
        ("    text: 循环泵损坏，配件未到\n", "", "- id: pump", "facts[2].text", "is lacking"),
        ("established: true", "established: yes", "- {matter", "responsibility[0].established", "true or false"),
        ("said: [泳池关了]", "said: 泳池关了", "said: 泳池", "facts[0].said", "must be a list, not a text"),
        ("said: [泳池关了]", "said: [3]", "said: [3]", "facts[0].said[0]", "not a number; put it in quotes"),
        ("trade: 健身", "trade: [健身]", "trade", "trade", "a text, or a mapping with zh and en, not a list"),
        ("trade: 健身", "trade: {en: gym}", "trade", "trade.zh", "is lacking"),
        ("trade: 健身", "trade: 健身\nversion: a1", "version", "version", "worked out from the content"),
        ("id: gym-closed-pool", "id: gym_pool", "id: gym", "id", "is no id; allowed: lower-case"),
        ("id: gym-closed-pool", "id: gym-pool", "id: gym", "id", "allowed: 'gym-closed-pool'"),
        ("authority: [延长会籍]", 'authority: [" "]', "authority", "authority[0]", "is blank"),
    ],
)  # fmt: skip
def test_says_line_field_and_what_is_allowed(old: str, new: str, at: str, field: str, message: str) -> None:
    text = spoil(SCENARIO, old, new)
    found = problems(Kind.SCENARIO, text)
    assert [(line, name) for line, name, _ in found] == [(line_of(text, at), field)]
    assert found[0][2].startswith(f"x.yaml:{line_of(text, at)}: {field}: ")
    assert message in found[0][2]


def test_collects_everything_wrong_in_the_order_of_the_lines() -> None:
    text = spoil(spoil(SCENARIO, "trade: 健身", "trade: 健身\ntrade: 球"), "opinion_risk: low", "opinion_risk: none")
    text = spoil(text, "forbidden:", "prohibited:")
    assert [(line, field) for line, field, _ in problems(Kind.SCENARIO, text)] == [
        (4, "trade"),
        (line_of(text, "opinion_risk"), "opinion_risk"),
        (line_of(text, "prohibited"), "prohibited"),
    ]


def test_an_unreadable_file_is_a_problem_of_that_file(tmp_path: Path) -> None:
    path = tmp_path / "stubborn.yaml"
    assert read(Kind.ARCHETYPE, path).problems[0].message == f"{path}:1: cannot be read: No such file or directory"
    path.write_bytes(b"id: stubborn\nname: \xb9\xcc\xd6\xb4\n")
    assert read(Kind.ARCHETYPE, path).problems[0].message == f"{path}:2: is not UTF-8; save the file as UTF-8"
    path.write_bytes(b"\xef\xbb\xbf" + ARCHETYPE.encode())
    assert read(Kind.ARCHETYPE, path).problems == ()


def test_version_follows_the_content_and_not_its_spelling() -> None:
    version = load(Kind.SCENARIO, SCENARIO).version
    assert len(version) == 12
    assert int(version, 16) >= 0
    respelt = spoil(SCENARIO, "trade: 健身", 'trade: {zh: "健身"}  # 行业')
    assert load(Kind.SCENARIO, spoil(respelt, "severity: moderate\n", "")).version == version
    assert (
        load(Kind.SCENARIO, spoil(SCENARIO, "authority: [延长会籍]", "authority: [延长会籍, 换店]")).version != version
    )


@pytest.mark.parametrize("kind", list(Kind))
def test_dump_is_what_an_author_would_write(kind: Kind) -> None:
    content = load(kind, TEXTS[kind])
    text = dump(content)
    assert text.startswith(f"# yaml-language-server: $schema={kind.schema_reference}\n")
    assert "version:" not in text
    assert load(kind, text) == content


_word = st.text(st.sampled_from("水表客服 abc:#'\"{}[]-是\n否yesno12.0~&*!|>%@`"), min_size=1, max_size=12).map(
    lambda text: text.strip() or "字"
)
_words = st.lists(_word, min_size=1, max_size=3, unique=True).map(tuple)
_texts = st.builds(Bilingual, _word, st.just("") | _word)
_facts = st.builds(CaseFact, _word, _word, st.just(Disclosure.ASKED), _words, _words)
_responsibilities = st.builds(Responsibility, _word, st.sampled_from(Fault), st.booleans())
_scenarios = st.builds(
    Scenario,
    id=st.just("gym-closed-pool"),
    title=_texts,
    trade=_texts,
    briefing=_texts,
    facts=st.lists(_facts, min_size=1, max_size=3, unique_by=lambda fact: fact.id).map(tuple),
    responsibility=st.lists(_responsibilities, min_size=1, max_size=2, unique_by=lambda part: part.matter).map(tuple),
    severity=st.sampled_from(Severity),
    opinion_risk=st.sampled_from(OpinionRisk),
    hidden_need=st.builds(HiddenNeed, _word, _words, _words, _words),
    demand=st.builds(Demand, _word, _words),
    authority=_words,
    forbidden=_words,
    openings=st.fixed_dictionaries({"stubborn": _words}),
    typical_archetype=st.just("stubborn"),
)


@given(_scenarios)
def test_any_scenario_comes_back_from_its_document_and_its_yaml(scenario: Scenario) -> None:
    pinned = versioned(scenario)
    assert from_document(Scenario, document(pinned)) == pinned
    assert load(Kind.SCENARIO, dump(pinned)) == pinned


@pytest.mark.parametrize("kind", list(Kind))
def test_pinned_content_is_restored_exactly(kind: Kind) -> None:
    content: Any = load(kind, TEXTS[kind])
    name = "title" if kind is Kind.SCENARIO else "name"
    old = replace(content, version="0ld", **{name: Bilingual(" 旧名 ")})
    assert from_document(type(old), document(old)) == old


def test_pinned_content_of_the_wrong_shape_names_the_document() -> None:
    with pytest.raises(ContentError, match=r"scenario pool:1: facts: cannot be restored"):
        from_document(Scenario, {"id": "pool", "title": {"zh": "池"}, "facts": 3})


def test_all_shipped_content_is_sound_and_survives_writing() -> None:
    library = Library.load(default_roots())
    assert [problem.message for problem in library.problems] == []
    contents: list[Content] = [*library.scenarios.values(), *library.archetypes.values(), *library.rubrics.values()]
    assert len(contents) > 3
    for content in contents:
        again = parse_content(Kind.of(content), dump(content), file="x", archetypes=tuple(library.archetypes))
        assert again.content == content
