"""The shapes of what the API hands out, for its OpenAPI description.

Answers are made by ``sim.practice.documents`` and ``sim.grading``; the tests hold them against these models.
"""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from sim.domain.mood import Outcome, Stage
from sim.domain.score import Engine, Status
from sim.domain.session import GradingStatus, TurnStatus
from sim.domain.transcript import Speaker

Level = Annotated[int, Field(ge=0, le=4)]
Measure = Annotated[int, Field(ge=0, le=10)]


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid")


class ProblemModel(BaseModel):
    """An error (RFC 9457). ``code`` is stable, ``detail`` is for people, ``errors`` name the fields at fault."""

    type: str
    title: str
    status: int
    detail: str
    code: str


class ContentModel(_Model):
    """A content document as pinned to a session."""

    id: str
    version: str


class MoodModel(_Model):
    """The customer's mood: two measures and the stage of the ladder."""

    anger: Measure
    trust: Measure
    stage: Stage


class MoveModel(_Model):
    """What a trainee did, and the words that did it."""

    kind: str
    quote: str


class MoodChangeModel(_Model):
    """A step of the mood: the rule, the move and the words behind it, and by how much each measure moved."""

    rule: str
    move: str
    quote: str
    anger: int
    trust: int
    reason: str


class TurnModel(_Model):
    """One turn; ``engine`` is null for the trainee's own.

    Mood, moves and changes are empty where the trainee chose not to see the mood.
    """

    turn: int
    speaker: Speaker
    text: str
    mood: MoodModel | None
    moves: list[MoveModel]
    changes: list[MoodChangeModel]
    disclosed: list[str]
    ended: bool
    outcome: Outcome | None
    status: TurnStatus
    engine: Engine | None
    model: str | None
    ai_generated: bool


class SessionModel(_Model):
    """A session with its whole transcript. ``next_index`` is what the next trainee line must carry.

    ``offline_from`` is the turn from which the offline engine plays in place of a model that failed.
    """

    id: str
    scenario: ContentModel
    archetype: ContentModel
    rubric: ContentModel
    engine: Engine
    model: str | None
    prompt_version: str
    offline_from: int | None
    seed: int
    intensity: int
    mood_visible: bool
    created_at: datetime
    ended_at: datetime | None
    ended: bool
    outcome: Outcome | None
    grading: GradingStatus
    next_index: int | None
    turns: list[TurnModel]


class StartedSessionModel(SessionModel):
    """A new session; ``opening`` is its first turn."""

    opening: TurnModel


class EndedSessionModel(_Model):
    """An ended session and where its grading stands."""

    id: str
    outcome: Outcome | None
    grading: GradingStatus


class GradingModel(_Model):
    """A session and where its grading stands."""

    id: str
    grading: GradingStatus


class ProgressModel(_Model):
    """A grading under way: its dimensions, and those already judged."""

    id: str
    status: GradingStatus
    dimensions: list[str]
    done: list[str]


class EvidenceModel(_Model):
    """A quote at ``text[start:end]`` (code points) of a trainee turn."""

    turn: int
    start: int
    end: int
    quote: str


class CriterionModel(_Model):
    """One criterion; the level is null where it was not scored."""

    id: str
    level: Level | None
    status: Status
    evidence: list[EvidenceModel]
    reasoning: str
    suggestion: str
    rule_level: Level | None


class GateModel(_Model):
    """One gate; ``cap`` is the cap applied to the total."""

    id: str
    passed: bool
    severity: Literal["none", "light", "severe"]
    cap: int | None
    evidence: list[EvidenceModel]
    kind: str
    reasoning: str


class ApologyModel(_Model):
    """An apology word: what was due there by the table, and the code of the error (null where it was right)."""

    turn: int
    word: str
    expected: str
    code: Literal["O", "U", "F", "T", "C", "B"] | None
    start: int
    end: int
    target: str
    courtesy: bool


class StepModel(_Model):
    """One of the six steps of resolution."""

    id: str
    level: Level | None
    evidence: list[EvidenceModel]


class FeedbackModel(_Model):
    """What to take away from the session."""

    strongest: EvidenceModel | None
    costliest: EvidenceModel | None
    costliest_reason: str
    better_line: str
    practise_next: str
    summary: str


class UsageModel(_Model):
    """Tokens as the endpoint counted them."""

    prompt_tokens: int
    completion_tokens: int
    cached_tokens: int


class ScorecardModel(_Model):
    """A scorecard. The total is withheld (null) while a criterion is unscored."""

    id: str
    engine: Engine
    model: str | None
    rubric: ContentModel
    total: Annotated[float, Field(ge=0, le=100)] | None
    passed: bool
    level: str | None
    dimensions: dict[str, float | None]
    criteria: list[CriterionModel]
    gates: list[GateModel]
    apologies: list[ApologyModel]
    flags: list[str]
    steps: list[StepModel]
    feedback: FeedbackModel
    usage: UsageModel
    prompt_version: str
