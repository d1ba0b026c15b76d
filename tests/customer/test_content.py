"""What authors wrote for the customer holds to the rules the guard holds models to."""

import re
from dataclasses import replace
from itertools import pairwise

import pytest

from sim.customer.mind.direction import Direction
from sim.customer.voice.guard import GuardScene, SentenceCutter, ends_as_directed, leaks_house
from sim.customer.voice.guard.decency import too_hurtful
from sim.customer.voice.guard.form import is_garbage, is_too_long
from sim.customer.voice.guard.leaks import has_leak
from sim.customer.voice.guard.role import is_agents
from sim.customer.voice.guard.scene import own_words
from sim.customer.voice.guard.yielding import unearned
from sim.customer.voice.prompt import TEMPLATES
from sim.domain.archetype import Beat
from sim.domain.mood import Mood, Outcome, Stage
from tests.customer.builders import ARCHETYPES, archetype, cast, library

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
        assert not too_hurtful(text, intensity=1), text
        assert unearned(text, Stage.OUTBURST, ends_well=False) is None, text


@pytest.mark.parametrize("scenario_id", sorted(library().scenarios))
def test_what_was_written_for_him_is_never_stopped(scenario_id: str) -> None:
    scenario = library().scenario(scenario_id)
    wordings = [text for fact in scenario.facts for text in fact.said]
    wordings += [*scenario.demand.said, *scenario.hidden_need.said, *scenario.hidden_need.hints]
    for who in ARCHETYPES:
        surroundings = GuardScene(
            cast(who, scenario_id), Direction(Beat.NOTHING, Beat.DEMAND, Mood(8, 3, Stage.OUTBURST), 1)
        )
        for text in (*wordings, *scenario.openings.get(who, ())):
            for sentence in SentenceCutter().feed(text + "。"):
                assert not too_hurtful(sentence, intensity=2), text
                assert is_garbage(sentence, replace(surroundings, direction=told(text))) is None, text
                assert leaks_house(sentence, surroundings) is None, text
                assert is_too_long(sentence, surroundings) is None, text
                assert "您" not in own_words(sentence), text
        for line_set in surroundings.cast.archetype.lines:
            for text in line_set.texts:
                said = text.replace("{quote}", "尽快处理").replace("{deadline}", "今晚七点前")
                assert is_garbage(said, surroundings) is None, text
                assert leaks_house(said, surroundings) is None, text
                assert is_too_long(said, surroundings) is None, text


def told(wording: str) -> Direction:
    return Direction(Beat.ANSWER, None, Mood(8, 3, Stage.OUTBURST), 1, facts=(wording,))


@pytest.mark.parametrize(
    ("beat", "outcome"),
    [
        (Beat.ACCEPT, Outcome.ACCEPTED),
        (Beat.PARTIAL, Outcome.PARTIAL),
        (Beat.ESCALATE, Outcome.ESCALATED),
        (Beat.LEAVE, Outcome.LEFT),
    ],
)
@pytest.mark.parametrize("who", ARCHETYPES)
def test_every_written_ending_ends_as_directed(who: str, beat: Beat, outcome: Outcome) -> None:
    texts = [text for line_set in archetype(who).lines if line_set.beat is beat for text in line_set.texts]
    assert [text for text in texts if not ends_as_directed(text, outcome)] == []


@pytest.mark.parametrize("words", ["不许松口。", "刺他一句", "先接他这句的茬。", "46字以内。"])
def test_words_of_the_direction_are_leaks(words: str) -> None:
    template = (TEMPLATES / "direction.jinja").read_text()
    assert words.strip("46。") in template
    assert has_leak(words)
