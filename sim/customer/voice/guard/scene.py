"""What a check looks at beside the sentence itself."""

import re
from dataclasses import dataclass

from sim.customer.mind.direction import Direction
from sim.domain.ports import Cast

_QUOTED = re.compile(r"[“「『\"][^”」』\"]*[”」』\"]")


@dataclass(frozen=True, slots=True)
class GuardScene:
    """The surroundings of one sentence.

    ``spoken`` are the customer's earlier lines (and the sentences of this line that were already shown), ``heard`` the
    trainee's last line, ``heard_before`` those before it, ``dialogue`` everything said so far by both, ``told`` ids of
    facts he has told, ``need_told`` whether the hidden need is out, ``so_far`` what of this line was already shown.
    """

    cast: Cast
    direction: Direction
    spoken: tuple[str, ...] = ()
    heard: str = ""
    heard_before: tuple[str, ...] = ()
    dialogue: str = ""
    told: tuple[str, ...] = ()
    need_told: bool = False
    so_far: str = ""


def own_words(sentence: str) -> str:
    """Return the sentence without what it quotes: throwing the trainee's words back is no breach."""
    return _QUOTED.sub("", sentence)
