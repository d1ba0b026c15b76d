"""Choosing wordings: seeded, so a session can be replayed, and never one that was said before."""

import hashlib
import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from rapidfuzz import fuzz

from sim.domain.ports import Cast
from sim.domain.transcript import Speaker, Turn

LIKE = 85
"""Likeness (0–100) of a wording to part of an earlier line from which it counts as said."""

_PLACEHOLDER = re.compile(r"\{(?:quote|deadline)\}")
_MARKS = re.compile(r"[\s，。！？、；：…“”‘’—,.!?;:'\"()（）]+")


@lru_cache(maxsize=8192)
def plain(text: str) -> str:
    """Return the text without punctuation and spaces, for comparing. Each line is compared with all that follow."""
    return _MARKS.sub("", text)


def own_lines(turns: Iterable[Turn]) -> tuple[str, ...]:
    """Return the customer's lines so far, without punctuation."""
    return tuple(plain(turn.text) for turn in turns if turn.speaker is Speaker.CUSTOMER)


def said_before(wording: str, spoken: Sequence[str]) -> bool:
    """Tell whether ``wording`` (placeholders aside) occurs, or nearly occurs, in one of the ``spoken`` plain lines."""
    core = plain(max(_PLACEHOLDER.split(wording), key=len))
    if len(core) < 5:
        return any(core == part for line in spoken for part in (line, line[: len(core)], line[-len(core) :]))
    return any(core in line or (len(line) >= len(core) and fuzz.partial_ratio(core, line) >= LIKE) for line in spoken)


def draw(seed: int, *marks: object) -> int:
    """Return a number that depends on the seed and the marks alone."""
    digest = hashlib.blake2b("|".join(map(str, (seed, *marks))).encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big")


def session_seed(cast: Cast) -> int:
    """Return the seed of one session: the same seed number gives other choices in another cast."""
    return draw(cast.seed, cast.archetype.id, cast.scenario.id)


def shuffled(texts: Iterable[str], seed: int, *marks: object) -> list[str]:
    """Return the texts in an order that depends on the seed and the marks alone."""
    return sorted(texts, key=lambda text: draw(seed, *marks, text))


def fresh(texts: Iterable[str], spoken: Sequence[str], seed: int, *marks: object) -> str:
    """Return a text that was not said before, or "" where all were."""
    return next((text for text in shuffled(texts, seed, *marks) if not said_before(text, spoken)), "")
