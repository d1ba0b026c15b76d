"""Sums as they are read: means with their names, weeks with their dates, time in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sim.domain.rounding import rounded
from sim.domain.rubric import LEVEL_MAX, Rubric
from sim.practice.overview.overviews import Week, rubrics_of, trend
from sim.practice.overview.period import Period
from sim.runtime import Runtime
from sim.store.overview import Counts, PartMean, Summary
from web.marking import _
from web.overview.view import case_name
from web.rendering.numbers import NONE, points
from web.rendering.renderer import Pages

WEAKEST = 5
_HOUR = 3600
_MINUTE = 60


@dataclass(frozen=True, slots=True)
class Mean:
    """The mean of one part: its id, code ("" for a dimension), name and value. ``of`` is the best value there is."""

    id: str
    code: str
    name: str
    count: int
    value: float
    of: float
    dimension: str = ""
    to_pass: float = 0.0

    @property
    def share(self) -> float:
        """Return the value as a share (0–1) of the best."""
        return self.value / self.of


@dataclass(frozen=True, slots=True)
class Profile:
    """The means of one rubric: dimensions (points 0–100), criteria (levels 0–4), gates (share passed, 0–1)."""

    rubric: str
    name: str
    dimensions: tuple[Mean, ...] = ()
    criteria: tuple[Mean, ...] = ()
    gates: tuple[Mean, ...] = ()

    @property
    def weakest(self) -> tuple[Mean, ...]:
        """Return the criteria with the lowest means, the weakest first."""
        return tuple(sorted(self.criteria, key=lambda mean: mean.value)[:WEAKEST])

    def radar(self) -> list[dict[str, Any]]:
        """Return what the radar draws."""
        return [
            {"name": mean.name, "points": mean.value, "pass": mean.to_pass, "last": None} for mean in self.dimensions
        ]


@dataclass(frozen=True, slots=True)
class CaseLine:
    """One case in an overview."""

    id: str
    name: str
    counts: Counts


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything an overview shows of a selection."""

    totals: Counts
    spent: str
    weeks: tuple[Week, ...]
    cases: tuple[CaseLine, ...]
    profile: Profile | None
    rubrics: tuple[tuple[str, str], ...]

    def bars(self) -> list[dict[str, Any]]:
        """Return what the chart of the trend draws: sessions and mean total of each week."""
        return [
            {"week": f"{week.monday:%m-%d}", "sessions": week.counts.sessions, "mean": week.counts.mean}
            for week in self.weeks
        ]


def figures_of(summary: Summary, period: Period, runtime: Runtime, pages: Pages, rubric: str = "") -> Figures:
    """Return the figures of a selection; the profile is that of ``rubric``, or of the one most used."""
    rubrics = rubrics_of(summary.parts)
    chosen = rubric if rubric in rubrics else next(iter(rubrics), "")
    cases = [CaseLine(case, case_name(runtime, pages, case), counts) for case, counts in summary.cases.items()]
    return Figures(
        totals=summary.totals,
        spent=time_spent(pages, summary.totals),
        weeks=trend(summary, period),
        cases=tuple(sorted((case for case in cases if case.counts.sessions), key=lambda case: -case.counts.sessions)),
        profile=_profile(chosen, summary.parts, runtime, pages) if chosen else None,
        rubrics=tuple((each, _rubric_name(runtime, pages, each)) for each in rubrics),
    )


def time_spent(pages: Pages, counts: Counts) -> str:
    """Return in words how long was practised: minutes, from two hours on hours; a dash where nobody has."""
    if not counts.sessions:
        return NONE
    if counts.seconds < _MINUTE:
        return pages.text(_("不到 1 分钟"))
    if counts.seconds < 2 * _HOUR:
        return pages.text(_("%(n)s 分钟")) % {"n": points(rounded(counts.seconds / _MINUTE))}
    return pages.text(_("%(n)s 小时")) % {"n": points(counts.seconds / _HOUR)}


def _profile(rubric_id: str, parts: Sequence[PartMean], runtime: Runtime, pages: Pages) -> Profile:
    found = {part.part: part for part in parts if part.rubric == rubric_id}
    rubric = runtime.library.rubrics.get(rubric_id)
    if rubric is None:  # it has left the library: its parts go by their ids
        others = tuple(Mean(part.part, "", part.part, part.count, part.mean, LEVEL_MAX) for part in found.values())
        return Profile(rubric_id, rubric_id, criteria=others)
    lowest = min(rubric.certifications, key=lambda level: level.total, default=None)
    to_pass = lowest.dimension_mean / LEVEL_MAX * 100 if lowest else 0.0

    def mean(part: str, code: str, name: str, of: float, dimension: str = "") -> Mean:
        return Mean(part, code, name, found[part].count, found[part].mean, of, dimension, to_pass)

    return Profile(
        rubric_id,
        pages.own(rubric.name),
        tuple(mean(each.id, "", pages.own(each.name), 100, each.id) for each in rubric.dimensions if each.id in found),
        tuple(
            mean(each.id, each.code, pages.own(each.name), LEVEL_MAX, dimension.id)
            for dimension in rubric.dimensions
            for each in dimension.criteria
            if each.id in found
        ),
        tuple(mean(each.id, each.code, pages.own(each.name), 1) for each in rubric.gates if each.id in found),
    )


def _rubric_name(runtime: Runtime, pages: Pages, rubric_id: str) -> str:
    rubric: Rubric | None = runtime.library.rubrics.get(rubric_id)
    return pages.own(rubric.name) if rubric else rubric_id
