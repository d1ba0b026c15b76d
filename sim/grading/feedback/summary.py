"""The summary of a scorecard in the words of a trainer: how it went, what was strong, what cost most, what is next."""

from collections.abc import Mapping, Sequence

from sim.domain.rubric import LEVEL_MAX, Criterion, Dimension, Gate, Rubric
from sim.domain.score import CriterionScore, GateScore
from sim.grading.limits.bounds import LEVEL, NONE_LIKEWISE
from sim.grading.limits.conduct import SEVERE

_VERDICTS = (
    (0.8, "这通处理得到位"),
    (0.6, "这通基本接住了，还有缺口"),
    (0.35, "这通有动作，没有办到点子上"),
    (0.0, "这通没有接住客户"),
)
"""Share of the weighted levels from which on a verdict holds."""

_BARRED = ((0.8, "这通别处都做到了，可是没过关"), (0.6, "这通基本接住了，可是没过关"))
"""What is said instead where a gate was failed: levels alone make no good session."""

_FAILED = {
    "gate.red-line": "触了红线",
    "gate.composure": "自己先动了气",
    "gate.compliance": "说了不该说或没权说的话",
}

_KINDS = {
    "over-promise": "越权许诺",
    "unverified-admission": "没查清就揽责",
    "leak": "泄露信息",
    "untruth": "说了不实的话",
    "forbidden": "做了本案禁止的事",
}

STRONG, POOR = 3, 1


def summarise(rubric: Rubric, scored: Sequence[CriterionScore], gates: Sequence[GateScore]) -> str:
    """Return one or two sentences; "" where nothing was scored."""
    levels = {score.id: score.level for score in scored if score.level is not None}
    means = {
        dimension: sum(found) / len(found)
        for dimension in rubric.dimensions
        if (found := [levels[criterion.id] for criterion in dimension.criteria if criterion.id in levels])
    }
    if not means:
        return ""
    weight = sum(dimension.weight for dimension in means)
    share = sum(dimension.weight * mean for dimension, mean in means.items()) / weight / LEVEL_MAX
    failed = [_failure(gate) for gate in gates if not gate.passed]
    verdicts = (*_BARRED, *_VERDICTS) if failed else _VERDICTS
    parts = [next(verdict for least, verdict in verdicts if share >= least)]
    if strong := _strong(means, levels):
        parts.append(f"做得最好的是{strong}")
    capping = capping_gate(gates, 100 * share)
    if failed:
        parts.append(f"最伤的是{'，还有'.join(failed)}" + ("，总分因此封顶" if capping is not None else ""))
    elif poor := _poor(means, {id_: level for id_, level in levels.items() if id_ not in lost_likewise(scored)}):
        parts.append(f"失分最多的是{poor}")
    gate = gravest_gate(rubric, gates, 100 * share)
    next_step = f"下一步先练“{gate.name.zh}”这道关。" if gate is not None else _next(rubric, scored)
    return "；".join(parts) + "。" + next_step


def capping_gate(gates: Sequence[GateScore], uncapped: float | None) -> GateScore | None:
    """Return the failed gate that took most off the total, None where none did: a cap above it caps nothing."""
    capping = (gate for gate in gates if gate.cap is not None and gate.cap < (uncapped or 0.0))
    return min(capping, key=_by_cap, default=None)


def gravest_gate(rubric: Rubric, gates: Sequence[GateScore], uncapped: float | None) -> Gate | None:
    """Return the failed gate to work on first: the one that capped the total, else a severe one though it capped
    nothing, as everything else was poor too. None where neither is there."""
    severe = (gate for gate in gates if not gate.passed and gate.severity == SEVERE)
    failed = capping_gate(gates, uncapped) or min(severe, key=_by_cap, default=None)
    return next((gate for gate in rubric.gates if failed is not None and gate.id == failed.id), None)


def _by_cap(gate: GateScore) -> tuple[int, str]:
    return gate.cap or 0, gate.id


def _strong(means: Mapping[Dimension, float], levels: Mapping[str, int]) -> str:
    best = max(means, key=lambda dimension: means[dimension])
    names = [c.name.zh for c in _ranked(best, levels, best_first=True) if levels[c.id] >= STRONG]
    return f"{best.name.zh}，尤其是“{names[0]}”" if names else ""


def _poor(means: Mapping[Dimension, float], levels: Mapping[str, int]) -> str:
    worst = min(means, key=lambda dimension: means[dimension])
    names = [c.name.zh for c in _ranked(worst, levels, best_first=False) if levels[c.id] <= POOR + 1]
    if not names:
        return ""
    return f"{worst.name.zh}里的“{'”“'.join(names[:2])}”"


def _ranked(dimension: Dimension, levels: Mapping[str, int], *, best_first: bool) -> list[Criterion]:
    known = [criterion for criterion in dimension.criteria if criterion.id in levels]
    return sorted(known, key=lambda criterion: -levels[criterion.id] if best_first else levels[criterion.id])


def _failure(gate: GateScore) -> str:
    kinds = [_KINDS.get(kind, kind) for kind in gate.kind.split("、") if kind and not kind.startswith("level-")]
    return _FAILED.get(gate.id, gate.id) + (f"（{'、'.join(kinds)}）" if kinds else "")


def weakest(rubric: Rubric, scored: Sequence[CriterionScore]) -> tuple[Criterion, int] | None:
    """Return the criterion on which most of the total was lost and its level, the first of the rubric among equals.

    None where nothing was lost. What an apology that never came cost elsewhere counts with the criterion of its weight.
    """
    levels = {each.id: each.level for each in scored if each.level is not None}
    likewise = lost_likewise(scored)
    lost: dict[Criterion, float] = {}
    for dimension in rubric.dimensions:
        counted = [criterion for criterion in dimension.criteria if criterion.id in levels]
        cause = next((criterion for criterion in counted if criterion.id == LEVEL), None)
        for criterion in counted:
            held = cause if cause is not None and criterion.id in likewise else criterion
            worth = dimension.weight / len(dimension.criteria) * (LEVEL_MAX - levels[criterion.id])
            lost[held] = lost.get(held, 0.0) + worth
    most = max(lost, key=lambda criterion: lost[criterion], default=None)
    return None if most is None or not lost[most] else (most, levels[most.id])


def lost_likewise(scored: Sequence[CriterionScore]) -> frozenset[str]:
    """Return the criteria that were lost for what another one says: no apology came."""
    return frozenset(each.id for each in scored if NONE_LIKEWISE in each.reasoning)


def _next(rubric: Rubric, scored: Sequence[CriterionScore]) -> str:
    found = weakest(rubric, scored)
    if found is None or found[1] >= STRONG:
        return "接下来换一位更难的客户练。"
    return f"下一步先练“{found[0].name.zh}”。"
