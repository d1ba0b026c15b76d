"""The judge's prompt: what is the same for all dimensions first (endpoints cache it), the dimension last."""

import hashlib
import json
from collections.abc import Sequence
from functools import lru_cache
from importlib import resources
from typing import Any

import jinja2

from sim.domain.chat import ChatMessage
from sim.domain.ports import GradingCase
from sim.domain.rubric import LEVEL_MAX, Dimension, Gate, Rubric
from sim.domain.scenario import Fault, OpinionRisk, Scenario, Severity
from sim.domain.score import ApologyScore
from sim.domain.transcript import Turn
from sim.grading.limits.apology import expected_word
from sim.grading.limits.bounds import apology_due
from sim.grading.limits.compliance import GATE as COMPLIANCE_GATE
from sim.grading.limits.conduct import COMPOSURE_GATE, RED_LINE_GATE
from sim.reading.masking import mask

TEMPLATES = ("system.jinja", "case.jinja", "dimension.jinja")

MOST_QUOTES = 3
"""Quotes for one criterion, as the prompt says."""

MOST_FAILURES = 6
"""Failures under the gates asked along with one dimension: each kind once, the gravest."""

_FAULT = {
    Fault.OURS: "我方",
    Fault.UNCLEAR: "未查清",
    Fault.CUSTOMER: "客户自己",
    Fault.THIRD_PARTY: "第三方",
}
_SEVERITY = {Severity.MINOR: "轻", Severity.MODERATE: "中", Severity.MAJOR: "重"}
_RISK = {OpinionRisk.LOW: "低", OpinionRisk.MODERATE: "中", OpinionRisk.HIGH: "高"}


@lru_cache(maxsize=1)
def _environment() -> jinja2.Environment:
    folder = resources.files("sim.grading.judge") / "prompts"
    sources = {name: (folder / name).read_text(encoding="utf-8") for name in TEMPLATES}
    return jinja2.Environment(
        loader=jinja2.DictLoader(sources),
        undefined=jinja2.StrictUndefined,
        autoescape=False,  # noqa: S701 - a prompt is no HTML; transcript text goes in as JSON strings
    )


@lru_cache(maxsize=1)
def prompt_version() -> str:
    """Return a short hash of the templates."""
    loader = _environment().loader
    assert isinstance(loader, jinja2.DictLoader)  # noqa: S101 - made so above; tells the type checker
    text = "\0".join(loader.mapping[name] for name in TEMPLATES)
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def judge_messages(
    case: GradingCase, dimension: Dimension, gates: Sequence[Gate], apologies: Sequence[ApologyScore] = ()
) -> tuple[ChatMessage, ...]:
    """Return the messages that ask for one dimension, and for gates to be looked at along with it.

    All but the end of the second message is the same for every dimension of a case. The transcript goes in as JSON
    lines, each under its speaker from the record, so no text in it can close a quotation or open another speaker's
    turn. The customer's mood is not in it. Personal data is masked, in place and of unchanged length.
    """
    return (
        ChatMessage("system", _render("system.jinja")),
        ChatMessage("user", mask(_case_text(case) + _dimension_text(case, dimension, gates, apologies)).text),
    )


def answer_schema(dimension: Dimension, gates: Sequence[Gate]) -> dict[str, Any]:
    """Return the JSON Schema of the answer, keyed by criterion id.

    Its lists are bounded: a weak model held to a schema without bounds adds the like of its last item until its answer
    is cut off, and the whole dimension is lost.
    """
    quote = _object({"turn": {"type": "integer"}, "quote": {"type": "string"}})
    criterion = _object(
        {
            "for": {"type": "string"},
            "against": {"type": "string"},
            "quotes": {"type": "array", "items": quote, "maxItems": MOST_QUOTES},
            "level": {"type": ["integer", "null"], "enum": [*range(LEVEL_MAX + 1), None]},
            "lift": {"type": "string"},
            "better_line": {"type": "string"},
        }
    )
    parts: dict[str, Any] = {"criteria": _object({item.id: criterion for item in dimension.criteria})}
    if gates:
        failure = _object(
            {
                "gate": {"type": "string", "enum": [gate.id for gate in gates]},
                "kind": {"type": "string"},
                "severity": {"type": "string", "enum": ["light", "severe"]},
                "turn": {"type": "integer"},
                "quote": {"type": "string"},
                "exception": {"type": "string"},
            }
        )
        parts["gates"] = {"type": "array", "items": failure, "maxItems": MOST_FAILURES}
    return _object(parts)


def gates_asked_with(rubric: Rubric, dimension: Dimension) -> tuple[Gate, ...]:
    """Return the gates judged along with a dimension: conduct with empathy, the others with the last dimension.

    A rubric without an empathy dimension has all its gates judged with its last one, so every gate is asked once.
    """
    last = rubric.dimensions[-1].id
    has_empathy = any(item.id == "empathy" for item in rubric.dimensions)
    conduct = tuple(gate for gate in rubric.gates if gate.code in ("G1", "G2"))
    if dimension.id == "empathy":
        return conduct
    if dimension.id != last:
        return ()
    return tuple(gate for gate in rubric.gates if not has_empathy or gate not in conduct)


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _render(template: str, /, **values: Any) -> str:
    return _environment().get_template(template).render(**values)


def _case_text(case: GradingCase) -> str:
    scenario = case.transcript.scenario
    return _render(
        "case.jinja",
        title=scenario.title.zh,
        trade=scenario.trade.zh,
        briefing=scenario.briefing.zh,
        facts=[fact.text for fact in scenario.facts],
        matters=_matters(scenario),
        severity=_SEVERITY[scenario.severity],
        risk=_RISK[scenario.opinion_risk],
        need=scenario.hidden_need.text,
        authority="；".join(scenario.authority),
        forbidden="；".join(scenario.forbidden),
        turns=[_turn(turn) for turn in case.transcript.turns],
    )


def _matters(scenario: Scenario) -> list[dict[str, str | bool]]:
    return [
        {
            "matter": matter.matter,
            "fault": _FAULT[matter.fault],
            "established": "已确认" if matter.established else "待查",
            "word": expected_word(matter.fault, scenario.severity, established=matter.established),
            "theirs": matter.fault is Fault.CUSTOMER,
        }
        for matter in scenario.responsibility
    ]


def _turn(turn: Turn) -> str:
    # Masked before it is JSON: an escape's letter would stand before a number and disguise it.
    return json.dumps({"turn": turn.turn, turn.speaker.value: mask(turn.text).text}, ensure_ascii=False)


def _dimension_text(
    case: GradingCase, dimension: Dimension, gates: Sequence[Gate], apologies: Sequence[ApologyScore]
) -> str:
    asked = {gate.id for gate in gates}
    return _render(
        "dimension.jinja",
        name=dimension.name.zh,
        criteria=[
            {
                "id": item.id,
                "name": item.name.zh,
                "anchors": [anchor.zh for anchor in item.anchors],
                "traps": [trap.zh for trap in item.traps],
            }
            for item in dimension.criteria
        ],
        gates=[{"id": gate.id, "name": gate.name.zh, "description": gate.description.zh} for gate in gates],
        apologies=apologies,
        apology_words=dimension.id == "apology",
        apology_due=apology_due(case.transcript.scenario),
        red_line=RED_LINE_GATE in asked,
        composure=COMPOSURE_GATE in asked,
        compliance=COMPLIANCE_GATE in asked,
    )
