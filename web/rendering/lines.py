"""How pages count what was said: each speaker's lines from 1. Turns count both speakers and stay out of sight."""

import re
from collections import Counter
from collections.abc import Callable, Sequence

from sim.domain.session import TurnRecord
from sim.domain.transcript import Speaker
from sim.grading.feedback.mentions import TURN
from web.marking import _

_OWN = _("第 {n} 句")
_CUSTOMERS = _("客户第 {n} 句")


class Lines:
    """Names the lines of one talk as people count them: the trainee's third line is line 3, whatever turn it is."""

    def __init__(self, text: Callable[[str], str], turns: Sequence[TurnRecord]) -> None:
        """``text`` puts a marked text into the language of the page."""
        self._text = text
        self._places: dict[int, tuple[Speaker, int]] = {}
        said: Counter[Speaker] = Counter()
        for record in turns:
            said[record.speaker] += 1
            self._places[record.turn] = (record.speaker, said[record.speaker])

    def number(self, turn: int) -> int:
        """Return which of its speaker's lines a turn is, from 1; 0 for a turn that is not there."""
        return self._places[turn][1] if turn in self._places else 0

    def name(self, turn: int) -> str:
        """Return what a line is called; the trainee's need no speaker, for they are what a scorecard quotes."""
        return _named(*self._places.get(turn, (Speaker.TRAINEE, 0)), self._text)

    def counted(self, sentence: str) -> str:
        """Return a grader’s sentence with the turns it names called as the page calls them."""
        return TURN.sub(self._renamed, sentence)

    def _renamed(self, found: re.Match[str]) -> str:
        turn = int(found["zh"] or found["en"])
        if turn not in self._places:
            return found[0]
        return _named(*self._places[turn], _untranslated if found["zh"] else self._text)


def _named(speaker: Speaker, number: int, text: Callable[[str], str]) -> str:
    return text(_CUSTOMERS if speaker is Speaker.CUSTOMER else _OWN).replace("{n}", str(number))


def _untranslated(text: str) -> str:
    return text
