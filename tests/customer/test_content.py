"""What authors wrote for the customer holds to the rules the guard holds models to."""

import re
from itertools import pairwise

import pytest

from sim.customer.guard.decency import too_hurtful
from sim.customer.guard.leaks import has_leak
from sim.customer.guard.role import is_agents
from sim.customer.guard.yielding import unearned
from sim.customer.prompt import TEMPLATES
from sim.domain.archetype import Beat
from sim.domain.mood import Stage
from tests.customer.builders import ARCHETYPES, archetype, library

ENDS_WELL = (Beat.ACCEPT, Beat.PARTIAL)


def test_all_archetypes_load() -> None:
    assert library().problems == ()
    assert set(ARCHETYPES) <= set(library().archetypes)


@pytest.mark.parametrize("who", ARCHETYPES)
def test_every_beat_has_lines(who: str) -> None:
    table = archetype(who)
    written = {line_set.beat for line_set in table.lines}
    for_one_type = {Beat.STING, Beat.ACCEPT}
    assert set(Beat) - for_one_type <= written
    keys = {key for door in table.doors for key in door.keys}
    assert keys == {line_set.key for line_set in table.lines if line_set.beat is Beat.WANT}
    assert keys <= {key for rule in table.rules for key in rule.gives}


@pytest.mark.parametrize("who", ARCHETYPES)
def test_doors_lead_down_step_by_step(who: str) -> None:
    doors = archetype(who).doors
    assert [door.stage.rank for door in doors] == list(range(1, len(doors) + 1))
    assert all(set(above.keys) <= set(below.keys) for above, below in pairwise(doors))


@pytest.mark.parametrize("who", ARCHETYPES)
def test_no_text_stands_twice(who: str) -> None:
    texts = [text for line_set in archetype(who).lines for text in line_set.texts]
    assert len(texts) == len(set(texts))
    assert len(texts) >= 200


@pytest.mark.parametrize("who", ARCHETYPES)
def test_authored_lines_pass_the_guard(who: str) -> None:
    for line_set in archetype(who).lines:
        for text in line_set.texts:
            assert not is_agents(text), text
            assert not has_leak(text), text
            assert not too_hurtful(text, intensity=2), text
            assert not re.search(r"\d", re.sub(r"12345|12315", "", text)), f"a figure of no scenario: {text}"
            assert set(re.findall(r"\{(\w+)\}", text)) <= {"quote", "deadline"}, text
            for stage in line_set.stages or tuple(Stage):
                assert unearned(text, stage, ends_well=line_set.beat in ENDS_WELL) is None, text


@pytest.mark.parametrize("scenario_id", sorted(library().scenarios))
def test_scenario_wordings_pass_the_guard(scenario_id: str) -> None:
    scenario = library().scenario(scenario_id)
    said = [text for fact in scenario.facts for text in fact.said]
    for text in (*said, *scenario.demand.said, *scenario.hidden_need.said, *scenario.hidden_need.hints):
        assert not is_agents(text), text
        assert not has_leak(text), text
        assert unearned(text, Stage.OUTBURST, ends_well=False) is None, text


@pytest.mark.parametrize("words", ["不许松口。", "放一句狠话施压。", "先接他这句的茬。", "46字以内。"])
def test_words_of_the_direction_are_leaks(words: str) -> None:
    template = (TEMPLATES / "direction.jinja").read_text()
    assert words.strip("46。") in template
    assert has_leak(words)
