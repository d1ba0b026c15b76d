"""A sheet of results: a row for each graded session, a column for each dimension, criterion and gate that occurs."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from sim.domain.rubric import Rubric
from sim.domain.text import Bilingual, Language
from sim.library import Library
from sim.practice.overview.exports.cells import Cell, safe
from sim.practice.overview.exports.label import NOTICE, aigc_label
from sim.store.overview import PartMean, Result

_HEAD = (
    Bilingual("练习编号", "Session"),
    Bilingual("学员", "Trainee"),
    Bilingual("班组", "Group"),
    Bilingual("案例", "Case"),
    Bilingual("客户类型", "Type of customer"),
    Bilingual("量规", "Rubric"),
    Bilingual("开始时间", "Started"),
    Bilingual("用时（秒）", "Time (seconds)"),
    Bilingual("总分", "Total"),
    Bilingual("原评总分", "Total before review"),
    Bilingual("及格", "Passed"),
    Bilingual("认证等级", "Certification level"),
    Bilingual("评分引擎", "Graded by"),
)
_TAIL = (Bilingual("说明", "Label"), Bilingual("AIGC", "AIGC"))
_SEPARATOR = Bilingual("、", ", ")
_YES, _NO = Bilingual("是", "yes"), Bilingual("否", "no")
_ENGINES = {"llm": Bilingual("模型", "model"), "offline": Bilingual("离线引擎", "offline engine")}


@dataclass(frozen=True, slots=True)
class Whose:
    """What the people of some results are called, and the groups they are in that the viewer looks after, by owner."""

    names: Mapping[str, str]
    groups: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Sheet:
    """How results become rows, in one language. ``parts`` are the ids of the columns in the middle.

    Content goes by its name; what has left the library has only its id.
    """

    library: Library
    language: Language
    parts: tuple[str, ...]

    def head(self) -> list[Cell]:
        """Return the titles of the columns."""
        known = {part: title for rubric in self.library.rubrics.values() for part, title in _titles(rubric).items()}
        middle = [known.get(part) or Bilingual(part) for part in self.parts]
        return [safe(self._say(title)) for title in (*_HEAD, *middle, *_TAIL)]

    def rows(self, results: Iterable[Result], whose: Whose) -> list[list[Cell]]:
        """Return the cells of several results."""
        return [self.row(result, whose) for result in results]

    def row(self, result: Result, whose: Whose) -> list[Cell]:
        """Return a result's cells."""
        cells: list[Cell] = [
            result.session,
            whose.names[result.owner],
            self._say(_SEPARATOR).join(whose.groups[result.owner]),
            self._names.get(f"scenario/{result.scenario}", result.scenario),
            self._names.get(f"archetype/{result.archetype}", result.archetype),
            self._names.get(f"rubric/{result.rubric}", result.rubric),
            f"{result.created_at.astimezone():%Y-%m-%d %H:%M:%S}",
            result.seconds,
            result.total,
            result.original_total,
            self._whether(result.passed),
            self._names.get(f"rubric/{result.rubric}/{result.level}", result.level or ""),
            self._say(_ENGINES.get(result.engine, Bilingual(result.engine))),
        ]
        values = {part: value for group in result.parts.values() for part, value in group.items()}
        middle = [self._value(values.get(part)) for part in self.parts]
        return [safe(cell) for cell in (*cells, *middle, self._say(NOTICE), aigc_label(result.session))]

    def _value(self, value: object) -> Cell:
        if isinstance(value, bool):
            return self._whether(value)
        return value if isinstance(value, int | float) else None

    def _whether(self, yes: bool) -> str:
        return self._say(_YES if yes else _NO)

    @cached_property
    def _names(self) -> Mapping[str, str]:
        """The names of content and of certification levels: every row has some."""
        library = self.library
        named = {f"scenario/{each.id}": each.title for each in library.scenarios.values()}
        named |= {f"archetype/{each.id}": each.name for each in library.archetypes.values()}
        for rubric in library.rubrics.values():
            named[f"rubric/{rubric.id}"] = rubric.name
            named |= {f"rubric/{rubric.id}/{level.id}": level.name for level in rubric.certifications}
        return {key: self._say(name) for key, name in named.items()}

    def _say(self, text: Bilingual) -> str:
        return text.in_language(self.language)


def columns_of(parts: Iterable[PartMean], library: Library) -> tuple[str, ...]:
    """Return the columns for these parts: in the order of the library's rubrics, then those no rubric knows, by id."""
    wanted = {part.part for part in parts}
    known = [part for rubric in library.rubrics.values() for part in _titles(rubric) if part in wanted]
    ordered = dict.fromkeys(known)
    return (*ordered, *sorted(wanted - set(ordered)))


def _titles(rubric: Rubric) -> dict[str, Bilingual]:
    titles: dict[str, Bilingual] = {}
    for dimension in rubric.dimensions:
        titles[dimension.id] = dimension.name
        for criterion in dimension.criteria:
            titles[criterion.id] = _coded(criterion.code, criterion.name)
    return titles | {gate.id: _coded(gate.code, gate.name) for gate in rubric.gates}


def _coded(code: str, name: Bilingual) -> Bilingual:
    return Bilingual(f"{code} {name.zh}", f"{code} {name.en}" if name.en else "")
