"""The index of triggers: it may only leave out what cannot match."""

from hypothesis import given
from hypothesis import strategies as st

from sim.reading.index import TriggerIndex
from sim.reading.lexicon import default_lexicon
from tests.reading.labelling import load

TRIGGERS = st.lists(st.frozensets(st.text("甲乙丙", min_size=1, max_size=3), min_size=1, max_size=3), max_size=4)


@given(st.lists(TRIGGERS, max_size=12), st.text("甲乙丙丁", max_size=20))
def test_a_pattern_is_worth_trying_where_its_first_two_sets_are_met(
    patterns: list[list[frozenset[str]]], text: str
) -> None:
    met = [all(any(each in text for each in triggers) for triggers in sets[:2]) for sets in patterns]
    assert TriggerIndex(patterns).worth_trying(text) == [number for number, is_met in enumerate(met) if is_met]


def test_no_match_is_left_out() -> None:
    """Every pattern of some groups on many lines: those that match are among the candidates."""
    lexicon = default_lexicon()
    groups = [group for group in lexicon.groups.values() if group.kind is not None][::6]
    for row in load("labelled.jsonl")[::3]:
        candidates = lexicon.candidates(row.text)
        for group in groups:
            matching = [pattern for pattern in group.patterns if pattern.regex.search(row.text)]
            assert set(matching) <= set(candidates.get(group.id, ()))
