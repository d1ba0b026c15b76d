"""What of a character card may become a customer type, once a person has read and approved it.

A card is somebody else's prompt: it is never handed to a model. Its name, description, personality and first messages
are proposed as texts of fields, cleaned and cut; what else it says is shown and not used.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sim.domain.archetype import Archetype
from sim.domain.moves import MoveKind
from sim.domain.scenario import Scenario
from sim.domain.text import Bilingual
from sim.library.cards import Card
from sim.library.edit import legible
from sim.reading import Reader
from sim.reading.context import ReadingContext

SUMMARY_LIMIT = 400
LINE_LIMIT = 200
MOST_LINES = 12
EXTRA = "card"
"""Under this key the card as it came is kept with the version that was made of it."""
EXTENSION = "duilian"

_NOT_USED = ("scenario", "mes_example", "system_prompt", "post_history_instructions", "creator_notes")
_SUSPECTED = frozenset({MoveKind.INJECTION, MoveKind.FORGED})
_PLAYER = re.compile(r"\{\{\s*user\s*\}\}|<user>", re.IGNORECASE)
_CHARACTER = re.compile(r"\{\{\s*char\s*\}\}|<bot>", re.IGNORECASE)
_MACRO = re.compile(r"\{\{[^{}]*\}\}|<\|[^|>]*\|>|</?(?:s|think|system|user|assistant|start)>", re.IGNORECASE)
_MARKS = str.maketrans("", "", "〔〕{}")
_SENTENCE = re.compile(r"[^。！？!?\n]+[。！？!?]*")


@dataclass(frozen=True, slots=True)
class CardDraft:
    """A proposal for a person to read, change and approve.

    ``unused`` are (field, text) of the card that are shown and go nowhere; ``suspected`` are words in the proposal
    that read like orders to a model.
    """

    name: str
    summary: str
    style: tuple[str, ...]
    openings: tuple[str, ...]
    unused: tuple[tuple[str, str], ...]
    suspected: tuple[str, ...]


def propose(card: Card, reader: Reader) -> CardDraft:
    """Return what of a card could be taken."""
    summary = _clean(card, card.text("description"))[:SUMMARY_LIMIT]
    style = _lines(_clean(card, card.text("personality")))
    openings = tuple(line[:LINE_LIMIT] for text in card.greetings if (line := " ".join(_clean(card, text).split())))[
        :MOST_LINES
    ]
    return CardDraft(
        name=_clean(card, card.text("name")).replace("\n", " ")[:40],
        summary=summary,
        style=style,
        openings=openings,
        unused=tuple((name, card.text(name)) for name in _NOT_USED if card.text(name).strip()),
        suspected=_suspected(reader, (summary, *style, *openings)),
    )


def card_data(archetype: Archetype, openings: Sequence[str], extras: Mapping[str, Any]) -> dict[str, Any]:
    """Return a customer type as the data of a card, over the one it came from: what is unknown here stays in it."""
    came = extras.get(EXTRA)
    data = dict(came) if isinstance(came, Mapping) else {}
    extensions = data.get("extensions")
    lines = [*openings] or [*_greetings(data)]
    return {
        **data,
        "name": archetype.name.zh,
        "description": archetype.summary.zh,
        "personality": "\n".join(archetype.style),
        "first_mes": lines[0] if lines else "",
        "alternate_greetings": lines[1:],
        "extensions": {
            **(extensions if isinstance(extensions, Mapping) else {}),
            EXTENSION: {"archetype": archetype.id, "version": archetype.version},
        },
    }


def _greetings(data: Mapping[str, Any]) -> tuple[str, ...]:
    return Card(data).greetings


def _clean(card: Card, text: str) -> str:
    """Return a text without the macros and marks that mean something to a program."""
    named = _CHARACTER.sub(card.text("name"), _PLAYER.sub("工作人员", legible(text)))
    return _MACRO.sub("", named).translate(_MARKS).strip()


def _lines(text: str) -> tuple[str, ...]:
    found = (sentence.strip() for sentence in _SENTENCE.findall(text))
    return tuple(sentence[:LINE_LIMIT] for sentence in found if sentence)[:MOST_LINES]


def _suspected(reader: Reader, texts: Sequence[str]) -> tuple[str, ...]:
    nowhere = ReadingContext(Scenario("card", Bilingual("card")))
    moves = (move for text in texts for move in reader.read(text, nowhere).moves)
    return tuple(dict.fromkeys(move.quote for move in moves if move.kind in _SUSPECTED))
