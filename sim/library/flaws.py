"""What pydantic found wrong, said in the words of the document: what is wrong, what is allowed."""

from collections.abc import Iterable, Sequence
from dataclasses import fields, is_dataclass
from enum import Enum
from typing import Any, get_args, get_origin

from pydantic import ValidationError
from pydantic_core import ErrorDetails
from rapidfuzz import process

from sim.domain.scenario import Scenario
from sim.domain.text import Bilingual
from sim.library.flaws_zh import chinese_flaw
from sim.library.forms import field_types
from sim.library.source import FieldPath, Flaw, kind_of

_SIMILARITY = 70.0
"""How alike (0–100, rapidfuzz's weighted ratio) two names must be for one to be proposed for the other."""

_EXPECTED = {
    "string_type": "a text",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "bool_type": "true or false",
    "tuple_type": "a list",
    "list_type": "a list",
    "dict_type": "a mapping",
    "mapping_type": "a mapping",
}


def close_names(name: str, names: Iterable[str], limit: int = 3) -> list[str]:
    """Return the names most like ``name``, best first."""
    found = process.extract(name, list(names), limit=limit, score_cutoff=_SIMILARITY)
    return [match[0] for match in found]


def flaws_of(error: ValidationError, form: type[Any]) -> list[Flaw]:
    """Turn a validation error of ``form`` into flaws, in the order of the document's fields."""
    return [
        Flaw(_path(detail), _message(detail, form), zh=chinese_flaw(detail, type_at(form, detail["loc"])))
        for detail in error.errors(include_url=False)
    ]


def _path(detail: ErrorDetails) -> FieldPath:
    return tuple(part for part in detail["loc"] if part != "[key]")


def _message(detail: ErrorDetails, form: type[Any]) -> str:
    kind, value = detail["type"], detail["input"]
    if kind == "missing":
        return "is lacking; it must be given"
    if kind in ("unexpected_keyword_argument", "extra_forbidden"):
        return _unknown_field(detail["loc"], form)
    if kind == "enum":
        return _unknown_word(value, type_at(form, detail["loc"]))
    if kind == "too_long":
        return f"has too many items ({detail['ctx']['actual_length']}); allowed: {detail['ctx']['max_length']}"
    if kind in ("dataclass_type", "dataclass_exact_type", "model_type"):
        target = type_at(form, detail["loc"])
        return f"must be {_shape(target)}, not {kind_of(value)}"
    if kind in _EXPECTED:
        quote = "; put it in quotes" if kind == "string_type" and isinstance(value, (int, float)) else ""
        return f"must be {_EXPECTED[kind]}, not {kind_of(value)}{quote}"
    return detail["msg"]


def _unknown_word(value: object, words: type[Enum]) -> str:
    allowed = [str(word.value) for word in words]
    close = close_names(str(value), allowed, limit=1)
    hint = f", did you mean {close[0]}?" if close else ";"
    return f"{value!r} is not known{hint} allowed: {', '.join(allowed)}"


def _shape(target: Any) -> str:
    if target is Bilingual:
        return "a text, or a mapping with zh and en"
    if target is Scenario:
        return "the id of a scenario of the library, or a mapping with at least id and title"
    names = ", ".join(field.name for field in fields(target)) if is_dataclass(target) else ""
    return f"a mapping with {names}" if names else "a mapping"


def _unknown_field(loc: Sequence[str | int], form: type[Any]) -> str:
    owner, name = type_at(form, loc[:-1]), str(loc[-1])
    allowed = [field.name for field in fields(owner)] if is_dataclass(owner) else []
    if not loc[:-1] and "version" in allowed:
        allowed.remove("version")
    close = close_names(name, allowed, limit=1)
    hint = f", did you mean {close[0]}?" if close else ";"
    return f"is not a known field{hint} allowed: {', '.join(allowed)}"


def type_at(form: Any, path: Sequence[str | int]) -> Any:
    """Return the type that stands at ``path`` below ``form``, or None where the path leaves the known types."""
    for part in path:
        if is_dataclass(form):
            form = field_types(form).get(str(part))
        elif get_origin(form) is not None and get_args(form):
            form = get_args(form)[0 if isinstance(part, int) else -1]
        else:
            return None
    return form
