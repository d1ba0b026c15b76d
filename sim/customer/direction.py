"""The stage direction of one line: what code has decided before any voice speaks."""

from dataclasses import dataclass

from sim.domain.archetype import Beat
from sim.domain.mood import Mood, Outcome

HIDDEN_NEED = "hidden-need"
"""The id under which telling the hidden need is listed among disclosed facts."""


@dataclass(frozen=True, slots=True)
class Direction:
    """What this line does.

    ``taken`` is how he takes what the trainee just did, ``push`` what he then wants (None: nothing more). ``facts``,
    ``need``, ``hint`` and ``demand`` are wordings he may use now ("" or empty: not in this line). ``want`` is the key
    he asks for when ``push`` is WANT. ``quote`` and ``deadline`` are the trainee's own words to throw back.
    ``outcome`` is set on his last line. ``turn`` counts trainee lines, from 1.
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
