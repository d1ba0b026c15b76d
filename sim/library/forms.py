"""The written forms of content: kinds of document, the adapters that validate them, shorthands, versions.

The dataclasses of the domain are the one definition of what a document holds. Pydantic validates straight into them:
fields nobody knows are refused, and nothing is coerced (``"yes"`` is not ``true``).
"""

import hashlib
from collections.abc import Hashable, Mapping
from dataclasses import is_dataclass, replace
from enum import StrEnum
from functools import cache
from typing import Any, NewType, TypeVar, get_args, get_origin, get_type_hints

import orjson
from pydantic import ConfigDict, TypeAdapter, ValidationError

from sim.domain.archetype import Archetype
from sim.domain.errors import ContentError
from sim.domain.rubric import Rubric
from sim.domain.scenario import CaseFact, Demand, HiddenNeed, Scenario
from sim.domain.text import Bilingual
from sim.domain.transcript import Transcript

Content = Scenario | Archetype | Rubric
T = TypeVar("T", bound=Content)

VERSION_LENGTH = 12
"""Characters of a content version: the head of a SHA-256 in hexadecimal."""

# Pydantic takes a configuration for a dataclass only from the dataclass itself; a NewType of it takes one from outside
# and hands it on to the dataclasses inside, so that the domain need not know pydantic.
ScenarioForm = NewType("ScenarioForm", Scenario)
ArchetypeForm = NewType("ArchetypeForm", Archetype)
RubricForm = NewType("RubricForm", Rubric)
TranscriptForm = NewType("TranscriptForm", Transcript)

_FORMS: Mapping[Hashable, Any] = {
    Scenario: ScenarioForm,
    Archetype: ArchetypeForm,
    Rubric: RubricForm,
    Transcript: TranscriptForm,
}
_SHORTHANDS: Mapping[type, str] = {Bilingual: "zh"}
_INLINE_SHORTHANDS: Mapping[type, str] = {Bilingual: "zh", CaseFact: "text", HiddenNeed: "text", Demand: "text"}


class Kind(StrEnum):
    """The kinds of content document."""

    SCENARIO = "scenario"
    ARCHETYPE = "archetype"
    RUBRIC = "rubric"

    @property
    def type(self) -> type[Content]:
        """The domain type a document of this kind becomes."""
        kinds: dict[str, type[Content]] = {"scenario": Scenario, "archetype": Archetype, "rubric": Rubric}
        return kinds[self.value]

    @property
    def folder(self) -> str:
        """The folder that holds documents of this kind, relative to a content root."""
        return {"scenario": "personas/scenarios", "archetype": "personas/archetypes", "rubric": "rubrics"}[self.value]

    @property
    def schema_path(self) -> str:
        """The JSON Schema's place, relative to a content root."""
        return {"rubric": "rubrics/schema/rubric.json"}.get(self.value, f"personas/schema/{self.value}.json")

    @property
    def schema_reference(self) -> str:
        """The JSON Schema's place as a file of this kind names it."""
        return "schema/rubric.json" if self is Kind.RUBRIC else f"../schema/{self.value}.json"

    @classmethod
    def of(cls, content: Content) -> "Kind":
        """Return the kind of a document already loaded."""
        return next(kind for kind in cls if kind.type is type(content))


def adapter(form: type[Any], *, trimmed: bool = False) -> TypeAdapter[Any]:
    """Return the adapter that validates JSON into a domain type (a content type, or Transcript).

    With ``trimmed`` texts lose the blanks at their ends, as authored texts should; where something is restored, or
    quotes are located by position, they stay as they are.
    """
    key: Any = form  # mypy takes the class of a dataclass for unhashable
    return _build_adapter(key, trimmed)


@cache
def _build_adapter(form: Hashable, trimmed: bool) -> TypeAdapter[Any]:
    return TypeAdapter(_FORMS[form], config=ConfigDict(extra="forbid", strict=True, str_strip_whitespace=trimmed))


def expand(value: Any, form: Any, *, inline: bool = False) -> Any:
    """Replace shorthands by full forms: a bare string where a Bilingual stands is its Chinese text.

    With ``inline`` (scenarios inside transcript files) a fact, the hidden need and the demand may be bare strings too.
    Values of the wrong shape are left for validation to name.
    """
    shorthands = _INLINE_SHORTHANDS if inline else _SHORTHANDS
    if isinstance(value, str) and form in shorthands:
        return {shorthands[form]: value}
    if isinstance(value, dict) and is_dataclass(form):
        hints = field_types(form)
        return {key: expand(part, hints.get(key), inline=inline) for key, part in value.items()}
    if isinstance(value, list) and get_origin(form) is tuple:
        return [expand(part, get_args(form)[0], inline=inline) for part in value]
    return value


def field_types(form: Any) -> Mapping[str, Any]:
    """Return the fields of a dataclass with their types."""
    return _read_field_types(form)


@cache
def _read_field_types(form: Hashable) -> Mapping[str, Any]:
    return get_type_hints(form)


def document(content: Content) -> dict[str, Any]:
    """Return content as a JSON document with every field, its version among them: what a session pins."""
    dumped: dict[str, Any] = adapter(type(content)).dump_python(content, mode="json")
    return dumped


def from_document(form: type[T], data: Mapping[str, Any]) -> T:
    """Restore pinned content exactly, version included.

    Nothing but the shape is checked: what was good enough to be practised stays readable when checks get stricter.
    Raises ContentError where the shape is wrong.
    """
    try:
        restored: T = adapter(form).validate_json(orjson.dumps(dict(data)))
    except ValidationError as error:
        flaw = error.errors(include_url=False)[0]
        path = ".".join(str(part) for part in flaw["loc"])
        name = f"{form.__name__.lower()} {data.get('id', '')}".strip()
        raise ContentError(f"cannot be restored: {flaw['msg']}", file=name, field=path) from error
    return restored


def essence(content: Content) -> dict[str, Any]:
    """Return what an author would write: no version, no field that has its default."""
    dumped: dict[str, Any] = adapter(type(content)).dump_python(content, mode="json", exclude_defaults=True)
    dumped.pop("version", None)
    return dumped


def versioned(content: T) -> T:
    """Return the content with its version set.

    The version is the head of a SHA-256 over the canonical JSON (sorted keys) of what an author would write; fields
    left at their default do not count, so that a new optional field changes no old version.
    """
    canonical = orjson.dumps(essence(content), option=orjson.OPT_SORT_KEYS)
    return replace(content, version=hashlib.sha256(canonical).hexdigest()[:VERSION_LENGTH])
