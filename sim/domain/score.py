"""Judgements proposed by a grader, and the scorecard that code makes of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from sim.domain.chat import Usage
from sim.domain.spans import Span, meet


class Engine(StrEnum):
    """Which kind of engine speaks or grades."""

    LLM = "llm"
    OFFLINE = "offline"


class EngineChoice(StrEnum):
    """Which engine somebody asks for: ``auto`` takes the model where one is configured."""

    AUTO = "auto"
    LLM = "llm"
    OFFLINE = "offline"


class Status(StrEnum):
    """What a criterion's level is worth."""

    SCORED = "scored"
    NOT_APPLICABLE = "not-applicable"
    UNSCORED = "unscored"
    NEEDS_REVIEW = "needs-review"


@dataclass(frozen=True, slots=True)
class Evidence:
    """A quote found at ``text[start:end]`` (code points) of the trainee turn numbered ``turn``."""

    turn: int
    start: int
    end: int
    quote: str

    @property
    def span(self) -> Span:
        """Where it stands in its turn."""
        return self.start, self.end

    def meets(self, other: "Evidence") -> bool:
        """Tell whether both quote some of the same words."""
        return self.turn == other.turn and meet(self.span, other.span)


@dataclass(frozen=True, slots=True)
class Quote:
    """A quote as a grader proposes it, not yet found in the transcript."""

    turn: int
    text: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a grader proposes for one criterion. ``level`` None means not applicable."""

    criterion: str
    level: int | None
    quotes: tuple[Quote, ...] = ()
    reasoning: str = ""
    suggestion: str = ""


@dataclass(frozen=True, slots=True)
class GateProposal:
    """A gate failure as a grader proposes it: which gate, kind and severity, the quote, why no exception applies."""

    gate: str
    kind: str
    severity: str
    quote: Quote
    reasoning: str = ""


@dataclass(frozen=True, slots=True)
class Judgement:
    """One grader's proposals for one dimension: raw material for code, stored as it arrives.

    ``problems`` says what was wrong with the answer (lacking criterion, level out of range, repaired JSON …).
    ``model`` is the model that judged, "" where none did.
    """

    dimension: str
    proposals: tuple[Proposal, ...]
    gates: tuple[GateProposal, ...] = ()
    problems: tuple[str, ...] = ()
    usage: Usage = Usage()
    model: str = ""


@dataclass(frozen=True, slots=True)
class CriterionScore:
    """One criterion of a scorecard. ``level`` is None unless the status is scored or needs-review."""

    id: str
    level: int | None
    status: Status
    evidence: tuple[Evidence, ...] = ()
    reasoning: str = ""
    suggestion: str = ""
    rule_level: int | None = None


@dataclass(frozen=True, slots=True)
class GateScore:
    """One gate. ``severity`` is "none", "light" or "severe"; ``cap`` the cap applied, None when passed."""

    id: str
    passed: bool
    severity: str
    cap: int | None
    evidence: tuple[Evidence, ...] = ()
    kind: str = ""
    reasoning: str = ""


@dataclass(frozen=True, slots=True)
class ApologyScore:
    """One apology word: where it stands, what the table expected at that moment, the error code or None if right.

    ``code``: O over-admits, U under-apologises, F filler, T before the facts, C conditional, B followed by a but.
    ``expected`` is the word the table asks for, or "" where none was due.
    """

    turn: int
    word: str
    expected: str
    code: str | None
    start: int
    end: int
    target: str = ""
    courtesy: bool = False


@dataclass(frozen=True, slots=True)
class StepScore:
    """One of the six resolution steps R1–R6: the level reached and the words that reached it."""

    id: str
    level: int | None
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Feedback:
    """What a learner takes away: the strongest moment, the sentence that cost most, a better line, what to practise."""

    strongest: Evidence | None = None
    costliest: Evidence | None = None
    costliest_reason: str = ""
    better_line: str = ""
    practise_next: str = ""
    summary: str = ""


@dataclass(frozen=True, slots=True)
class Scorecard:
    """The result of one grading. ``total`` 0–100, None while a criterion is unscored; ``dimensions`` likewise.

    ``flags`` are reasons for a person to look: short ids, e.g. "injection", "customer-out-of-role", "disagreement:…".
    """

    id: str
    engine: Engine
    model: str | None
    rubric_id: str
    rubric_version: str
    total: float | None
    passed: bool
    level: str | None
    dimensions: Mapping[str, float | None]
    criteria: tuple[CriterionScore, ...]
    gates: tuple[GateScore, ...]
    apologies: tuple[ApologyScore, ...] = ()
    steps: tuple[StepScore, ...] = ()
    flags: tuple[str, ...] = ()
    feedback: Feedback = field(default_factory=Feedback)
    usage: Usage = Usage()
    prompt_version: str = ""
