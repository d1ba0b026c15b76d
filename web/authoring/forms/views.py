"""A document laid out in its form: every field with its value, its rows and what is wrong there."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sim.domain.errors import ContentError
from sim.domain.rubric import LEVEL_MAX
from sim.domain.text import Language
from web.authoring.forms.parts import LISTED, Options, Part, Section, Widget
from web.authoring.forms.posted import LANGUAGES
from web.authoring.forms.values import shown

_INDEX = re.compile(r"\[(\d+)\]")


@dataclass(frozen=True, slots=True)
class RowView:
    """One row: its index, the old item it stands for ("" for a new one), its fields, what it is called when closed."""

    name: str
    index: int
    origin: str
    fields: tuple["FieldView", ...]
    summary: tuple[tuple[str, bool], ...]
    error: str
    is_open: bool


@dataclass(frozen=True, slots=True)
class FieldView:
    """One field. ``values`` are those chosen of many; ``rows`` those of a list; ``fields`` those of a group or pair."""

    part: Part
    name: str
    label: str
    value: str = ""
    values: tuple[str, ...] = ()
    options: Options = ()
    error: str = ""
    fields: tuple["FieldView", ...] = ()
    rows: tuple[RowView, ...] = ()


@dataclass(frozen=True, slots=True)
class SectionView:
    """A section with its fields, and how many things are wrong in it."""

    section: Section
    fields: tuple[FieldView, ...]
    faults: int


@dataclass(slots=True)
class Faults:
    """What is wrong with a document, to be handed out to the fields; what no field takes is left for the top."""

    language: Language
    open: dict[str, list[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, problems: Sequence[ContentError], language: Language) -> "Faults":
        """Return the faults of a draft by the names of their fields."""
        found = cls(language)
        for problem in problems:
            found.open.setdefault(dotted(problem.field), []).append(problem.what.in_language(language))
        return found

    def at(self, name: str) -> str:
        """Take what is wrong with this very field."""
        return "；".join(self.open.pop(name, ()))

    def below(self, name: str, counted_from: int = 1) -> str:
        """Take what is wrong with this field or anything in it; a line of it is named by its number."""
        messages = [self.at(name)] if name in self.open else []
        for inner in [inner for inner in self.open if inner.startswith(f"{name}.")]:
            first = inner[len(name) + 1 :].partition(".")[0]
            line = f"{int(first) + counted_from}：" if first.isdecimal() else ""
            messages.append(line + self.at(inner))
        return "；".join(messages)


@dataclass(frozen=True, slots=True)
class Layout:
    """Lays a document out. ``sources`` are the options only known at the time."""

    sources: Mapping[str, Options]
    faults: Faults

    def section(self, section: Section, data: Mapping[str, Any]) -> SectionView:
        """Return a section filled from a document."""
        before = len(self.faults.open)
        fields = tuple(self._field(part, part.name, data.get(part.name)) for part in section.parts)
        return SectionView(section, fields, before - len(self.faults.open))

    def _field(self, part: Part, name: str, value: Any, label: str = "") -> FieldView:
        label = label or part.label
        if part.widget in LISTED:
            rows = tuple(self._rows(part, name, value if isinstance(value, list) else []))
            return FieldView(part, name, label, error=self.faults.at(name), rows=rows)
        if part.widget in (Widget.PAIR, Widget.LONG_PAIR):
            return FieldView(part, name, label, fields=self._pair(name, value), error=self.faults.below(name))
        if part.widget is Widget.GROUP:
            known = value if isinstance(value, Mapping) else {}
            fields = tuple(self._field(inner, f"{name}.{inner.name}", known.get(inner.name)) for inner in part.parts)
            return FieldView(part, name, label, fields=fields, error=self.faults.at(name))
        if part.widget is Widget.LEVELS:
            return FieldView(part, name, label, fields=self._levels(name, value), error=self.faults.below(name, 0))
        if part.widget is Widget.OPENINGS:
            return FieldView(part, name, label, fields=self._openings(name, value), error=self.faults.at(name))
        if part.widget is Widget.CHECKS:
            values = tuple(str(item) for item in value) if isinstance(value, list) else ()
            return FieldView(part, name, label, "", values, part.options, self.faults.below(name))
        text = shown(part, value)
        return FieldView(part, name, label, text, (), self._options(part, text), self.faults.below(name))

    def _options(self, part: Part, value: str) -> Options:
        """Return the options of a choice; a value that is none of them stays choosable, or saving would lose it."""
        options = self.sources.get(part.source, part.options)
        if part.widget in (Widget.CHOICE, Widget.TRUTH) and value not in [code for code, _text in options]:
            return ((value, value), *options)
        return options

    def _pair(self, name: str, value: Any) -> tuple[FieldView, ...]:
        known = value if isinstance(value, Mapping) else {"zh": value}
        return tuple(
            FieldView(Part(code, ""), f"{name}.{code}", code, shown(Part(code, ""), known.get(code)))
            for code in LANGUAGES
        )

    def _levels(self, name: str, value: Any) -> tuple[FieldView, ...]:
        anchors = value if isinstance(value, list) else []
        part = Part("", "", Widget.LONG_PAIR)
        return tuple(
            FieldView(part, f"{name}.{level}", str(level), fields=self._pair(f"{name}.{level}", anchor))
            for level, anchor in enumerate([*anchors, *[None] * (LEVEL_MAX + 1 - len(anchors))])
        )

    def _openings(self, name: str, value: Any) -> tuple[FieldView, ...]:
        known = value if isinstance(value, Mapping) else {}
        names = dict(self.sources.get("archetypes", ()))
        wanted = [*(code for code in names if code), *(code for code in known if code not in names)]
        part = Part("", "", Widget.LINES)
        return tuple(
            FieldView(
                part,
                f"{name}.{code}",
                names.get(code, code),
                shown(part, known.get(code)),
                error=self.faults.below(f"{name}.{code}"),
            )
            for code in wanted
        )

    def _rows(self, part: Part, name: str, items: list[Any]) -> list[RowView]:
        return [self._row(part, f"{name}.{index}", index, item) for index, item in enumerate(items)]

    def _row(self, part: Part, name: str, index: int, item: Any) -> RowView:
        before = len(self.faults.open)
        error = self.faults.at(name)
        known = item if isinstance(item, Mapping) else {"zh": item} if part.widget is Widget.PAIRS else {}
        if part.widget is Widget.PAIRS:
            fields: tuple[FieldView, ...] = self._pair(name, item)
            error = "；".join(filter(None, (error, self.faults.below(name))))
        else:
            fields = tuple(self._field(inner, f"{name}.{inner.name}", known.get(inner.name)) for inner in part.parts)
        is_open = not part.folded or not known or len(self.faults.open) < before
        return RowView(name, index, str(index), fields, summary_of(part, known, self.faults.language), error, is_open)


def summary_of(part: Part, item: Mapping[str, Any], language: Language) -> tuple[tuple[str, bool], ...]:
    """Return what a closed row is called: its words in order, each with whether it is to be translated."""
    found: list[tuple[str, bool]] = []
    for inner in part.parts:
        if inner.name not in part.summary:
            continue
        value = item.get(inner.name)
        if inner.options:
            known = dict(inner.options)
            codes = value if isinstance(value, list) else [value]
            found += [(known[code], True) for code in codes if code in known]
        elif isinstance(value, Mapping):
            found.append((str(value.get(language) or value.get("zh") or ""), False))
        elif value not in (None, ""):
            text = f"{value:+d}" if inner.name in ("anger", "trust") and isinstance(value, int) else str(value)
            found.append((text, False))
    return tuple(found)


def dotted(place: str) -> str:
    """Return the place of a problem (``facts[2].said[0]``) as the name of a field (``facts.2.said.0``)."""
    return _INDEX.sub(r".\1", place)


def nearest_field(place: str, names: Sequence[str]) -> str:
    """Return the field that holds a place, "" where none does."""
    wanted = dotted(place)
    while wanted:
        if wanted in names:
            return wanted
        wanted = wanted.rpartition(".")[0]
    return ""


def names_in(section: SectionView) -> list[str]:
    """Return the names of all fields of a section, those of its rows among them."""
    found: list[str] = []
    todo = list(section.fields)
    while todo:
        view = todo.pop()
        found.append(view.name)
        todo += view.fields
        for row in view.rows:
            found.append(row.name)
            todo += row.fields
    return found
