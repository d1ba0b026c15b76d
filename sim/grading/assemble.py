"""Makes a scorecard of judgements: a judge proposes, everything that counts is decided here."""

from collections.abc import Sequence
from functools import reduce
from operator import add

from sim.domain.chat import Usage
from sim.domain.ports import GradingCase
from sim.domain.score import Engine, Judgement, Proposal, Scorecard
from sim.grading.feedback.takeaways import make_feedback
from sim.grading.limits.apology import analyse
from sim.grading.limits.bounds import apology_bounds
from sim.grading.limits.breaking import broken_off_bounds
from sim.grading.limits.gates import GateDecision, decide_gates, rule_failures
from sim.grading.rules.levels import judge_by_rule
from sim.grading.rules.steps import track_steps
from sim.grading.settle import Settled, settle_dimension
from sim.grading.totals import add_up
from sim.grading.words.dialogue import Dialogue, dialogue_of
from sim.reading import Reader

INJECTION, OUT_OF_ROLE = "injection", "customer-out-of-role"


def assemble(
    case: GradingCase,
    judgements: Sequence[Judgement],
    *,
    engine: Engine,
    model: str | None,
    prompt_version: str,
    reader: Reader,
) -> Scorecard:
    """Make the scorecard of a case from one judgement per dimension.

    Args:
        case: Transcript, rubric, and whether the customer was in role.
        judgements: As graders gave them, in any order; a dimension without one stays unscored.
        engine: Who judged. Judgements of a model are checked against the rules, those of the rules are the rules.
        model: The judging model's name, None offline.
        prompt_version: Version of its prompts, "" offline.
        reader: Reads the transcript for evidence, apologies, gates and the rules' check.
    """
    dialogue = dialogue_of(case, reader)
    rubric, independent = case.rubric, engine is not Engine.OFFLINE
    by_dimension = {judgement.dimension: judgement for judgement in reversed(judgements)}
    checks = _checks(dialogue, case, by_dimension, independent=independent)
    apologies = analyse(dialogue)
    bounds = {**apology_bounds(dialogue, apologies), **broken_off_bounds(case.context, case.transcript)}
    settled = [
        settle_dimension(dialogue, dimension, by_dimension.get(dimension.id), checks, bounds, independent=independent)
        for dimension in rubric.dimensions
    ]
    criteria = tuple(score for item in settled for score in item.scores)
    decision = _gates(dialogue, case, by_dimension, independent=independent)
    totals = add_up(rubric, criteria, decision.scores)
    return Scorecard(
        case.transcript.id,
        engine,
        model,
        rubric.id,
        rubric.version,
        totals.total,
        totals.passed,
        totals.level,
        totals.dimensions,
        criteria,
        gates=decision.scores,
        apologies=apologies,
        steps=track_steps(rubric, dialogue, criteria, checks),
        flags=_flags(case, dialogue, settled, decision),
        feedback=make_feedback(rubric, dialogue, criteria, decision.scores, checks, case.context, apologies),
        usage=reduce(add, (judgement.usage for judgement in judgements), Usage()),
        prompt_version=prompt_version,
    )


def _gates(dialogue: Dialogue, case: GradingCase, given: dict[str, Judgement], *, independent: bool) -> GateDecision:
    """Decide the gates. Offline the rules' failures have come with the first dimension and are not sought again."""
    proposed = tuple(gate for judgement in given.values() for gate in judgement.gates)
    if independent or case.rubric.dimensions[0].id not in given:
        return decide_gates(case.rubric, dialogue, rule_failures(dialogue), proposed if independent else ())
    return decide_gates(case.rubric, dialogue, proposed)


def _flags(
    case: GradingCase, dialogue: Dialogue, settled: Sequence[Settled], decision: GateDecision
) -> tuple[str, ...]:
    """Collect why a person should look, each reason once."""
    flags = [
        *([INJECTION] if dialogue.injected else []),
        *([OUT_OF_ROLE] if case.customer_in_role is False else []),
        *(flag for item in settled for flag in item.flags),
        *(f"gate-disputed:{gate}" for gate in decision.disputed),
    ]
    return tuple(dict.fromkeys(flags))


def _checks(
    dialogue: Dialogue, case: GradingCase, given: dict[str, Judgement], *, independent: bool
) -> dict[str, Proposal]:
    """Return the rules' proposals by criterion; offline they are the judgements themselves."""
    judged = judge_by_rule(dialogue, case.rubric) if independent else given
    return {proposal.criterion: proposal for judgement in judged.values() for proposal in judgement.proposals}
