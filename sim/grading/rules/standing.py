"""Which signs stand: what a sentence seems to do well counts for nothing where the same sentence undoes it.

A promise nobody may make is no commitment, help in return for silence is no help, not knowing what the case has
established is no candour, a number never said is none, and asking for the house number gives no fact back.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

from sim.domain.moves import MoveKind
from sim.domain.scenario import Scenario
from sim.domain.score import Evidence
from sim.domain.spans import Span, meet
from sim.grading.limits.compliance import is_offending
from sim.grading.limits.conduct import WEAK
from sim.grading.rules.fitting import fits
from sim.grading.rules.options import is_guess
from sim.grading.rules.promises import is_unnamed
from sim.grading.rules.signs import Sign, Signs
from sim.grading.words.dialogue import Dialogue
from sim.grading.words.wording import sentence_around, sentence_span, shared

PLEDGES = frozenset(
    {
        "act-now",
        "backed-promise",
        "checks-back",
        "deadline",
        "fallback",
        "follow-up",
        "follow-up-check",
        "follow-up-when",
        "hand-over",
        "if-fails",
        "just-done",
        "live-done",
        "owner",
        "positive-action",
        "prevention",
        "prevents",
        "promise-token",
        "promise-when",
        "promise-who",
        "single-contact",
        "whole-promise",
        "written",
    }
)
"""Signs of what is promised or done: they fall with the sentence that fails the compliance gate."""

PLEDGED = frozenset({"empathy.positive-language", "resolution.commitment", "resolution.act", "resolution.follow-up"})
"""The criteria that stand on pledges (E4, R4–R6)."""

_LISTED = frozenset({"options", "choice", "price", "ways"})
_MARRING = (MoveKind.CALM_DOWN, MoveKind.INSULT)
_CANDOUR = frozenset({"honest-limit", "known-unknown"})
_BREAK = re.compile("[,，;；:：。！？!?\n]")
_IGNORANT = re.compile("不(太)?(清楚|知道|了解|晓得)")
_CHECKS = re.compile(
    "[?？]|[吗吧]|对不对|是不是|有没有|对一遍|核对|核一|说(错|漏|得对)|记(错|漏|得对)|纠正|补充|您(看|听|核|对)"
)


def standing(dialogue: Dialogue, signs: Iterable[Sign]) -> Iterator[Sign]:
    """Yield the signs that stand, in their order."""
    return (sign for sign in signs if not _undone(dialogue, sign))


def _undone(dialogue: Dialogue, sign: Sign) -> bool:
    if sign.name in _CANDOUR:
        return _feigned(dialogue, sign) or _passed_on(dialogue, sign)
    if sign.name in _LISTED:
        return is_guess(dialogue.by_number[sign.evidence.turn].turn.text[sign.evidence.start : sign.evidence.end])
    if sign.name == "promise-token":
        return is_unnamed(dialogue.by_number[sign.evidence.turn])
    if sign.name == "cause-bare":
        return not fits(sign.name, _sentence(dialogue, sign))
    if sign.name == "confirm":
        return not _CHECKS.search(_sentence(dialogue, sign))
    return False


def keepable(dialogue: Dialogue, signs: Iterable[Sign]) -> Iterator[Sign]:
    """Yield the signs without the pledges of sentences that promise too much or do what the case forbids."""
    return (sign for sign in signs if not (sign.name in PLEDGES and is_offending(dialogue, sign.evidence)))


def speaks_for(dialogue: Dialogue, criterion: str, words: Evidence) -> bool:
    """Tell whether words may show a good level of a criterion: a red line shows none, an offence no pledge.

    It holds for quotes of rules and judges alike.
    """
    if criterion in PLEDGED and is_offending(dialogue, words):
        return False
    return not _is_crossed(dialogue, words)


def unmarred(dialogue: Dialogue, signs: Signs) -> Signs:
    """Return the signs without those shown by the words of a red line."""
    if not _crossed(dialogue):
        return signs
    return Signs(tuple(sign for sign in signs.all if not _is_crossed(dialogue, sign.evidence)), signs.turns)


def _is_crossed(dialogue: Dialogue, words: Evidence) -> bool:
    return any(meet(span, words.span) for span in _crossed(dialogue).get(words.turn, ()))


@lru_cache(maxsize=4)
def _crossed(dialogue: Dialogue) -> Mapping[int, Sequence[Span]]:
    """Return where red lines stand, by turn. Kept for the last few dialogues: every quote asks."""
    spans: dict[int, list[Span]] = {}
    for turn, move in dialogue.faults(MoveKind.RED_LINE):
        if move.get("basis") != WEAK:
            spans.setdefault(turn.number, []).append(move.span)
    return spans


def is_marred(dialogue: Dialogue, words: Evidence) -> bool:
    """Tell whether words that show something also soothe or hit at the customer, or promise what nobody may promise."""
    turn = dialogue.by_number[words.turn]
    return is_offending(dialogue, words) or any(meet(move.span, words.span) for move in turn.faults(*_MARRING))


def _passed_on(dialogue: Dialogue, sign: Sign) -> bool:
    """Tell whether not knowing is a way to have nothing to do with it: a stock refusal, or another's doing."""
    turn = dialogue.by_number[sign.evidence.turn]
    sentence = sentence_span(turn.turn.text, *sign.evidence.span)
    refused = any(meet(move.span, sign.evidence.span) for move in turn.faults(MoveKind.FORBIDDEN_PHRASE))
    return refused or any(meet(move.span, sentence) for move in turn.faults(MoveKind.SHIFT))


def _feigned(dialogue: Dialogue, sign: Sign) -> bool:
    """Tell whether the trainee claims not to know what the case has established, and owns nothing in that sentence."""
    turn = dialogue.by_number[sign.evidence.turn]
    clause = _clause(dialogue, sign)
    if not _IGNORANT.search(clause) or not _established(dialogue.scenario, clause):
        return False
    sentence = _sentence(dialogue, sign)
    owned = turn.moves(MoveKind.ADMIT, MoveKind.FINDING)
    return not any(move.quote in sentence for move in owned)


def _sentence(dialogue: Dialogue, sign: Sign) -> str:
    text = dialogue.by_number[sign.evidence.turn].turn.text
    return sentence_around(text, sign.evidence.start, sign.evidence.end)


def _established(scenario: Scenario, clause: str) -> bool:
    return any(matter.established and shared(matter.matter, clause) for matter in scenario.responsibility)


def _clause(dialogue: Dialogue, sign: Sign) -> str:
    """Return the clauses that hold a sign's words, the closing mark included."""
    text, found = dialogue.by_number[sign.evidence.turn].turn.text, sign.evidence
    start = max((match.end() for match in _BREAK.finditer(text, 0, found.start)), default=0)
    closing = _BREAK.search(text, max(found.start, found.end - 1))
    return text[start : closing.end() if closing else len(text)]
