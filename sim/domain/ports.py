"""The three seams of the house: a chat model, a customer, a grader. Adapters and engines live elsewhere."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from sim.domain.archetype import Archetype
from sim.domain.chat import ChatReply, ChatRequest, StreamEnd, TextPiece, Usage
from sim.domain.mood import Mood, MoodChange, Outcome
from sim.domain.moves import Reading
from sim.domain.rubric import Rubric
from sim.domain.scenario import Scenario
from sim.domain.score import Engine, Judgement
from sim.domain.session import Intervention
from sim.domain.transcript import Transcript, Turn


class ChatModel(Protocol):
    """One OpenAI-compatible chat model. The only implementation outside tests is ``sim.llm.openai_model``."""

    @property
    def name(self) -> str:
        """The model's name as the endpoint knows it."""
        ...

    def stream(self, request: ChatRequest) -> AsyncIterator[TextPiece | StreamEnd]:
        """Yield pieces as they come, then one StreamEnd. Raises a ModelError; StreamCutError when it broke off."""
        ...

    async def complete(self, request: ChatRequest) -> ChatReply:
        """Return a whole answer. Raises a ModelError."""
        ...


@dataclass(frozen=True, slots=True)
class Cast:
    """Who plays what: everything about a session that stays the same from its first turn to its last."""

    archetype: Archetype
    scenario: Scenario
    seed: int
    intensity: int = 2


@dataclass(frozen=True, slots=True)
class Opening:
    """The customer's first line with the mood and the state the session starts in."""

    text: str
    mood: Mood
    state: Mapping[str, Any]
    disclosed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reaction:
    """What one trainee line does to the customer, decided by code before any model is asked.

    ``state`` is the customer's state after the line (JSON-able, opaque). ``direction`` is the engine's own stage
    direction for the voice. ``outcome`` is set when this answer will be the customer's last.
    """

    reading: Reading
    mood: Mood
    changes: tuple[MoodChange, ...]
    state: Mapping[str, Any]
    direction: Any
    disclosed: tuple[str, ...] = ()
    outcome: Outcome | None = None


@dataclass(frozen=True, slots=True)
class Sentence:
    """A piece of the customer's line that passed the guard and may be shown."""

    text: str


@dataclass(frozen=True, slots=True)
class Spoken:
    """The customer's whole line, after its last sentence, with what it took. ``state`` replaces the reaction's.

    ``endpoint`` is the address of the model that spoke, "" where none did.
    """

    text: str
    state: Mapping[str, Any]
    interventions: tuple[Intervention, ...] = ()
    usage: Usage = Usage()
    engine: Engine = Engine.OFFLINE
    model: str | None = None
    endpoint: str = ""


class Customer(Protocol):
    """The difficult customer. ``react`` is pure and fast; ``speak`` may ask a model."""

    @property
    def engine(self) -> Engine:
        """Which engine gives him his voice."""
        ...

    @property
    def model(self) -> str | None:
        """The model's name, None offline."""
        ...

    @property
    def prompt_version(self) -> str:
        """Short hash of the prompt templates in use ("" offline)."""
        ...

    def open(self, cast: Cast) -> Opening:
        """Start a session: an authored opening line, no model involved."""
        ...

    def react(self, cast: Cast, turns: Sequence[Turn], state: Mapping[str, Any]) -> Reaction:
        """Read the last turn (the trainee's), move the mood and decide the direction. Pure."""
        ...

    def speak(self, cast: Cast, turns: Sequence[Turn], reaction: Reaction) -> AsyncIterator[Sentence | Spoken]:
        """Yield guarded sentences, then one Spoken. Raises a ModelError when the model fails or breaks off."""
        ...


@dataclass(frozen=True, slots=True)
class GradingCase:
    """What is graded: a transcript against a rubric, and whether its customer was in role (None: not known)."""

    transcript: Transcript
    rubric: Rubric
    customer_in_role: bool | None = None
    context: Mapping[str, Any] = field(default_factory=dict, hash=False)


class Grader(Protocol):
    """Proposes levels with quotes. What becomes of the proposals is decided by ``sim.grading.assemble``."""

    @property
    def engine(self) -> Engine:
        """Which engine judges."""
        ...

    @property
    def model(self) -> str | None:
        """The model's name, None offline."""
        ...

    @property
    def prompt_version(self) -> str:
        """Short hash of the prompt templates in use ("" offline)."""
        ...

    async def judge(self, case: GradingCase, dimension: str) -> Judgement:
        """Judge one dimension. Raises a ModelError; a failure is never a level."""
        ...
