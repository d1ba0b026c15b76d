"""What a benchmark finds: a figure with its unit, and the bound the project has set itself."""

from collections.abc import Iterable
from dataclasses import dataclass

from rich.table import Table


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure. ``at_most`` and ``at_least`` are bounds (None: no such bound); ``value`` None was not measurable."""

    name: str
    value: float | None
    unit: str
    at_most: float | None = None
    at_least: float | None = None

    @property
    def kept(self) -> bool | None:
        """Tell whether the bound is kept, None where there is no bound or no value."""
        if self.value is None or (self.at_most is None and self.at_least is None):
            return None
        below = self.at_most is None or self.value <= self.at_most
        return below and (self.at_least is None or self.value >= self.at_least)

    @property
    def bound(self) -> str:
        """The bound as it is shown."""
        if self.at_most is not None:
            return f"≤ {self.at_most:g}"
        return "" if self.at_least is None else f"≥ {self.at_least:g}"

    def document(self) -> dict[str, object]:
        """Return the figure as a JSON object."""
        return {"value": self.value, "unit": self.unit, "bound": self.bound, "kept": self.kept}


def table_of(figures: Iterable[Figure], title: str = "Duilian benchmarks") -> Table:
    """Return the figures as a table for people."""
    table = Table(title=title, title_justify="left")
    for column in ("figure", "value", "unit", "bound", ""):
        table.add_column(column, justify="right" if column == "value" else "left")
    marks = {True: "kept", False: "missed", None: ""}
    for figure in figures:
        shown = "–" if figure.value is None else f"{figure.value:,.4g}"
        table.add_row(figure.name, shown, figure.unit, figure.bound, marks[figure.kept])
    return table


def percentile(values: Iterable[float], share: float) -> float:
    """Return the value below which ``share`` (0–1) of the values lie. Raises ValueError for no values."""
    ordered = sorted(values)
    if not ordered:
        raise ValueError("no values to take a percentile of")
    return ordered[int(share * (len(ordered) - 1))]
