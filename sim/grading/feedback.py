"""What a learner takes away from a scorecard: strongest moment, costliest sentence, a better line, what to practise."""

from collections.abc import Mapping, Sequence
from typing import Any

from sim.domain.rubric import LEVEL_MAX, Criterion, Rubric
from sim.domain.score import CriterionScore, Evidence, Feedback, GateScore, Proposal
from sim.grading.dialogue import Dialogue
from sim.grading.profile import SAY
from sim.grading.wording import sentence_span

POOR = 1
"""Levels up to this one point at sentences that cost something."""

MOOD_CHANGES = "mood_changes"
"""Key of ``GradingCase.context``: trainee turn number → the ``MoodChange`` values that turn caused."""


def make_feedback(
    rubric: Rubric,
    dialogue: Dialogue,
    criteria: Sequence[CriterionScore],
    gates: Sequence[GateScore],
    rules: Mapping[str, Proposal],
    context: Mapping[str, Any],
) -> Feedback:
    """Put the feedback together from a settled scorecard; everything said in it stands on a quote."""
    weights = {
        criterion.id: dimension.weight / len(dimension.criteria)
        for dimension in rubric.dimensions
        for criterion in dimension.criteria
    }
    known = {criterion.id: criterion for criterion in rubric.criteria()}
    scored = [score for score in criteria if score.level is not None and score.id in known]
    strongest = max(
        (score for score in scored if score.evidence and (score.level or 0) >= 2),
        key=lambda score: (score.level or 0, weights[score.id]),
        default=None,
    )
    weakest = max(
        scored, key=lambda score: ((LEVEL_MAX - (score.level or 0)) * weights[score.id], score.id), default=None
    )
    costliest, reason = _costliest(known, dialogue, gates, scored, context)
    return Feedback(
        strongest=strongest.evidence[-1] if strongest else None,
        costliest=costliest,
        costliest_reason=reason,
        better_line=_better_line(weakest, rules),
        practise_next=_practise(known[weakest.id]) if weakest and (weakest.level or 0) < LEVEL_MAX else "",
        summary=_summary(known, scored, gates),
    )


def _costliest(
    known: Mapping[str, Criterion],
    dialogue: Dialogue,
    gates: Sequence[GateScore],
    scored: Sequence[CriterionScore],
    context: Mapping[str, Any],
) -> tuple[Evidence | None, str]:
    """Choose the sentence that cost most: a failed gate with the lowest cap, else what angered the customer most."""
    failed = sorted((gate for gate in gates if not gate.passed and gate.evidence), key=lambda gate: gate.cap or 0)
    if failed:
        gate = failed[0]
        item = gate.evidence[0]
        return item, f"总分因此封顶 {gate.cap}：{gate.reasoning}{_mood(context, item.turn)}"
    angering = _angering(dialogue, context)
    if angering is not None:
        return angering
    return _most_cited(known, dialogue, scored)


def _most_cited(
    known: Mapping[str, Criterion], dialogue: Dialogue, scored: Sequence[CriterionScore]
) -> tuple[Evidence | None, str]:
    """Choose the sentence that low levels point at most often, and say which criteria it keeps down."""
    cited: dict[Evidence, list[CriterionScore]] = {}
    for score in scored:
        for item in score.evidence if (score.level or 0) <= POOR else ():
            text = dialogue.by_number[item.turn].turn.text
            start, end = sentence_span(text, item.start, item.end)
            cited.setdefault(Evidence(item.turn, start, end, text[start:end]), []).append(score)
    if not cited:
        return None, ""
    worst = max(cited, key=lambda item: (len(cited[item]), -item.turn, -item.start))
    names = "、".join(dict.fromkeys(known[score.id].name.zh for score in cited[worst]))
    return worst, f"这一句把{names}都压在 {POOR} 级及以下。" if len(cited[worst]) > 1 else cited[worst][0].reasoning


def _angering(dialogue: Dialogue, context: Mapping[str, Any]) -> tuple[Evidence, str] | None:
    changes = [
        (change.anger - change.trust, number, change)
        for number, caused in context.get(MOOD_CHANGES, {}).items()
        for change in caused
        if change.anger > 0 or change.trust < 0
    ]
    for _, number, change in sorted(changes, key=lambda item: (-item[0], item[1])):
        turn = dialogue.by_number.get(number)
        start = turn.turn.text.find(change.quote) if turn is not None and change.quote else -1
        if start >= 0:
            evidence = Evidence(number, start, start + len(change.quote), change.quote)
            return evidence, change.reason + _mood(context, number)
    return None


def _mood(context: Mapping[str, Any], turn: int) -> str:
    caused = context.get(MOOD_CHANGES, {}).get(turn, ())
    anger = sum(change.anger for change in caused)
    trust = sum(change.trust for change in caused)
    moved = [f"怒气{anger:+d}" if anger else "", f"信任{trust:+d}" if trust else ""]
    told = "、".join(part for part in moved if part)
    return f"（客户随后{told}）" if told else ""


def _better_line(weakest: CriterionScore | None, rules: Mapping[str, Proposal]) -> str:
    """The judge's better line for the weakest criterion; where it wrote none, the one made of the case's material."""
    if weakest is None:
        return ""
    rule = rules.get(weakest.id)
    suggestion = weakest.suggestion or (rule.suggestion if rule is not None else "")
    return suggestion.partition(SAY)[2] or suggestion


def _practise(criterion: Criterion) -> str:
    return f"{criterion.code} {criterion.name.zh}" + (f"：{criterion.practice.zh}" if criterion.practice.zh else "")


def _summary(known: Mapping[str, Criterion], scored: Sequence[CriterionScore], gates: Sequence[GateScore]) -> str:
    good = [known[score.id].name.zh for score in scored if (score.level or 0) >= 3]
    poor = [known[score.id].name.zh for score in scored if (score.level or 0) <= 1]
    failed = [gate.kind or gate.id for gate in gates if not gate.passed]
    parts = [
        f"{len(scored)} 项中 {len(good)} 项达到 3 级以上",
        f"最该补的是{'、'.join(poor[:3])}" if poor else "没有低于 2 级的项目",
    ]
    if failed:
        parts.append(f"触线：{'、'.join(failed)}")
    return "；".join(parts) + "。"
