"""Decides the gates from what the rules and the model hold against a trainee: quotes checked, exceptions considered.

Strong models call far too much a red line (DOMAIN, section 2). So a failure needs its exact quote, its kind, its
severity and the reason why no exception applies; code looks for the exceptions itself and throws the failure out
where it finds one. Caps are applied in code.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sim.domain.moves import MoveKind
from sim.domain.rubric import Gate, Rubric
from sim.domain.score import Evidence, GateProposal, GateScore
from sim.domain.spans import meet
from sim.grading.limits.compliance import compliance_failures
from sim.grading.limits.conduct import (
    COMPOSURE_GATE,
    EXCEPTED,
    LIGHT,
    RED_LINE_GATE,
    RED_LINE_KINDS,
    SEVERE,
    composure,
    composure_failures,
    has_way_out,
    red_lines,
)
from sim.grading.words.dialogue import Dialogue
from sim.grading.words.evidence import QuoteFate, locate_one

ARGUED, ARGUED_TURNS = "level-1", 2
"""The failure of composure that takes two sides, and in how many turns the trainee must have kept it up."""


@dataclass(frozen=True, slots=True)
class GateDecision:
    """The gates, and what a person should know: failures thrown out, and gates on which rule and model differ."""

    scores: tuple[GateScore, ...]
    rejected: tuple[str, ...] = ()
    disputed: tuple[str, ...] = ()
    fabricated: int = 0


@dataclass(frozen=True, slots=True)
class _Failure:
    proposal: GateProposal
    evidence: Evidence


def rule_failures(dialogue: Dialogue) -> tuple[GateProposal, ...]:
    """Return everything the rules hold against the trainee under the three gates."""
    return (*red_lines(dialogue), *composure_failures(dialogue), *compliance_failures(dialogue))


def decide_gates(
    rubric: Rubric, dialogue: Dialogue, rules: Sequence[GateProposal], model: Sequence[GateProposal] = ()
) -> GateDecision:
    """Decide every gate of the rubric.

    Args:
        rubric: Its gates and caps.
        dialogue: What was said.
        rules: Failures found by rule; they stand, whatever a model says.
        model: Failures proposed by a model; they stand with a located quote and no exception. Where only one side
            sees a failure, the gate is named in ``disputed``.
    """
    accepted: list[_Failure] = []
    rejected: list[str] = []
    fabricated = 0
    by_rule = {proposal.gate for proposal in rules}
    by_model: set[str] = set()
    located = [(proposal, *locate_one(dialogue, proposal.quote, against=True)) for proposal in (*rules, *model)]
    argued = {evidence.turn for proposal, evidence, _ in located if evidence and proposal.gate == COMPOSURE_GATE}
    for proposal, evidence, fate in located:
        fabricated += fate is QuoteFate.FABRICATED
        flaw = _flaw(rubric, dialogue, proposal, evidence)
        if not flaw and proposal.kind == ARGUED and len(argued) < ARGUED_TURNS and proposal not in rules:
            flaw = "只在一轮里争过，是生硬，不是来回争辩"
        if evidence is None or flaw:
            rejected.append(f"{proposal.gate}：“{proposal.quote.text}”不成立：{flaw or '原话里没有'}")
            continue
        if proposal in model:
            by_model.add(proposal.gate)
        if not any(_same(failure, proposal, evidence) for failure in accepted):
            accepted.append(_Failure(proposal, evidence))
    scores = tuple(
        _score(dialogue, gate, [item for item in accepted if item.proposal.gate == gate.id]) for gate in rubric.gates
    )
    return GateDecision(scores, tuple(rejected), tuple(sorted(by_rule ^ by_model)) if model else (), fabricated)


def _flaw(rubric: Rubric, dialogue: Dialogue, proposal: GateProposal, evidence: Evidence | None) -> str:
    """Return why a proposed failure does not stand, "" if it does."""
    if evidence is None:
        return "原话里没有这一句"
    if proposal.gate not in {gate.id for gate in rubric.gates}:
        return "评分表没有这一道关"
    if not proposal.reasoning.strip():
        return "没有说明为什么不属例外"
    if proposal.gate != RED_LINE_GATE:
        return ""
    if proposal.kind not in RED_LINE_KINDS or proposal.severity not in (LIGHT, SEVERE):
        return "没有写明是哪一类红线、轻重如何"
    return _exception(dialogue, proposal, evidence)


def _exception(dialogue: Dialogue, proposal: GateProposal, evidence: Evidence) -> str:
    """Return which exception a red line falls under, "" if none: verification, refusal with a way out, quotation."""
    turn = dialogue.by_number[evidence.turn]
    over = [move for move in turn.moves() if meet(move.span, evidence.span)]
    if any(move.kind is MoveKind.RED_LINE for move in over):
        return ""
    if any(move.kind is MoveKind.QUESTION and move.get("about") == "verify" for move in over):
        return "这是必要的核实"
    if proposal.kind == "拒绝" and has_way_out(turn):
        return "按规定拒绝，同时给了替代办法"
    text = turn.turn.text
    if text[: evidence.start].rstrip()[-1:] in ("“", "「", '"') and text[evidence.end :].lstrip()[:1] in (
        "”",
        "」",
        '"',
    ):
        return "这是在引用别人的话"
    return ""


def _same(failure: _Failure, proposal: GateProposal, evidence: Evidence) -> bool:
    """Tell whether a failure has been accepted before: the same gate, overlapping words."""
    return failure.proposal.gate == proposal.gate and failure.evidence.meets(evidence)


def _score(dialogue: Dialogue, gate: Gate, failures: Sequence[_Failure]) -> GateScore:
    if not failures:
        return _passed(dialogue, gate)
    light = gate.light_cap is not None and len(failures) == 1 and failures[0].proposal.severity == LIGHT
    return GateScore(
        id=gate.id,
        passed=False,
        severity=LIGHT if light else SEVERE,
        cap=gate.light_cap if light else gate.cap,
        evidence=tuple(failure.evidence for failure in failures),
        kind="、".join(dict.fromkeys(failure.proposal.kind for failure in failures)),
        reasoning=_reasoning([failure.proposal.reasoning for failure in failures]),
    )


def _reasoning(reasons: Sequence[str]) -> str:
    """Join the reasons of a gate's failures, each told once, the exceptions that were ruled out at the end."""
    told = dict.fromkeys(reason.replace(EXCEPTED, "").rstrip("。；") for reason in reasons)
    return "；".join(told) + "。" + (EXCEPTED if any(EXCEPTED in reason for reason in reasons) else "")


def _passed(dialogue: Dialogue, gate: Gate) -> GateScore:
    if gate.id != COMPOSURE_GATE:
        return GateScore(gate.id, passed=True, severity="none", cap=None)
    shown = composure(dialogue)
    return GateScore(
        gate.id,
        passed=True,
        severity="none",
        cap=None,
        evidence=shown.evidence,
        kind=f"level-{shown.level}",
        reasoning=shown.reasoning,
    )
