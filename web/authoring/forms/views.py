"""A document laid out in its form: every field with its value, its rows and what is wrong there."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sim.domain.errors import ContentError
from sim.domain.rubric import LEVEL_MAX
from sim.domain.text import Language
from web.authoring.forms.parts import LISTED, Options, Part, Section, Widget
from web.authoring.forms.posted import LANGUAGES
from web.authoring.forms.values import shown
from web.marking import pgettext

_INDEX = re.compile(r"\[(\d+)\]")
_MINUS = "\N{MINUS SIGN}"
_CHANGES = {"anger": pgettext("change", "怒气"), "trust": pgettext("change", "信任")}
_BEGINNING = 24
"""How many characters of a first line a closed row shows."""


class Word(NamedTuple):
    """A piece of what a closed row is called: a text, whether it is to be translated, a figure after it."""

    text: str
    is_marked: bool
    figure: str = ""


@dataclass(frozen=True, slots=True)
class RowView:
    """One row: its index, the old item it stands for ("" for a new one), its fields, what it is called when closed."""

    name: str
    index: int
    origin: str
    fields: tuple["FieldView", ...]
    summary: tuple[Word, ...]
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
        text = shown(part, value, self.faults.language)
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


def summary_of(part: Part, item: Mapping[str, Any], language: Language) -> tuple[Word, ...]:
    """Return what a closed row is called, piece by piece; parts with nothing in them are left out."""
    return tuple(
        word
        for inner in part.parts
        if inner.name in part.summary
        for word in _words(inner, item.get(inner.name), language)
        if word.text
    )


def _words(part: Part, value: Any, language: Language) -> list[Word]:
    """Return a value in the pieces a closed row shows of it: a change with its sign, of lines the first one's start."""
    if part.options:
        known = dict(part.options)
        return [Word(known[code], True) for code in (value if isinstance(value, list) else [value]) if code in known]
    if part.name in _CHANGES and isinstance(value, int):
        return [Word(_CHANGES[part.name], True, f"{value:+d}".replace("-", _MINUS))]
    if isinstance(value, Mapping):
        return [Word(str(value.get(language) or value.get("zh") or ""), False)]
    if isinstance(value, list):
        first = str(value[0]) if value else ""
        return [Word(first if len(first) <= _BEGINNING else f"{first[:_BEGINNING]}…", False)]
    return [Word("" if value is None else str(value), False)]


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
