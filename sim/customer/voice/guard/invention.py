"""Invention: figures that stand nowhere, and things he may not tell yet."""

import re
from functools import lru_cache
from math import ceil

from rapidfuzz import fuzz, process
from rapidfuzz.distance import LCSseq

from sim.customer.voice.guard.numerals import figures
from sim.customer.voice.guard.scene import GuardScene
from sim.customer.wording import plain

INVENTED = "invented"
PUBLIC_NUMBERS = frozenset({12345.0, 12315.0})
"""Hotlines everybody in China knows."""
TOO_CLOSE = 78
"""Likeness (0–100) to an untold wording from which a sentence tells it."""
_TELLING_WORD = 3
"""Shortest word of the hidden need that gives it away."""
_SHORTEST_CLAUSE = 6
_COMMON = 8
_COMMON_SHARE = 0.7
"""Characters in the same order, in number and as a share of the sentence, from which it says a longer clause."""
_LEAST_COMMON = TOO_CLOSE / (200 - TOO_CLOSE)
"""Share of the shorter text's characters without which no part of the longer one can be ``TOO_CLOSE`` to it.

With m characters, L of them in the same order in a part of at least L, the likeness is 200 L / (m + L) at most.
"""
_FEWEST_COMMON = ceil(_LEAST_COMMON * _SHORTEST_CLAUSE)
"""With fewer characters in the same order no sentence says any clause."""
_SPLIT = re.compile(r"[，。！？、；：…\s]+")


def invents_figures(sentence: str, scene: GuardScene) -> str | None:
    """Return INVENTED where a figure stands neither in what he knows nor in the dialogue."""
    return INVENTED if made_up_figures(sentence, scene) else None


def made_up_figures(sentence: str, scene: GuardScene) -> frozenset[float]:
    """Return the figures of the sentence that stand neither in what he knows nor in the dialogue."""
    said = figures(sentence) - PUBLIC_NUMBERS
    return said - scene.known_figures if said else said


def discloses_early(sentence: str, scene: GuardScene) -> str | None:
    """Return "too-early" where the sentence tells an unasked fact, one he cannot know, or the unearned hidden need."""
    core, dialogue = plain(sentence), scene.plain_dialogue
    if _near(core, scene.barred, dialogue):
        return "too-early"
    need = scene.cast.scenario.hidden_need
    if scene.need_told or scene.direction.need:
        return None
    if scene.direction.hint and fuzz.partial_ratio(core, plain(scene.direction.hint)) >= TOO_CLOSE:
        return None
    words = [word for word in need.asked_by if len(word) >= _TELLING_WORD and word not in scene.dialogue]
    if any(word in sentence for word in words) or _near(core, need.said, dialogue):
        return "too-early"
    return None


def tells(line: str, wording: str) -> bool:
    """Tell whether the line says what ``wording`` says: its figures, or most of its words."""
    wanted = figures(wording)
    if wanted and wanted <= figures(line):
        return True
    return fuzz.partial_ratio(plain(wording), plain(line)) >= 60


def _near(core: str, wordings: tuple[str, ...], said: str) -> bool:
    """Tell whether the sentence says a clause of an untold wording that nobody has said yet, whole or thinned out."""
    unsaid = _unsaid(wordings, said)
    alike = process.extract(core, unsaid, scorer=LCSseq.similarity, score_cutoff=_FEWEST_COMMON, limit=None)
    return any(_says(core, clause, common) for clause, common, _ in alike)


@lru_cache(maxsize=4096)
def _unsaid(wordings: tuple[str, ...], said: str) -> tuple[str, ...]:
    """Return the clauses of wordings that do not stand in what was said; the same for all sentences of a line."""
    return tuple([clause for wording in wordings for clause in _clauses(wording) if clause not in said])


@lru_cache(maxsize=4096)
def _clauses(wording: str) -> tuple[str, ...]:
    """Return the clauses of an authored wording that are long enough to tell it."""
    clauses = (plain(clause) for clause in _SPLIT.split(wording))
    return tuple(clause for clause in clauses if len(clause) >= _SHORTEST_CLAUSE)


def _says(core: str, clause: str, common: int) -> bool:
    """Tell whether the sentence says the clause, with which it has so many characters in the same order."""
    may_be_close = common >= _LEAST_COMMON * min(len(core), len(clause)) and len(clause) <= len(core) / 0.7
    if may_be_close and fuzz.partial_ratio(clause, core) >= TOO_CLOSE:
        return len(core) >= _SHORTEST_CLAUSE
    return common >= _COMMON and common >= _COMMON_SHARE * len(core)
