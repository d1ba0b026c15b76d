"""Quotes as people would cite them: whole clauses, neither three words nor half a page."""

import re
from collections.abc import Sequence
from functools import lru_cache

from sim.domain.score import Evidence
from sim.grading.words.dialogue import ReadTurn
from sim.grading.words.wording import sentence_span

SHORTEST = 8
"""Letters, digits or Chinese characters a cited clause has at least, where the turn has as many."""

LONGEST = 64
"""Characters from which on a sentence is cited by its clauses around the words that count."""

_BREAK = re.compile('[,，;；。！？!?…\n]+[”’」』"]?')
_TRIM = " \t\n,，;；。…"


@lru_cache(maxsize=512)
def whole(turn: ReadTurn, evidence: Evidence) -> Evidence:
    """Return the evidence widened to its clause, and further where that says too little; never across a full stop
    unless the sentence itself is too short. Words longer than a sentence should be are cut at their clauses."""
    text = turn.turn.text
    clauses = _clauses(text)
    first = next(place for place, (_, end) in enumerate(clauses) if evidence.start < end)
    last = max(place for place, (start, _) in enumerate(clauses) if start < max(evidence.end, evidence.start + 1))
    while last > first and clauses[last][1] - clauses[first][0] > LONGEST:
        last -= 1
    bounds = sentence_span(text, clauses[first][0], clauses[last][1])
    while _size(text, clauses, first, last) < SHORTEST:
        if last + 1 < len(clauses) and clauses[last + 1][0] < bounds[1]:
            last += 1
        elif first and clauses[first - 1][0] >= bounds[0]:
            first -= 1
        elif bounds != (0, len(text)) and (first or last + 1 < len(clauses)):
            bounds = (0, len(text))
        else:
            break
    return _trimmed(turn.number, text, clauses[first][0], clauses[last][1])


@lru_cache(maxsize=128)
def _clauses(text: str) -> tuple[tuple[int, int], ...]:
    spans: list[tuple[int, int]] = []
    start = 0
    for match in _BREAK.finditer(text):
        if match.start() > start:
            spans.append((start, match.end()))
            start = match.end()
        elif spans:
            spans[-1] = (spans[-1][0], match.end())
            start = match.end()
    if start < len(text):
        spans.append((start, len(text)))
    return tuple(spans) or ((0, len(text)),)


def _size(text: str, clauses: Sequence[tuple[int, int]], first: int, last: int) -> int:
    return sum(char.isalnum() for char in text[clauses[first][0] : clauses[last][1]])


def _trimmed(number: int, text: str, start: int, end: int) -> Evidence:
    while start < end - 1 and text[start] in _TRIM:
        start += 1
    while end - 1 > start and text[end - 1] in _TRIM:
        end -= 1
    return Evidence(number, start, end, text[start:end])
