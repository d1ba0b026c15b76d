"""What was typed into a form, as the change of a document that ``sim.library.edit`` carries out."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sim.library.edit import ORIGIN, legible
from web.authoring.forms.parts import Part, Section, Widget
from web.authoring.forms.values import taken

Typed = Mapping[str, list[str]]
LANGUAGES = ("zh", "en")
MOST_ROWS = 400
"""Most rows of one list."""
_ACT = re.compile(r"(add|remove|up):([a-z_]+(?:\.[a-z_0-9]+)*?)(?:\.(\d{1,3}))?")


@dataclass(frozen=True, slots=True)
class Act:
    """A button of a list: ``verb`` add, remove or up; ``path`` the list's name, ``row`` the row's index."""

    verb: str
    path: str
    row: int = -1


def read_act(text: str) -> Act | None:
    """Return what a button asks for, None where it is none of a list's."""
    found = _ACT.fullmatch(text)
    if found is None or (found[1] != "add") != (found[3] is not None):
        return None
    return Act(found[1], found[2], int(found[3] or -1))


def changes(
    sections: Iterable[Section], typed: Typed, data: Mapping[str, Any], act: Act | None = None
) -> dict[str, Any]:
    """Return field → value for all that the form asked for.

    Args:
        sections: The form.
        typed: What was typed, by name of the field.
        data: The document the form was filled from, shorthands written out.
        act: A button of a list that is to be obeyed as well.
    """
    found: dict[str, Any] = {}
    for section in sections:
        for part in section.parts:
            _take(part, part.name, typed, data.get(part.name), act, found)
    return found


def _take(part: Part, name: str, typed: Typed, old: Any, act: Act | None, into: dict[str, Any]) -> None:
    """Put a part's value under its name, where the form asked for it: what it did not ask for stays."""
    if not any(field == name or field.startswith(f"{name}.") for field in typed):
        return
    read = {
        Widget.ROWS: _rows,
        Widget.PAIRS: _rows,
        Widget.GROUP: _group,
        Widget.LEVELS: _levels,
        Widget.OPENINGS: _openings,
    }.get(part.widget)
    if read is not None:
        found = read(part, name, typed, old, act)
        into[part.name] = None if found == [] and old is None else found
    elif part.widget in (Widget.PAIR, Widget.LONG_PAIR):
        into[part.name] = _pair(name, typed, old)
    else:
        into[part.name] = (
            _checks(part, typed[name], old) if part.widget is Widget.CHECKS else taken(part, typed[name][0], old)
        )


def _checks(part: Part, typed: list[str], old: Any) -> Any:
    chosen = [code for code, _text in part.options if code in typed]
    if isinstance(old, list) and set(chosen) == set(old):
        return old
    return chosen or None


def _pair(name: str, typed: Typed, old: Any) -> dict[str, Any] | None:
    was = old if isinstance(old, Mapping) else {}
    both = {
        language: taken(Part(language, ""), typed[f"{name}.{language}"][0], was.get(language))
        for language in LANGUAGES
        if f"{name}.{language}" in typed
    }
    return both if any(both.values()) else None


def _group(part: Part, name: str, typed: Typed, old: Any, act: Act | None) -> dict[str, Any] | None:
    was = old if isinstance(old, Mapping) else {}
    found: dict[str, Any] = {}
    for inner in part.parts:
        _take(inner, f"{name}.{inner.name}", typed, was.get(inner.name), act, found)
    return found if any(value not in (None, []) for value in found.values()) else None


def _levels(_part: Part, name: str, typed: Typed, old: Any, _act: Act | None) -> list[Any]:
    was = old if isinstance(old, list) else []
    count = max(len(was), *(index + 1 for index in _indices(name, typed)), 0)
    return [
        _pair(f"{name}.{level}", typed, was[level] if level < len(was) else None) or {"zh": ""}
        for level in range(count)
    ]


def _openings(_part: Part, name: str, typed: Typed, old: Any, _act: Act | None) -> dict[str, Any]:
    was = old if isinstance(old, Mapping) else {}
    lines = Part("", "", Widget.LINES)
    return {
        field.removeprefix(f"{name}."): taken(lines, values[0], was.get(field.removeprefix(f"{name}.")))
        for field, values in typed.items()
        if field.startswith(f"{name}.")
    }


def _rows(part: Part, name: str, typed: Typed, old: Any, act: Act | None) -> list[Any]:
    was = old if isinstance(old, list) else []
    rows = []
    for index in _indices(name, typed)[:MOST_ROWS]:
        row = _row(part, f"{name}.{index}", typed, was, act)
        touched = act is not None and act.path == name and act.row in (index, index + 1)
        if row is not None or touched:
            rows.append((index, row or {}))
    return _obeyed(rows, act if act is not None and act.path == name else None)


def _row(part: Part, name: str, typed: Typed, was: list[Any], act: Act | None) -> dict[str, Any] | None:
    """Return one row with the item it was made of; None where nothing at all stands in it."""
    origin = legible(typed.get(f"{name}.{ORIGIN}", [""])[0])
    at = int(origin) if origin.isdecimal() and int(origin) < len(was) else None
    old = was[at] if at is not None else None
    found = _pair(name, typed, old) if part.widget is Widget.PAIRS else _group(part, name, typed, old, act)
    if found is None:
        return None
    return {**found, ORIGIN: at} if at is not None else found


def _obeyed(rows: list[tuple[int, dict[str, Any]]], act: Act | None) -> list[Any]:
    """Return the rows with the act done to them; an added row is empty and stands last."""
    items = [row for _index, row in rows]
    if act is None:
        return items
    if act.verb == "add":
        return [*items, {}]
    place = next((place for place, (index, _row) in enumerate(rows) if index == act.row), None)
    if place is not None and act.verb == "remove":
        del items[place]
    elif place is not None and place > 0:
        items[place - 1], items[place] = items[place], items[place - 1]
    return items


def _indices(name: str, typed: Typed) -> list[int]:
    start = f"{name}."
    found = {field[len(start) :].partition(".")[0] for field in typed if field.startswith(start)}
    return sorted(int(index) for index in found if index.isdecimal() and len(index) <= 3)
