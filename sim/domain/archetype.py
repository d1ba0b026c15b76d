"""An archetype: a type of difficult customer, what moves him and what never does."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sim.domain.mood import Stage
from sim.domain.text import Bilingual


@dataclass(frozen=True, slots=True)
class Selector:
    """Which moves a mood rule answers to: a kind of move (id) with details that must match.

    ``detail`` maps a detail's name to the allowed values. An empty mapping matches every move of the kind.
    """

    kind: str
    detail: Mapping[str, tuple[str, ...]] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class MoodRule:
    """One row of the archetype's table.

    All selectors in ``all_of`` must be found in the line (and any of ``any_of`` if given, none of ``none_of``).
    ``anger``/``trust`` are the changes; ``gives`` are keys the customer now holds ("taken-up", "deadline" …);
    ``needs`` are keys he must already hold; ``repeat`` scales later uses (0 = works once, 100 = always fully).
    """

    id: str
    reason: Bilingual
    all_of: tuple[Selector, ...] = ()
    any_of: tuple[Selector, ...] = ()
    none_of: tuple[Selector, ...] = ()
    anger: int = 0
    trust: int = 0
    gives: tuple[str, ...] = ()
    takes: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    repeat: int = 50


@dataclass(frozen=True, slots=True)
class Door:
    """The step down into ``stage``: it opens at this anger or less, this trust or more, with all these keys held."""

    stage: Stage
    max_anger: int
    min_trust: int
    keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Archetype:
    """A type of difficult customer. The customer room owns the meaning of the tables; the library loads them."""

    id: str
    name: Bilingual
    summary: Bilingual
    motive: Bilingual
    key: Bilingual
    pitfalls: tuple[Bilingual, ...]
    style: tuple[str, ...]
    never: tuple[str, ...]
    start_anger: int
    start_trust: int
    rules: tuple[MoodRule, ...]
    doors: tuple[Door, ...]
    best_outcome: str = "accepted"
    patience: int = 12
    lines: Mapping[str, tuple[str, ...]] = field(default_factory=dict, hash=False)
    version: str = ""
