"""Every form, and the places of a document (``facts[2].said[0]``) in the words that its form has for them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from sim.library import Kind
from web.authoring.forms.archetype import ARCHETYPE
from web.authoring.forms.parts import LISTED, Part, Section, Widget
from web.authoring.forms.rubric import RUBRIC
from web.authoring.forms.scenario import SCENARIO
from web.authoring.forms.views import dotted
from web.marking import _

FORMS: Mapping[Kind, tuple[Section, ...]] = {Kind.SCENARIO: SCENARIO, Kind.ARCHETYPE: ARCHETYPE, Kind.RUBRIC: RUBRIC}
_ITEM = _("第 %(n)s 条")
_LEVEL = _("%(level)s 级")
_ENGLISH = _("英文")
_ID = Part("id", _("编号"))
_BETWEEN = " · "


def part_at(kind: Kind, path: str) -> Part:
    """Return the part of a form that a name (``facts``, ``dimensions.0.criteria``) belongs to.

    Raises KeyError where the form has none.
    """
    parts = tuple(part for section in FORMS[kind] for part in section.parts)
    found: Part | None = None
    for name in path.split("."):
        if not name.isdecimal():
            found = {part.name: part for part in parts}[name]
            parts = found.parts
    if found is None:
        raise KeyError(path)
    return found


@dataclass(frozen=True, slots=True)
class Naming:
    """Names places of a kind of document.

    ``text`` translates a marked text, ``archetypes`` are the names of customer types by id. What no field of the form
    asks for is named as the document calls it.
    """

    kind: Kind
    text: Callable[[str], str]
    archetypes: Mapping[str, str]

    def __call__(self, place: str) -> str:
        """Return the words of a place, "" for the document as a whole."""
        parts = (_ID, *(part for section in FORMS[self.kind] for part in section.parts))
        return _BETWEEN.join(self._within(parts, dotted(place).split("."))) if place else ""

    def _within(self, parts: Sequence[Part], path: list[str]) -> list[str]:
        part = next((part for part in parts if path and part.name == path[0]), None)
        return path if part is None else [self.text(part.label), *self._inside(part, path[1:])]

    def _inside(self, part: Part, path: list[str]) -> list[str]:
        if not path:
            return []
        first, rest = path[0], path[1:]
        if part.widget is Widget.GROUP:
            return self._within(part.parts, path)
        if part.widget is Widget.OPENINGS:
            return [self.archetypes.get(first, first), *map(self._item, rest)]
        if part.widget is Widget.LEVELS and first.isdecimal():
            return [self.text(_LEVEL) % {"level": first}, *self._language(rest)]
        if part.widget in LISTED and first.isdecimal():
            inner = self._language(rest) if part.widget is Widget.PAIRS else self._within(part.parts, rest)
            return [self._item(first), *inner]
        if part.widget in (Widget.PAIR, Widget.LONG_PAIR):
            return self._language(path)
        return [self._item(first)] if first.isdecimal() else path

    def _item(self, index: str) -> str:
        return self.text(_ITEM) % {"n": int(index) + 1} if index.isdecimal() else index

    def _language(self, path: list[str]) -> list[str]:
        return [self.text(_ENGLISH)] if path == ["en"] else [] if path == ["zh"] else path
