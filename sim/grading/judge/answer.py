"""A model's answer made into proposals: what is there is taken as it is, what is not is named, nothing is guessed."""

from collections import Counter
from collections.abc import Mapping, Sequence
from statistics import median_low
from typing import Any

from sim.domain.rubric import LEVEL_MAX, Dimension, Gate
from sim.domain.score import GateProposal, Proposal, Quote
from sim.grading.limits.compliance import FORBIDDEN, LEAK, OVER_PROMISE, UNTRUTH, UNVERIFIED
from sim.grading.rules.profile import SAY

SAMPLES_APART = "samples-apart:"
"""Problem prefix for a criterion on which samples of one model lie two levels or more apart."""

REPAIRED = "repaired"
"""Problem of an answer that could be used only after one repair; no reason to doubt it."""

NOT_GIVEN = object()

KINDS = {
    "对骂": "level-0",
    "争辩": "level-1",
    "越权": OVER_PROMISE,
    "认责": UNVERIFIED,
    "泄露": LEAK,
    "不实": UNTRUTH,
    "禁止": FORBIDDEN,
}
"""What a model is asked to call failures, and the kinds the rules name alike; a kind not listed stays as it is."""


def answer_problems(dimension: Dimension, data: Any) -> tuple[str, ...]:
    """Return what is wrong with an answer, in words the model can act on."""
    criteria = data.get("criteria") if isinstance(data, dict) else None
    if not isinstance(criteria, dict):
        return ("缺少 criteria 对象",)
    problems = []
    for criterion in dimension.criteria:
        given = criteria.get(criterion.id)
        if not isinstance(given, dict):
            problems.append(f"缺少 {criterion.id}")
        elif _level(given) is NOT_GIVEN:
            problems.append(f"{criterion.id} 的 level 必须是 0 到 {LEVEL_MAX} 的整数或 null")
    return tuple(problems)


def proposals_of(dimension: Dimension, data: Mapping[str, Any]) -> tuple[Proposal, ...]:
    """Return the proposals of an answer. A criterion without a usable level is left out; one not asked for too."""
    criteria = data.get("criteria")
    if not isinstance(criteria, Mapping):
        return ()
    found = []
    for criterion in dimension.criteria:
        given = criteria.get(criterion.id)
        level = _level(given) if isinstance(given, Mapping) else NOT_GIVEN
        if isinstance(given, Mapping) and (level is None or isinstance(level, int)):
            found.append(
                Proposal(criterion.id, level, _quotes(given.get("quotes")), _reasoning(given), _suggestion(given))
            )
    return tuple(found)


def gate_proposals_of(gates: Sequence[Gate], data: Mapping[str, Any]) -> tuple[GateProposal, ...]:
    """Return the gate failures of an answer, gates that were not asked about left out."""
    given = data.get("gates")
    asked = {gate.id for gate in gates}
    return tuple(
        GateProposal(
            item["gate"],
            KINDS.get(_text(item.get("kind")), _text(item.get("kind"))),
            _text(item.get("severity")),
            Quote(item["turn"], _text(item.get("quote"))),
            _text(item.get("exception")),
        )
        for item in (given if isinstance(given, list) else ())
        if isinstance(item, Mapping) and item.get("gate") in asked and isinstance(item.get("turn"), int)
    )


def median_proposals(samples: Sequence[Sequence[Proposal]]) -> tuple[tuple[Proposal, ...], tuple[str, ...]]:
    """Return one proposal per criterion out of several samples, and the criteria on which they lie apart.

    The level is the lower median (not applicable where most say so); words and quotes are those of the first sample
    that gave this level. A criterion that half the samples or more lack is left out.
    """
    by_criterion: dict[str, list[Proposal]] = {}
    for sample in samples:
        for proposal in sample:
            by_criterion.setdefault(proposal.criterion, []).append(proposal)
    chosen: list[Proposal] = []
    apart: list[str] = []
    for criterion, given in by_criterion.items():
        if 2 * len(given) <= len(samples):
            continue
        levels = [proposal.level for proposal in given if proposal.level is not None]
        level = median_low(levels) if 2 * len(levels) > len(given) else None
        chosen.append(next(proposal for proposal in given if proposal.level == level))
        if levels and (max(levels) - min(levels) >= 2 or 0 < len(levels) < len(given)):
            apart.append(criterion)
    return tuple(chosen), tuple(apart)


def majority_gates(samples: Sequence[Sequence[GateProposal]]) -> tuple[GateProposal, ...]:
    """Return the failures of those gates that more than half of the samples fail, words of the first such sample."""
    votes = Counter(gate for sample in samples for gate in {proposal.gate for proposal in sample})
    kept: dict[str, tuple[GateProposal, ...]] = {}
    for sample in samples:
        for gate in dict.fromkeys(proposal.gate for proposal in sample):
            if 2 * votes[gate] > len(samples) and gate not in kept:
                kept[gate] = tuple(proposal for proposal in sample if proposal.gate == gate)
    return tuple(proposal for proposals in kept.values() for proposal in proposals)


def _level(given: Mapping[str, Any]) -> object:
    level = given.get("level", NOT_GIVEN)
    if level is None:
        return None
    if isinstance(level, str) and level.strip().isdigit():
        level = int(level)
    if isinstance(level, float) and level.is_integer():
        level = int(level)
    whole = isinstance(level, int) and not isinstance(level, bool) and 0 <= level <= LEVEL_MAX
    return level if whole else NOT_GIVEN


def _quotes(given: Any) -> tuple[Quote, ...]:
    return tuple(
        Quote(item["turn"], item["quote"])
        for item in (given if isinstance(given, list) else ())
        if isinstance(item, Mapping) and isinstance(item.get("turn"), int) and isinstance(item.get("quote"), str)
    )


def _reasoning(given: Mapping[str, Any]) -> str:
    parts = (("有利", _text(given.get("for"))), ("不利", _text(given.get("against"))))
    return "；".join(f"{name}：{text.rstrip('。；')}" for name, text in parts if text) + "。"


def _suggestion(given: Mapping[str, Any]) -> str:
    lift, line = _text(given.get("lift")), _text(given.get("better_line")).strip("“”")
    aim = f"{lift.rstrip('。')}。" if lift else ""
    return f"{aim}{SAY}“{line}”" if line else aim


def _text(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""
