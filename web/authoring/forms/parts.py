"""What forms are made of: a part for each field of a document, in sections."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

Options = tuple[tuple[str, str], ...]


class Widget(StrEnum):
    """How a part is asked for."""

    TEXT = "text"
    LONG = "long"
    NUMBER = "number"
    CHOICE = "choice"
    TRUTH = "truth"  # true or false, as a choice between two words
    LINES = "lines"  # a list of texts, one a line
    WORDS = "words"  # a list of short words between commas
    CHECKS = "checks"  # a list of words out of a few
    MOVES = "moves"  # a list of moves, one a line: kind detail=value|value
    PAIR = "pair"  # a text in both languages
    LONG_PAIR = "long-pair"
    PAIRS = "pairs"  # a list of texts in both languages
    LEVELS = "levels"  # the five anchors of a criterion
    OPENINGS = "openings"  # for each archetype a list of lines
    GROUP = "group"
    ROWS = "rows"


LISTED = frozenset({Widget.ROWS, Widget.PAIRS})
"""Widgets whose items are added, moved and taken out by buttons."""


@dataclass(frozen=True, slots=True)
class Part:
    """One field of a document in a form.

    ``options`` are the words of a choice (code, text); ``source`` names options only known at the time ("archetypes").
    ``parts`` are those of a group or of one row, ``add`` is the button that adds a row. ``folded`` rows are closed
    until they are opened; ``summary`` names the parts shown on a closed one, or at the head of one that is always open,
    after ``one``, what a single row is called. ``whole`` asks for a whole number.
    """

    name: str
    label: str
    widget: Widget = Widget.TEXT
    hint: str = ""
    options: Options = ()
    source: str = ""
    parts: tuple["Part", ...] = ()
    add: str = ""
    folded: bool = False
    summary: tuple[str, ...] = ()
    one: str = ""
    whole: bool = True
    needed: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """Parts under a heading. ``key`` is its place in the address of the page."""

    key: str
    title: str
    parts: tuple[Part, ...]
    hint: str = ""


def options(words: Mapping[str, str], empty: str = "") -> Options:
    """Return the options of a choice; with ``empty`` a first one that stands for nothing chosen."""
    first = (("", empty),) if empty else ()
    return (*first, *words.items())
