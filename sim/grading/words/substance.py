"""Signs that come from the case itself: its facts, figures, authority and hidden need in the trainee's words.

Empty talk can use any service phrase; it cannot use the case. These signs ask whether a sentence holds material of
this case, a time or a name to hold on to, a step, a choice, or only phrases that fit any case.
"""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from sim.domain.moves import MoveKind
from sim.domain.score import Evidence
from sim.grading.shipped import shipped
from sim.grading.words.dialogue import Dialogue, ReadTurn
from sim.grading.words.wording import figures, grams, overlap, sentences

Found = tuple[str, Evidence]

FACT_SHARE = 0.3
AUTHORITY_SHARE = 0.34
NEED_SHARES = {"need-met": 0.15, "need-full": 0.3}
"""Share of the hidden need's content in one turn from which on it is spoken of, and spoken out."""
AGAINST_GROUPS = frozenset(
    {"brush-off", "hedge", "excuse", "lecture-you", "gush", "self-pity", "grovel", "preach", "send-away"}
)


@lru_cache(maxsize=1)
def _phrasing() -> Mapping[str, re.Pattern[str]]:
    groups: Mapping[str, list[str]] = shipped("words/phrasing.yaml")
    return {name: re.compile("|".join(f"(?:{pattern})" for pattern in items)) for name, items in groups.items()}


def substance_signs(dialogue: Dialogue) -> Iterator[Found]:
    """Yield the signs of every trainee turn with their names."""
    case = _Case(dialogue)
    for turn in dialogue.turns:
        yield from phrases(turn)
        yield from case.signs(turn)


def checked_at(turn: ReadTurn) -> tuple[int, ...]:
    """Return where in a turn the trainee reports a finding, shows proof, or says what he has looked up."""
    moves = turn.moves(MoveKind.FINDING, MoveKind.PROOF)
    looked_up = (evidence for name, evidence in phrases(turn) if name == "own-check")
    return (*(move.start for move in moves), *(evidence.start for evidence in looked_up))


@lru_cache(maxsize=128)
def phrases(turn: ReadTurn) -> tuple[Found, ...]:
    """Return the groups of wording a turn uses, each with its words. Kept for the last turns read."""
    return tuple(_phrases(turn))


def _phrases(turn: ReadTurn) -> Iterator[Found]:
    for name, pattern in _phrasing().items():
        for match in pattern.finditer(turn.normal.text):
            start, end = turn.normal.span(match.start(), match.end())
            if start < end and (name in AGAINST_GROUPS or not turn.is_doubtful(start, end)):
                yield name, Evidence(turn.number, start, end, turn.turn.text[start:end])


class _Case:
    """The case's material, and what of it has been used so far."""

    def __init__(self, dialogue: Dialogue) -> None:
        scenario = dialogue.scenario
        opening = dialogue.turns[0].before if dialogue.turns else ""
        self.facts = tuple(fact.text for fact in scenario.facts)
        self.authority = scenario.authority
        self.figures = frozenset().union(*map(figures, (*self.facts, *self.authority, opening)))
        self.opening = grams(opening)
        self.need_text = scenario.hidden_need.text
        self.need = grams(scenario.hidden_need.text) - self.opening
        self.used_figures: set[str] = set()
        self.used_facts: set[str] = set()
        self.used_authority: set[str] = set()
        self.used_need: set[str] = set()

    def signs(self, turn: ReadTurn) -> Iterator[Found]:
        text = turn.own_text
        for start, end in sentences(text):
            sentence = text[start:end]
            if not sentence.strip():
                continue
            evidence = Evidence(turn.number, start, end, turn.turn.text[start:end])
            for name in self._names(sentence):
                yield name, evidence
        yield from self._need_met(turn)

    def _need_met(self, turn: ReadTurn) -> Iterator[Found]:
        share = overlap(self.need_text, turn.own_text)
        if share < min(NEED_SHARES.values()):
            return
        start, end = max(
            sentences(turn.own_text), key=lambda span: overlap(self.need_text, turn.own_text[slice(*span)])
        )
        for name, needed in NEED_SHARES.items():
            if share >= needed:
                yield name, Evidence(turn.number, start, end, turn.turn.text[start:end])

    def _names(self, sentence: str) -> Iterator[str]:
        own = figures(sentence)
        if fresh := (own & self.figures) - self.used_figures:
            self.used_figures |= fresh
            yield "case-figure"
        if own - self.figures - self.used_figures:
            self.used_figures |= own
            yield "new-figure"
        for fact in self.facts:
            if fact not in self.used_facts and overlap(fact, sentence) >= FACT_SHARE:
                self.used_facts.add(fact)
                yield "fact-told"
        for item in self.authority:
            if item not in self.used_authority and overlap(item, sentence) >= AUTHORITY_SHARE:
                self.used_authority.add(item)
                yield "authority-used"
        if fresh_need := (grams(sentence) & self.need) - self.used_need:
            self.used_need |= fresh_need
            yield "need-touched"
        if len(grams(sentence) & self.opening) >= 2:
            yield "opening-taken"
        if sentence.rstrip()[-1:] in "？?" and (grams(sentence) & (self.opening | self.need)):
            yield "tied-question"
