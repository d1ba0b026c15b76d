"""What the model is asked for a draft: the rules first, the complaint last, as data."""

import json
from collections.abc import Iterable
from enum import StrEnum
from functools import cache
from importlib import resources
from typing import Any

import jinja2

from sim.domain.archetype import Archetype
from sim.domain.chat import ChatMessage
from sim.domain.scenario import Channel, Disclosure, Fault, OpinionRisk, Severity
from sim.library.checks import COMPLAINT_CLASSES, PSYCHOLOGIES, ROOT_CAUSES, SPECIAL_GROUPS
from sim.practice.drafting.complaint import Complaint


@cache
def _template() -> jinja2.Template:
    source = (resources.files("sim.practice.drafting") / "prompts" / "draft.jinja").read_text(encoding="utf-8")
    environment = jinja2.Environment(
        undefined=jinja2.StrictUndefined,
        autoescape=False,  # noqa: S701 - a prompt is no HTML; the complaint goes in as a JSON string
    )
    return environment.from_string(source)


def draft_messages(complaint: Complaint, archetypes: Iterable[Archetype]) -> tuple[ChatMessage, ...]:
    """Return the messages that ask for a draft. The complaint is a JSON string: nothing in it closes the quotation."""
    return (
        ChatMessage("system", _template().render(archetypes=tuple(archetypes))),
        ChatMessage("user", "【投诉材料】\n" + json.dumps({"complaint": complaint.text}, ensure_ascii=False)),
    )


def draft_schema(archetypes: Iterable[Archetype]) -> dict[str, Any]:
    """Return the JSON Schema of the answer. Quotes come first: what is written after one keeps to it."""
    text = {"type": "string"}
    texts = {"type": "array", "items": text}
    fact = {"quote": text, "text": text, "disclosure": _words(Disclosure), "said": texts, "asked_by": texts}
    matter = {"quote": text, "matter": text, "fault": _words(Fault), "established": {"type": "boolean"}}
    return _object(
        {
            "title": text,
            "trade": text,
            "briefing": text,
            "channel": _words(Channel),
            "facts": {"type": "array", "items": _object(fact)},
            "responsibility": {"type": "array", "items": _object(matter)},
            "severity": _words(Severity),
            "opinion_risk": _words(OpinionRisk),
            "demand": _object({"quote": text, "text": text, "said": texts, "met_by": texts}),
            "hidden_need": _object({"quote": text, "text": text, "hints": texts, "said": texts, "asked_by": texts}),
            "authority": texts,
            "forbidden": texts,
            "openings": texts,
            "typical_archetype": {"type": "string", "enum": [archetype.id for archetype in archetypes]},
            "complaint_class": _or_none(COMPLAINT_CLASSES),
            "root_cause": _or_none(ROOT_CAUSES),
            "psychology": _or_none(PSYCHOLOGIES),
            "special_group": _or_none(SPECIAL_GROUPS),
        }
    )


def _words(words: type[StrEnum]) -> dict[str, Any]:
    return {"type": "string", "enum": [word.value for word in words]}


def _or_none(words: Iterable[str]) -> dict[str, Any]:
    return {"type": "string", "enum": ["", *words]}


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}
