"""What was typed into a form, as the change of a document that ``sim.library.edit`` carries out."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sim.library.edit import ORIGIN, legible
from sim.library.source import parse
from web.authoring.forms.parts import Part, Section, Widget
from web.authoring.forms.values import taken

Typed = Mapping[str, list[str]]
LANGUAGES = ("zh", "en")
MOST_ROWS = 400
"""Most rows of one list."""
_ACT = re.compile(r"(add|remove|up|back):([a-z_]+(?:\.[a-z_0-9]+)*?)(?:\.(\d{1,3}))?")


@dataclass(slots=True)
class Act:
    """A button of a list: ``verb`` add, remove, up or back; ``path`` the list's name, ``row`` the row's index.

    ``item`` is what a row that was removed said, whole: ``changes`` puts it here when it obeys "remove", and "back"
    puts it in again. None where there is nothing to bring back.
    """

    verb: str
    path: str
    row: int = -1
    item: dict[str, Any] | None = None


def read_act(text: str, gone: str = "") -> Act | None:
    """Return what a button asks for, None where it is none of a list's. ``gone`` is the item to bring back, as JSON."""
    found = _ACT.fullmatch(text)
    if found is None or (found[1] != "add") != (found[3] is not None):
        return None
    act = Act(found[1], found[2], int(found[3] or -1))
    if act.verb != "back":
        return act
    item = parse(gone)  # JSON is YAML, and read by the rules of documents: no bombs, nothing a document cannot hold
    act.item = item.data if isinstance(item.data, dict) and not item.flaws else None
    return act if act.item else None


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
    if act is None or act.path != name:
        return [row for _index, row in rows]
    return _obeyed(rows, act, was)


def _row(part: Part, name: str, typed: Typed, was: list[Any], act: Act | None) -> dict[str, Any] | None:
    """Return one row with the item it was made of; None where nothing at all stands in it."""
    origin = legible(typed.get(f"{name}.{ORIGIN}", [""])[0])
    at = int(origin) if origin.isdecimal() and int(origin) < len(was) else None
    old = was[at] if at is not None else None
    found = _pair(name, typed, old) if part.widget is Widget.PAIRS else _group(part, name, typed, old, act)
    if found is None:
        return None
    return {**found, ORIGIN: at} if at is not None else found


def _obeyed(rows: list[tuple[int, dict[str, Any]]], act: Act, was: list[Any]) -> list[Any]:
    """Return the rows with the act done to them; an added row is empty and stands last."""
    items = [row for _index, row in rows]
    place = sum(index < act.row for index, _row in rows)
    if act.verb == "add":
        return [*items, {}]
    if act.verb == "back":
        return [*items[:place], act.item, *items[place:]]
    if act.row not in [index for index, _row in rows]:
        return items
    if act.verb == "remove":
        act.item = _whole(items.pop(place), was) or None
    elif place > 0:
        items[place - 1], items[place] = items[place], items[place - 1]
    return items


def _whole(row: dict[str, Any], was: list[Any]) -> dict[str, Any]:
    """Return an item as it would be written: what the form does not ask for comes from the old one it was made of."""
    at = row.get(ORIGIN)
    old = was[at] if at is not None and isinstance(was[at], Mapping) else {}
    found = dict(old)
    for name, value in row.items():
        if isinstance(value, list):
            before = old.get(name)
            known = before if isinstance(before, list) else []
            found[name] = [_whole(item, known) if isinstance(item, dict) else item for item in value]
        elif isinstance(value, dict) and isinstance(old.get(name), Mapping):
            found[name] = {**old[name], **value}
        else:
            found[name] = value
    return {name: value for name, value in found.items() if value is not None and name != ORIGIN}


def _indices(name: str, typed: Typed) -> list[int]:
    start = f"{name}."
    found = {field[len(start) :].partition(".")[0] for field in typed if field.startswith(start)}
    return sorted(int(index) for index in found if index.isdecimal() and len(index) <= 3)
