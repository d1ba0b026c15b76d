"""Signs: what in a dialogue speaks for or against the trainee, each with its words. The offline grader's material.

Most signs are moves of the reading under a short name; the others hold the trainee's words against the case's own
material (``sim.grading.words.substance``). No sign is a word of some trade.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from sim.domain.moves import Move, MoveKind
from sim.domain.score import Evidence, Quote
from sim.grading.words.dialogue import Dialogue, ReadTurn
from sim.grading.words.substance import substance_signs
from sim.grading.words.wording import sentence_span

Details = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Sign:
    """One sign: its name and the words that show it."""

    name: str
    evidence: Evidence

    @property
    def quote(self) -> Quote:
        """The words as a grader proposes them."""
        return Quote(self.evidence.turn, self.evidence.quote)


@dataclass(frozen=True)
class Signs:
    """All signs of a dialogue, in order of turns."""

    all: tuple[Sign, ...]
    turns: int

    @cached_property
    def by_name(self) -> Mapping[str, tuple[Sign, ...]]:
        """Signs by name."""
        grouped: dict[str, list[Sign]] = {}
        for sign in self.all:
            grouped.setdefault(sign.name, []).append(sign)
        return {name: tuple(signs) for name, signs in grouped.items()}

    @cached_property
    def _counts(self) -> Mapping[str, int]:
        return {name: len({sign.evidence.turn for sign in signs}) for name, signs in self.by_name.items()}

    def of(self, *names: str) -> tuple[Sign, ...]:
        """Return the signs of these names, name by name."""
        return tuple(sign for name in names for sign in self.by_name.get(name, ()))

    def count(self, name: str) -> int:
        """Return how many turns show the sign."""
        return self._counts.get(name, 0)

    def has(self, *names: str) -> bool:
        """Tell whether any of the signs is there."""
        return any(name in self.by_name for name in names)


_YES = ("yes",)
CONFIRM = "confirm"
_SHORT_QUESTION = 12
"""Characters of a question that only asks whether what was said is right: 没错吧？ 我说得对不对？"""

MOVE_SIGNS: tuple[tuple[str, MoveKind, Details], ...] = (
    ("take-up", MoveKind.ACKNOWLEDGE, {"by": ("content", "action")}),
    ("act-on-it", MoveKind.ACKNOWLEDGE, {"by": ("action",)}),
    ("stock-answer", MoveKind.ACKNOWLEDGE, {"by": ("word",)}),
    ("paraphrase", MoveKind.PARAPHRASE, {"value": ("right",)}),
    ("paraphrase-wrong", MoveKind.PARAPHRASE, {"value": ("wrong",)}),
    (CONFIRM, MoveKind.PARAPHRASE, {"confirm": _YES}),
    ("grant", MoveKind.GRANT, {}),
    ("emotion", MoveKind.EMOTION, {"form": ("named", "own-terms")}),
    ("emotion-cause", MoveKind.EMOTION, {"cause": _YES}),
    ("emotion-own-terms", MoveKind.EMOTION, {"form": ("own-terms",)}),
    ("emotion-template", MoveKind.EMOTION, {"form": ("template",)}),
    ("impact", MoveKind.IMPACT, {}),
    ("worry", MoveKind.WORRY, {}),
    ("worry-hit", MoveKind.WORRY, {"match": _YES}),
    ("open-question", MoveKind.QUESTION, {"form": ("open", "mixed")}),
    ("closed-question", MoveKind.QUESTION, {"form": ("closed",)}),
    ("bad-question", MoveKind.QUESTION, {"form": ("leading", "accusing")}),
    ("asks-need", MoveKind.QUESTION, {"about": ("need", "outcome")}),
    ("asks-impact", MoveKind.QUESTION, {"about": ("impact",)}),
    ("asks-fact", MoveKind.QUESTION, {"about": ("fact",)}),
    ("admit", MoveKind.ADMIT, {}),
    ("finding", MoveKind.FINDING, {}),
    ("cause-grounded", MoveKind.CAUSE, {"ground": _YES}),
    ("cause-bare", MoveKind.CAUSE, {"ground": ("no",)}),
    ("known-unknown", MoveKind.KNOWN_UNKNOWN, {}),
    ("proof", MoveKind.PROOF, {}),
    ("options", MoveKind.OPTIONS, {}),
    ("choice", MoveKind.OPTIONS, {"choice": _YES}),
    ("price", MoveKind.OPTIONS, {"price": _YES}),
    ("promise-when", MoveKind.PROMISE, {"when": _YES}),
    ("promise-who", MoveKind.PROMISE, {"who": _YES}),
    ("promise-token", MoveKind.PROMISE, {"token": _YES}),
    ("fallback", MoveKind.PROMISE, {"fallback": _YES}),
    ("vague-promise", MoveKind.VAGUE_PROMISE, {}),
    ("act-now", MoveKind.ACT_NOW, {}),
    ("ticket", MoveKind.TICKET, {}),
    ("hand-over", MoveKind.HAND_OVER, {}),
    ("no-repeat", MoveKind.HAND_OVER, {"no-repeat": _YES}),
    ("single-contact", MoveKind.SINGLE_CONTACT, {}),
    ("written", MoveKind.WRITTEN, {}),
    ("follow-up", MoveKind.FOLLOW_UP, {}),
    ("follow-up-when", MoveKind.FOLLOW_UP, {"when": _YES}),
    ("follow-up-check", MoveKind.FOLLOW_UP, {"acceptance": _YES}),
    ("prevention", MoveKind.FOLLOW_UP, {"prevention": _YES}),
    ("limit", MoveKind.LIMIT, {}),
    ("safety", MoveKind.SAFETY, {}),
    ("positive-action", MoveKind.POSITIVE, {"action": _YES}),
    ("positive-empty", MoveKind.POSITIVE, {"action": ("no",)}),
    ("care", MoveKind.EASER, {"kind": ("care",)}),
    ("calm-down", MoveKind.CALM_DOWN, {}),
    ("deny", MoveKind.DENY, {}),
    ("shift", MoveKind.SHIFT, {}),
    ("dead-end", MoveKind.REFUSE, {"alternative": ("no",)}),
    ("refuse-with-way", MoveKind.REFUSE, {"alternative": _YES}),
    ("red-line-light", MoveKind.RED_LINE, {"severity": ("light",)}),
    ("red-line-severe", MoveKind.RED_LINE, {"severity": ("severe",)}),
    ("insult", MoveKind.INSULT, {}),
    ("argue", MoveKind.ARGUE, {}),
    ("lecture", MoveKind.LECTURE, {}),
    ("label", MoveKind.LABEL, {}),
    ("take-threat", MoveKind.TAKE_THREAT, {}),
    ("order", MoveKind.ORDER, {}),
    ("forbidden-phrase", MoveKind.FORBIDDEN_PHRASE, {}),
    ("rule", MoveKind.RULE, {}),
    ("stock", MoveKind.STOCK, {}),
    ("flattery", MoveKind.FLATTERY, {}),
    ("jargon", MoveKind.JARGON, {}),
    ("repeat", MoveKind.REPEAT, {}),
    ("minimal", MoveKind.MINIMAL, {}),
    ("off-topic", MoveKind.OFF_TOPIC, {}),
    ("conditional-care", MoveKind.CONDITIONAL_CARE, {}),
    ("over-promise", MoveKind.OVER_PROMISE, {}),
    ("leak", MoveKind.LEAK, {}),
)
"""Sign name, kind of move, and the values its details must have."""


AGAINST = frozenset(
    {
        "stock-answer",
        "paraphrase-wrong",
        "emotion-template",
        "bad-question",
        "cause-bare",
        "vague-promise",
        "positive-empty",
        "calm-down",
        "deny",
        "shift",
        "dead-end",
        "red-line-light",
        "red-line-severe",
        "insult",
        "argue",
        "lecture",
        "label",
        "take-threat",
        "order",
        "forbidden-phrase",
        "rule",
        "stock",
        "flattery",
        "jargon",
        "repeat",
        "minimal",
        "off-topic",
        "conditional-care",
        "over-promise",
        "leak",
    }
)
"""Signs that speak against the trainee: they count in doubtful text too, so that a payload cannot hide them."""


NOD = "stock-answer"
"""A word of assent; in a sentence that takes something up it is no mere nod."""

_TAKES_UP = frozenset(
    {
        "emotion-cause",
        "emotion-own-terms",
        "hardship",
        "impact",
        "need-guess",
        "need-met",
        "paraphrase",
        "take-up",
        "worry",
    }
)


def read_signs(dialogue: Dialogue) -> Signs:
    """Return all signs of a dialogue."""
    found = [*_move_signs(dialogue), *(Sign(name, evidence) for name, evidence in substance_signs(dialogue))]
    found = [sign for sign in found if sign.name != NOD or not _says_more(dialogue, sign.evidence, found)]
    ordered = sorted(found, key=lambda sign: (sign.evidence.turn, sign.evidence.start, sign.name))
    return Signs(tuple(ordered), len(dialogue.turns))


def _says_more(dialogue: Dialogue, nod: Evidence, found: Sequence[Sign]) -> bool:
    text = dialogue.by_number[nod.turn].turn.text
    start, end = sentence_span(text, nod.start, nod.end)
    return any(
        sign.name in _TAKES_UP
        and sign.evidence.turn == nod.turn
        and sign.evidence.start < end
        and start < sign.evidence.end
        for sign in found
    )


def _move_signs(dialogue: Dialogue) -> Iterator[Sign]:
    for turn in dialogue.turns:
        for move in turn.reading.moves:
            doubtful = turn.is_doubtful(move.start, move.end)
            for name, kind, details in MOVE_SIGNS:
                if move.kind is kind and _fits(move, details) and (name in AGAINST or not doubtful):
                    yield Sign(name, _evidence(turn, name, move))


def _evidence(turn: ReadTurn, name: str, move: Move) -> Evidence:
    """Return the words of a move; a short question behind them that asks whether they are right belongs to them."""
    text, end = turn.turn.text, move.end
    _, stop = sentence_span(text, move.start, move.end)
    if name == CONFIRM and stop < len(text):
        _, behind = sentence_span(text, stop, stop + 1)
        if text[behind - 1] in "？?" and behind - stop <= _SHORT_QUESTION:
            end = behind
    return Evidence(turn.number, move.start, end, text[move.start : end])


def _fits(move: Move, details: Details) -> bool:
    return all(move.get(detail) in allowed for detail, allowed in details.items())
