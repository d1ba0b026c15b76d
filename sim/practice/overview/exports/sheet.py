"""A sheet of results: a row for each graded session, a column for each dimension, criterion and gate that occurs."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sim.domain.rubric import Rubric
from sim.domain.text import Bilingual, Language
from sim.library import Library
from sim.practice.overview.exports.cells import Cell, safe
from sim.practice.overview.exports.label import NOTICE, aigc_label
from sim.store.overview import PartMean, Result

_HEAD = (
    Bilingual("练习编号", "Session"),
    Bilingual("学员", "Trainee"),
    Bilingual("案例", "Case"),
    Bilingual("客户类型", "Type of customer"),
    Bilingual("量规", "Rubric"),
    Bilingual("开始时间", "Started"),
    Bilingual("用时（秒）", "Time (seconds)"),
    Bilingual("总分", "Total"),
    Bilingual("及格", "Passed"),
    Bilingual("等级", "Level"),
    Bilingual("评分引擎", "Graded by"),
)
_TAIL = (Bilingual("说明", "Label"), Bilingual("AIGC", "AIGC"))
_YES, _NO = Bilingual("是", "yes"), Bilingual("否", "no")
_ENGINES = {"llm": Bilingual("模型", "model"), "offline": Bilingual("离线引擎", "offline engine")}
_LOCAL_NAME = Bilingual("本机用户", "This machine's user")
_GONE = Bilingual("已离开的人", "Somebody who has left")


@dataclass(frozen=True, slots=True)
class Sheet:
    """How results become rows. ``parts`` are the ids of the columns in the middle; ``anonymous`` leaves names out."""

    library: Library
    language: Language
    parts: tuple[str, ...]
    anonymous: bool = False

    def head(self) -> list[Cell]:
        """Return the titles of the columns."""
        known = {part: title for rubric in self.library.rubrics.values() for part, title in _titles(rubric).items()}
        middle = [known.get(part) or Bilingual(part) for part in self.parts]
        return [safe(self._say(title)) for title in (*_HEAD, *middle, *_TAIL)]

    def rows(self, results: Iterable[Result], names: Mapping[str, str]) -> list[list[Cell]]:
        """Return the cells of several results."""
        return [self.row(result, names) for result in results]

    def row(self, result: Result, names: Mapping[str, str]) -> list[Cell]:
        """Return a result's cells; ``names`` are the shown names of accounts by id."""
        scenario = self.library.scenarios.get(result.scenario)
        archetype = self.library.archetypes.get(result.archetype)
        cells: list[Cell] = [
            result.session,
            self._person(result.owner, names),
            self._say(scenario.title) if scenario else result.scenario,
            self._say(archetype.name) if archetype else result.archetype,
            result.rubric,
            f"{result.created_at.astimezone():%Y-%m-%d %H:%M:%S}",
            result.seconds,
            result.total,
            self._whether(result.passed),
            result.level or "",
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

    def _person(self, owner: str, names: Mapping[str, str]) -> str:
        if self.anonymous:
            return f"#{owner[:8]}"
        return names.get(owner) or self._say(_GONE if owner else _LOCAL_NAME)

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
