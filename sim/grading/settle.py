"""Settles each criterion: what a judge proposed, held against the evidence, the apology table and the rules.

A judge can be hostile, broken or taken in by the transcript. So nothing here lifts a level, everything bounds it:

* lacking or out of range → unscored, which withholds the total; never a zero, never a pass;
* no quote found in place → at most 1, and never above what the rules support; for a good level the words of a red
  line are no such quote, nor for a pledge those of an offence against the case;
* A1–A4 stay within the bounds of the apology table;
* injected or forged text in the transcript, mostly invented quotes, or one quote for a whole dimension → never above
  the rules; such criteria go to a person but keep their level;
* "not applicable" stands only where the rules agree, or bad criteria could be talked away.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sim.domain.rubric import LEVEL_MAX, Dimension
from sim.domain.score import CriterionScore, Judgement, Proposal, Status
from sim.grading.judge.answer import REPAIRED, SAMPLES_APART
from sim.grading.limits.bounds import Bounds
from sim.grading.rules.levels import GOOD, UNQUOTED_MAX
from sim.grading.rules.standing import speaks_for
from sim.grading.words.dialogue import Dialogue
from sim.grading.words.evidence import Located, locate

FAR = 2
"""Rule and model this many levels apart go to a person."""


@dataclass(frozen=True, slots=True)
class Settled:
    """The criteria of one dimension as they stand, and the flags that came up."""

    scores: tuple[CriterionScore, ...]
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Trust:
    """What is known about the judge of one dimension."""

    bounded: bool
    doubted: bool


def settle_dimension(
    dialogue: Dialogue,
    dimension: Dimension,
    judgement: Judgement | None,
    rules: Mapping[str, Proposal],
    bounds: Mapping[str, Bounds],
    *,
    independent: bool,
) -> Settled:
    """Settle one dimension.

    Args:
        dialogue: What was said.
        dimension: Its criteria.
        judgement: The judge's answer; None where it has not come, which leaves the criteria unscored.
        rules: What the rules propose, by criterion: the check on the judge.
        bounds: Bounds of criteria that the apology table, or the talk's end, sets.
        independent: Whether the judge is another than the rules; only then can the two disagree.
    """
    if judgement is None:
        judgement = Judgement(dimension.id, ())
    proposals = {proposal.criterion: proposal for proposal in reversed(judgement.proposals)}
    located = {
        item.id: locate(dialogue, proposals[item.id].quotes) for item in dimension.criteria if item.id in proposals
    }
    trust = _trust(dialogue, located, independent=independent)
    flags = [f"problem:{dimension.id}"] if any(map(_serious, judgement.problems)) and independent else []
    if trust.doubted:
        flags.append(f"fabricated:{dimension.id}")
    scores = []
    for name in (criterion.id for criterion in dimension.criteria):
        found = located.get(name, Located())
        score = _settle(
            dialogue,
            name,
            proposals.get(name),
            found,
            rules.get(name),
            trust,
            bounds.get(name),
            independent=independent,
        )
        if f"{SAMPLES_APART}{name}" in judgement.problems and score.status is Status.SCORED:
            score = replace(score, status=Status.NEEDS_REVIEW)
        scores.append(score)
        flags.extend(_flags(score))
    return Settled(tuple(scores), tuple(flags))


def _trust(dialogue: Dialogue, located: Mapping[str, Located], *, independent: bool) -> _Trust:
    if not independent:
        return _Trust(bounded=False, doubted=False)
    total = sum((item for item in located.values()), Located())
    invented = total.fabricated + total.injected
    quoted = [item.evidence for item in located.values() if item.evidence]
    parroted = len(quoted) >= 3 and len(quoted) == len(located) and len(set(quoted)) == 1
    mostly_invented = bool(invented) and 2 * invented >= len(total.fates)
    return _Trust(bounded=dialogue.injected or mostly_invented or parroted, doubted=bool(invented) or parroted)


def _settle(
    dialogue: Dialogue,
    criterion: str,
    proposal: Proposal | None,
    located: Located,
    rule: Proposal | None,
    trust: _Trust,
    bounds: Bounds | None,
    *,
    independent: bool,
) -> CriterionScore:
    rule_level = None if rule is None else rule.level
    if proposal is None or not _in_range(proposal.level):
        return CriterionScore(criterion, None, Status.UNSCORED, rule_level=rule_level)
    evidence = located.evidence
    if proposal.level is not None and proposal.level >= GOOD:
        evidence = tuple(item for item in evidence if speaks_for(dialogue, criterion, item))
    score = CriterionScore(
        criterion, proposal.level, Status.SCORED, evidence, proposal.reasoning, proposal.suggestion, rule_level
    )
    if bounds is not None and not bounds.applicable:
        return replace(score, level=None, status=Status.NOT_APPLICABLE)
    if proposal.level is None:
        if not independent or rule_level is None:
            return replace(score, status=Status.NOT_APPLICABLE)
        found = locate(dialogue, rule.quotes).evidence if rule is not None else ()
        return replace(score, level=rule_level, status=Status.NEEDS_REVIEW, evidence=found)
    level = _bounded(proposal.level, score, trust, bounds, independent=independent)
    if bounds is not None and bounds.reason and level < proposal.level:
        score = replace(score, reasoning=f"{score.reasoning}{bounds.reason}。")
    if level > UNQUOTED_MAX and not score.evidence and bounds is not None:
        score = replace(score, evidence=bounds.evidence)
    review = independent and (
        trust.bounded or trust.doubted or (rule_level is not None and abs(rule_level - proposal.level) >= FAR)
    )
    return replace(score, level=level, status=Status.NEEDS_REVIEW if review else Status.SCORED)


def _bounded(level: int, score: CriterionScore, trust: _Trust, bounds: Bounds | None, *, independent: bool) -> int:
    supported = LEVEL_MAX if score.rule_level is None else score.rule_level
    if not score.evidence:
        level = min(level, UNQUOTED_MAX, supported) if independent else min(level, UNQUOTED_MAX)
    if trust.bounded:
        level = min(level, supported)
    return level if bounds is None else bounds.clamp(level)


def _serious(problem: str) -> bool:
    return problem != REPAIRED and not problem.startswith(SAMPLES_APART)


def _in_range(level: object) -> bool:
    return level is None or (isinstance(level, int) and not isinstance(level, bool) and 0 <= level <= LEVEL_MAX)


def _flags(score: CriterionScore) -> Sequence[str]:
    if score.status is Status.UNSCORED:
        return (f"unscored:{score.id}",)
    if score.status is not Status.NEEDS_REVIEW:
        return ()
    flags = []
    if score.level is not None and score.rule_level is not None and abs(score.level - score.rule_level) >= FAR:
        flags.append(f"disagreement:{score.id}")
    if not score.evidence and score.level:
        flags.append(f"low-evidence:{score.id}")
    return tuple(flags)
