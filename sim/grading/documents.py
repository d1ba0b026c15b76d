"""Scorecards and judgements as JSON-able documents, and back: the form of files, the API and the store."""

from collections.abc import Mapping, Sequence
from typing import Any

from sim.domain.chat import Usage
from sim.domain.errors import InvalidInputError
from sim.domain.score import (
    ApologyScore,
    CriterionScore,
    Engine,
    Evidence,
    Feedback,
    GateProposal,
    GateScore,
    Judgement,
    Proposal,
    Quote,
    Scorecard,
    Status,
    StepScore,
)

Document = dict[str, Any]


def scorecard_document(card: Scorecard) -> Document:
    """Return a scorecard as the JSON object that ``duilian grade --json`` and the API print."""
    return {
        "id": card.id,
        "engine": card.engine.value,
        "model": card.model,
        "rubric": {"id": card.rubric_id, "version": card.rubric_version},
        "total": card.total,
        "passed": card.passed,
        "level": card.level,
        "dimensions": dict(card.dimensions),
        "criteria": [_criterion(score) for score in card.criteria],
        "gates": [_gate(gate) for gate in card.gates],
        "apologies": [_apology(apology) for apology in card.apologies],
        "flags": list(card.flags),
        "steps": [{"id": step.id, "level": step.level, "evidence": _evidences(step.evidence)} for step in card.steps],
        "feedback": _feedback(card.feedback),
        "usage": _usage(card.usage),
        "prompt_version": card.prompt_version,
    }


def scorecard_from_document(document: Mapping[str, Any]) -> Scorecard:
    """Return the scorecard a document was made from. InvalidInputError where a field is lacking or of wrong kind."""
    try:
        return Scorecard(
            id=document["id"],
            engine=Engine(document["engine"]),
            model=document["model"],
            rubric_id=document["rubric"]["id"],
            rubric_version=document["rubric"]["version"],
            total=document["total"],
            passed=document["passed"],
            level=document["level"],
            dimensions=dict(document["dimensions"]),
            criteria=tuple(_criterion_from(item) for item in document["criteria"]),
            gates=tuple(_gate_from(item) for item in document["gates"]),
            apologies=tuple(_apology_from(item) for item in document["apologies"]),
            steps=tuple(
                StepScore(item["id"], item["level"], _evidences_from(item["evidence"])) for item in document["steps"]
            ),
            flags=tuple(document["flags"]),
            feedback=_feedback_from(document["feedback"]),
            usage=Usage(**document["usage"]),
            prompt_version=document["prompt_version"],
        )
    except (KeyError, TypeError, ValueError) as error:
        raise InvalidInputError(f"Not a scorecard: {error!r}", field="scorecard") from error


def judgement_document(judgement: Judgement) -> Document:
    """Return a judgement as a JSON-able object; stored as soon as it arrives, so that nothing is paid for twice."""
    return {
        "dimension": judgement.dimension,
        "proposals": [
            {
                "criterion": proposal.criterion,
                "level": proposal.level,
                "quotes": [_quote(quote) for quote in proposal.quotes],
                "reasoning": proposal.reasoning,
                "suggestion": proposal.suggestion,
            }
            for proposal in judgement.proposals
        ],
        "gates": [
            {
                "gate": gate.gate,
                "kind": gate.kind,
                "severity": gate.severity,
                "quote": _quote(gate.quote),
                "reasoning": gate.reasoning,
            }
            for gate in judgement.gates
        ],
        "problems": list(judgement.problems),
        "usage": _usage(judgement.usage),
        "model": judgement.model,
    }


def judgement_from_document(document: Mapping[str, Any]) -> Judgement:
    """Return the judgement a document was made from. InvalidInputError where a field is lacking or of wrong kind."""
    try:
        return Judgement(
            dimension=document["dimension"],
            proposals=tuple(
                Proposal(
                    criterion=item["criterion"],
                    level=item["level"],
                    quotes=tuple(Quote(**quote) for quote in item["quotes"]),
                    reasoning=item["reasoning"],
                    suggestion=item["suggestion"],
                )
                for item in document["proposals"]
            ),
            gates=tuple(GateProposal(**{**item, "quote": Quote(**item["quote"])}) for item in document["gates"]),
            problems=tuple(document["problems"]),
            usage=Usage(**document["usage"]),
            model=document.get("model", ""),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise InvalidInputError(f"Not a judgement: {error!r}", field="judgement") from error


def _quote(quote: Quote) -> Document:
    return {"turn": quote.turn, "text": quote.text}


def _evidence(evidence: Evidence) -> Document:
    return {"turn": evidence.turn, "start": evidence.start, "end": evidence.end, "quote": evidence.quote}


def _evidences(evidence: Sequence[Evidence]) -> list[Document]:
    return [_evidence(item) for item in evidence]


def _evidences_from(items: Sequence[Mapping[str, Any]]) -> tuple[Evidence, ...]:
    return tuple(Evidence(**item) for item in items)


def _criterion(score: CriterionScore) -> Document:
    return {
        "id": score.id,
        "level": score.level,
        "status": score.status.value,
        "evidence": _evidences(score.evidence),
        "reasoning": score.reasoning,
        "suggestion": score.suggestion,
        "rule_level": score.rule_level,
    }


def _criterion_from(item: Mapping[str, Any]) -> CriterionScore:
    return CriterionScore(
        **{**item, "status": Status(item["status"]), "evidence": _evidences_from(item["evidence"])},
    )


def _gate(gate: GateScore) -> Document:
    return {
        "id": gate.id,
        "passed": gate.passed,
        "severity": gate.severity,
        "cap": gate.cap,
        "evidence": _evidences(gate.evidence),
        "kind": gate.kind,
        "reasoning": gate.reasoning,
    }


def _gate_from(item: Mapping[str, Any]) -> GateScore:
    return GateScore(**{**item, "evidence": _evidences_from(item["evidence"])})


def _apology(apology: ApologyScore) -> Document:
    return {
        "turn": apology.turn,
        "word": apology.word,
        "expected": apology.expected,
        "code": apology.code,
        "start": apology.start,
        "end": apology.end,
        "target": apology.target,
        "courtesy": apology.courtesy,
    }


def _apology_from(item: Mapping[str, Any]) -> ApologyScore:
    return ApologyScore(**item)


def _feedback(feedback: Feedback) -> Document:
    return {
        "strongest": None if feedback.strongest is None else _evidence(feedback.strongest),
        "costliest": None if feedback.costliest is None else _evidence(feedback.costliest),
        "costliest_reason": feedback.costliest_reason,
        "better_line": feedback.better_line,
        "practise_next": feedback.practise_next,
        "summary": feedback.summary,
    }


def _feedback_from(item: Mapping[str, Any]) -> Feedback:
    strongest, costliest = item["strongest"], item["costliest"]
    return Feedback(
        **{
            **item,
            "strongest": None if strongest is None else Evidence(**strongest),
            "costliest": None if costliest is None else Evidence(**costliest),
        }
    )


def _usage(usage: Usage) -> Document:
    return {
        "prompt_tokens": usage.prompt_tokens,
        "completion_tokens": usage.completion_tokens,
        "cached_tokens": usage.cached_tokens,
    }
