"""Values of a document as texts in a form, and back. What was not touched comes back as it was."""

import re
from collections.abc import Mapping
from typing import Any

from sim.domain.text import Language
from sim.library.edit import legible
from web.authoring.forms.parts import Part, Widget

_BETWEEN = re.compile(r"[、,，;；\s]+")
_NUMBER = re.compile(r"[-+]?\d{1,9}(\.\d{1,6})?")


_COMMAS: Mapping[Language, str] = {"zh": "、", "en": ", "}


def shown(part: Part, value: Any, language: Language = "zh") -> str:
    """Return a value as the text of its field; what has another shape than it should is shown as it is.

    Only the commas between short words are those of the ``language``.
    """
    if value is None:
        return ""
    if part.widget is Widget.TRUTH:
        return str(value).lower()
    if part.widget is Widget.MOVES and isinstance(value, list):
        return "\n".join(_move(item) for item in value)
    if isinstance(value, list):
        return (_COMMAS[language] if part.widget is Widget.WORDS else "\n").join(str(item) for item in value)
    return str(value)


def taken(part: Part, typed: str, old: Any) -> Any:
    """Return what was typed into a field as a value, None for nothing; ``old`` where the text was not touched."""
    text = legible(typed).strip()
    if text in [legible(shown(part, old, language)).strip() for language in _COMMAS]:
        return old
    if not text:
        return None
    if part.widget is Widget.NUMBER:
        return _number(text, whole=part.whole)
    if part.widget is Widget.TRUTH:
        return {"true": True, "false": False}.get(text, text)
    if part.widget is Widget.WORDS:
        return [word for word in _BETWEEN.split(text) if word]
    if part.widget in (Widget.LINES, Widget.MOVES):
        lines = [line.strip() for line in text.split("\n") if line.strip()]
        return [_read_move(line) for line in lines] if part.widget is Widget.MOVES else lines
    return text


def _number(text: str, *, whole: bool) -> int | float | str:
    """Return a number; what is none stays a text, so that checking the document names it."""
    if not _NUMBER.fullmatch(text):
        return text
    return float(text) if not whole or "." in text else int(text)


def _move(item: Any) -> str:
    """Write a move as one line: ``promise when=yes what=yes|no``."""
    if not isinstance(item, Mapping):
        return str(item)
    detail = item.get("detail")
    pairs = detail.items() if isinstance(detail, Mapping) else ()
    return " ".join([str(item.get("kind", "")), *(f"{name}={_alternatives(values)}" for name, values in pairs)])


def _alternatives(values: Any) -> str:
    return "|".join(str(value) for value in values) if isinstance(values, list) else str(values)


def _read_move(line: str) -> dict[str, Any]:
    """Read a line as a move. A word that is no detail stays part of the kind, so that checking names it."""
    words = line.split()
    details = [word.partition("=") for word in words[1:] if "=" in word]
    rest = [word for word in words[1:] if "=" not in word]
    detail = {name: values.split("|") for name, _equals, values in details}
    return {"kind": " ".join([words[0], *rest]), "detail": detail or None}
