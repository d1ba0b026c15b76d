"""Labels: what a human rater said about a transcript, one JSON object a line."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import mean, median
from typing import Any

import orjson

from sim.domain.errors import InvalidInputError
from sim.domain.rubric import LEVEL_MAX, Rubric


@dataclass(frozen=True, slots=True)
class Label:
    """One rater's levels and gates for one transcript. A level of None means not applicable; ``total`` is optional."""

    id: str
    criteria: Mapping[str, int | None]
    gates: Mapping[str, bool] = field(default_factory=dict)
    total: float | None = None


def parse_labels(lines: Iterable[str | bytes], *, name: str = "labels") -> tuple[Label, ...]:
    """Read label lines ``{"id", "criteria": {criterion: 0-4|null}, "gates": {gate: true|false}}``.

    ``total`` (0–100) may stand beside them; other keys are left alone. Blank lines are skipped.

    Raises:
        InvalidInputError: With ``name`` and the line number, for a line of another form or an id met twice.
    """
    labels: dict[str, Label] = {}
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        where = f"{name}:{number}"
        try:
            document = orjson.loads(line)
        except orjson.JSONDecodeError as error:
            raise InvalidInputError(f"{where}: not JSON: {error}", field="labels") from error
        label = _label(document, where)
        if label.id in labels:
            raise InvalidInputError(f"{where}: {label.id} has been labelled before in this file", field="id")
        labels[label.id] = label
    if not labels:
        raise InvalidInputError(f"{name}: no label in it", field="labels")
    return tuple(labels.values())


def check_against(labels: Iterable[Label], rubric: Rubric) -> None:
    """Raise InvalidInputError where a label names a criterion or gate that the rubric does not know."""
    criteria = {criterion.id for criterion in rubric.criteria()}
    gates = {gate.id for gate in rubric.gates}
    for label in labels:
        unknown = [name for name in label.criteria if name not in criteria]
        unknown += [name for name in label.gates if name not in gates]
        if unknown:
            raise InvalidInputError(f"{label.id}: {', '.join(unknown)} is not in rubric {rubric.id}", field="criteria")


def consensus(raters: Sequence[Sequence[Label]]) -> tuple[Label, ...]:
    """Return one label per transcript: median level, majority gate, mean total of those who labelled it.

    A criterion that at least half of them called not applicable is so. An even median falls to the lower level, a
    tied gate counts as failed: the doubt goes to the stricter side.
    """
    by_id: dict[str, list[Label]] = {}
    for rater in raters:
        for label in rater:
            by_id.setdefault(label.id, []).append(label)
    return tuple(_agreed(group) for group in by_id.values())


def _agreed(group: Sequence[Label]) -> Label:
    if len(group) == 1:
        return group[0]
    criteria: dict[str, int | None] = {}
    for name in dict.fromkeys(name for label in group for name in label.criteria):
        given = [label.criteria[name] for label in group if name in label.criteria]
        levels = [level for level in given if level is not None]
        criteria[name] = int(median(levels)) if 2 * len(levels) > len(given) else None
    gates = {
        name: 2 * sum(votes) > len(votes)
        for name in dict.fromkeys(name for label in group for name in label.gates)
        if (votes := [label.gates[name] for label in group if name in label.gates])
    }
    totals = [label.total for label in group if label.total is not None]
    return Label(group[0].id, criteria, gates, mean(totals) if totals else None)


def _label(document: Any, where: str) -> Label:
    if not isinstance(document, dict) or not isinstance(document.get("id"), str):
        raise InvalidInputError(f"{where}: a label is an object with a text 'id'", field="id")
    criteria = document.get("criteria")
    if not isinstance(criteria, dict):
        raise InvalidInputError(f"{where}: 'criteria' must map criteria to 0-{LEVEL_MAX} or null", field="criteria")
    for name, level in criteria.items():
        whole = isinstance(level, int) and not isinstance(level, bool) and 0 <= level <= LEVEL_MAX
        if level is not None and not whole:
            raise InvalidInputError(f"{where}: {name}: {level!r} is not 0-{LEVEL_MAX} or null", field=name)
    gates = document.get("gates", {})
    if not isinstance(gates, dict) or not all(isinstance(passed, bool) for passed in gates.values()):
        raise InvalidInputError(f"{where}: 'gates' must map gates to true (passed) or false", field="gates")
    total = document.get("total")
    if total is not None and (isinstance(total, bool) or not isinstance(total, int | float) or not 0 <= total <= 100):
        raise InvalidInputError(f"{where}: total: {total!r} is not 0-100", field="total")
    return Label(document["id"], criteria, gates, None if total is None else float(total))
