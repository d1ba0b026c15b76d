"""What the help pages tell: knowledge cards and the terms of the trade, read once from ``web/help``."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from pydantic import TypeAdapter

from sim.domain.text import Bilingual

HELP = Path(__file__).parent.parent / "help"


@dataclass(frozen=True, slots=True)
class CardTable:
    """A table of a card; the first cell of each row names the row."""

    head: tuple[Bilingual, ...]
    rows: tuple[tuple[Bilingual, ...], ...]


@dataclass(frozen=True, slots=True)
class CardPart:
    """A part of a card: a heading (the first part has none) over a text, a list or a table."""

    heading: Bilingual | None = None
    text: Bilingual | None = None
    items: tuple[Bilingual, ...] = ()
    table: CardTable | None = None


@dataclass(frozen=True, slots=True)
class Card:
    """A knowledge card. ``links`` are the ids of dimensions and codes of gates whose scores lead to it."""

    id: str
    title: Bilingual
    lead: Bilingual
    parts: tuple[CardPart, ...]
    links: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Term:
    """A term of the trade with its meaning; ``card`` is the id of the card that tells more, "" if none."""

    id: str
    word: Bilingual
    meaning: Bilingual
    card: str = ""


@cache
def cards() -> Mapping[str, Card]:
    """Return the cards by id, in their order."""
    return {card.id: card for card in TypeAdapter(list[Card]).validate_python(_read("cards.yaml"))}


@cache
def glossary() -> Mapping[str, Term]:
    """Return the terms by id, in their order."""
    return {term.id: term for term in TypeAdapter(list[Term]).validate_python(_read("glossary.yaml"))}


@cache
def cards_by_link() -> Mapping[str, Card]:
    """Return the card a dimension (by id) or a gate (by code) leads to."""
    return {link: card for card in cards().values() for link in card.links}


def _read(name: str) -> Any:
    return yaml.load((HELP / name).read_text(encoding="utf-8"), yaml.CSafeLoader)
