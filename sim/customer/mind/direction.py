"""The stage direction of one line: what code has decided before any voice speaks."""

from dataclasses import dataclass
from enum import StrEnum

from sim.domain.archetype import Beat
from sim.domain.mood import Mood, Outcome

HIDDEN_NEED = "hidden-need"
"""The id under which telling the hidden need is listed among disclosed facts."""


class Turnabout(StrEnum):
    """What he does differently when the trainee does the same thing again and again."""

    NAME = "name"  # wants somebody who can decide
    QUIET = "quiet"  # goes quiet, half a sentence
    TALLY = "tally"  # holds up what he has been given so far: nothing
    OFF = "off"  # makes to leave, or to hang up
    GRIEVANCE = "grievance"  # comes with another side of his matter
    ORDER = "order"  # asks nothing more, tells them what to do


@dataclass(frozen=True, slots=True)
class Direction:
    """What this line does.

    ``taken`` is how he takes what the trainee just did, ``push`` what he then wants (None: nothing more). ``facts``,
    ``need``, ``hint`` and ``demand`` are wordings he may use now ("" or empty: not in this line). ``want`` is the key
    he asks for when ``push`` is WANT. ``quote`` and ``deadline`` are the trainee's own words to throw back.
    ``outcome`` is set on his last line. ``turn`` counts trainee lines, from 1. ``news`` tells that the trainee reported
    something he hears for the first time, ``may_choose`` that ways were offered and he may take one, ``turnabout``
    what he does differently in a long run of the same, ``offered`` that something about his matter was put into his
    hands now, so that he cannot ask for it as if nobody had.
    """

    taken: Beat
    push: Beat | None
    mood: Mood
    turn: int
    facts: tuple[str, ...] = ()
    need: str = ""
    hint: str = ""
    demand: str = ""
    want: str = ""
    quote: str = ""
    deadline: str = ""
    outcome: Outcome | None = None
    news: bool = False
    may_choose: bool = False
    turnabout: Turnabout | None = None
    offered: bool = False
