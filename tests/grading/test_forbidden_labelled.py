"""Lines said in the shipped cases, by whether they go against what the case forbids."""

import json
from pathlib import Path

import pytest

from sim.grading.limits.forbidden import ForbiddenList
from sim.library import Library, default_roots

LABELLED = Path(__file__).parent / "labelled_forbidden.jsonl"
LINES = [json.loads(line) for line in LABELLED.read_text(encoding="utf-8").splitlines()]
FOUND = 0.9
"""Share of the lines against a list that must be found; a line that needs the talk before it to be judged may stay."""


@pytest.fixture(scope="module")
def library() -> Library:
    return Library.load(default_roots())


def _is_accused(library: Library, line: dict[str, str]) -> bool:
    return any(ForbiddenList(library.scenario(line["scenario"])).offences(line["text"]))


@pytest.mark.parametrize("line", [line for line in LINES if not line["against"]], ids=lambda line: line["text"])
def test_what_may_be_said_is_accused_of_nothing(library: Library, line: dict[str, str]) -> None:
    assert not _is_accused(library, line)


def test_nearly_all_that_goes_against_a_list_is_found(library: Library) -> None:
    against = [line for line in LINES if line["against"]]
    missed = [line["text"] for line in against if not _is_accused(library, line)]
    assert len(missed) <= (1 - FOUND) * len(against), missed


def test_every_kind_of_sentence_beyond_the_list_stays_free_when_asked_or_quoted(library: Library) -> None:
    heating = ForbiddenList(library.scenario("heating-burst-pipe"))
    assert not any(heating.offences("您刚才说“整个采暖季的热费全免”，这个我答应不了。"))
    assert not any(heating.offences("您是想问，医药费我们赔不赔？"))
