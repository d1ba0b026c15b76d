"""What a grader wrote, in the language of the page: the rules' sentences in both, a model's as it wrote them."""

import re
from collections.abc import Callable, Sequence
from typing import Protocol

from markupsafe import Markup

from sim.domain.archetype import Archetype
from sim.domain.rubric import Rubric
from sim.domain.scenario import Scenario
from sim.domain.score import Evidence
from sim.domain.text import Language
from sim.grading.feedback.english import English, Part
from sim.grading.feedback.mentions import CUT_OFF, QUOTED
from web.rendering.lines import Lines

_CHINESE = Markup('<span lang="zh-CN">%s</span>')
_BEFORE_QUOTE = re.compile(r"\(turn (?P<turn>\d+), $")


class Remark(Protocol):
    """Returns a stored sentence as a page shows it; what stays Chinese on an English page says so."""

    def __call__(self, sentence: str, shown: Sequence[Evidence] = ()) -> str:
        """Return the sentence; quotes among ``shown``, which stand on the page above it, are named by line alone."""
        ...


def remarks(language: Language, rubric: Rubric, scenario: Scenario, archetype: Archetype, lines: Lines) -> Remark:
    """Return how sentences on a scorecard are shown: in the language of the page, lines counted as it counts them.

    The content is what it was played and graded with, ``lines`` those of the talk.
    """
    if language != "en":
        return lambda sentence, shown=(): lines.counted(_unquoted(sentence, shown))
    english = English(rubric, scenario, archetype)

    def remark(sentence: str, shown: Sequence[Evidence] = ()) -> str:
        parts = english.read(sentence)
        if parts is None:
            return _CHINESE % lines.counted(_unquoted(sentence, shown))
        named = _named(parts, lambda turn, quote: _stands_in(shown, turn, quote))
        return Markup("").join(_CHINESE % part.text if part.quoted else lines.counted(part.text) for part in named)

    return remark


def _unquoted(sentence: str, shown: Sequence[Evidence]) -> str:
    def bare(found: re.Match[str]) -> str:
        is_shown = _stands_in(shown, int(found["turn"]), found["quote"])
        return found[0].replace(f"“{found['quote']}”", "") if is_shown else found[0]

    return QUOTED.sub(bare, sentence) if shown else sentence


def _named(parts: Sequence[Part], is_shown: Callable[[int, str], bool]) -> list[Part]:
    """Return a sentence without the quotes that stand above it."""
    kept: list[Part] = []
    for part in parts:
        before = _BEFORE_QUOTE.search(kept[-1].text) if kept and part.quoted else None
        if before and is_shown(int(before["turn"]), part.text.strip("“”")):
            kept[-1] = Part(kept[-1].text.removesuffix(", "))
        else:
            kept.append(part)
    return kept


def _stands_in(shown: Sequence[Evidence], turn: int, quote: str) -> bool:
    words = quote.removesuffix(CUT_OFF)
    return any(item.turn == turn and words in " ".join(item.quote.split()) for item in shown)
