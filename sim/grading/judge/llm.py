"""The model grader: one structured call per dimension, over a prefix that all calls of a case share."""

import asyncio
from functools import reduce
from operator import add

from sim.domain.chat import ChatRequest, Usage
from sim.domain.errors import InvalidInputError
from sim.domain.ports import ChatModel, GradingCase
from sim.domain.rubric import Dimension
from sim.domain.score import ApologyScore, Engine, Judgement
from sim.grading.judge.answer import (
    REPAIRED,
    SAMPLES_APART,
    answer_problems,
    gate_proposals_of,
    majority_gates,
    median_proposals,
    proposals_of,
)
from sim.grading.judge.prompt import answer_schema, gates_asked_with, judge_messages, prompt_version
from sim.grading.limits.apology import analyse
from sim.grading.words.dialogue import dialogue_of
from sim.llm import StructuredReply, ask
from sim.reading import Reader

SAMPLE_TEMPERATURE = 0.4
"""Temperature where several samples are drawn; a single judgement is drawn at 0."""

APOLOGY = "apology"
"""The dimension that is judged with the apology timeline in view."""

TOKENS_PER_CRITERION = 420
TOKENS_BESIDE = 500


class LlmGrader:
    """Implements ``sim.domain.ports.Grader`` with a chat model.

    Args:
        model: Whom to ask.
        reader: Finds the apologies, which the prompt names with the word the table expects.
        samples: How often to ask for each dimension; the median counts, and criteria on which samples lie two levels
            apart go to a person.
    """

    def __init__(self, model: ChatModel, reader: Reader, samples: int = 1) -> None:
        if samples < 1:
            raise InvalidInputError(f"samples: {samples} is less than 1", field="samples")
        self._model = model
        self._reader = reader
        self._samples = samples

    @property
    def engine(self) -> Engine:
        """Always a model."""
        return Engine.LLM

    @property
    def model(self) -> str:
        """The model's name."""
        return self._model.name

    @property
    def prompt_version(self) -> str:
        """Short hash of the prompt templates."""
        return prompt_version()

    async def judge(self, case: GradingCase, dimension: str) -> Judgement:
        """Judge one dimension. Raises a ModelError; InvalidInputError for a dimension the rubric does not have."""
        try:
            asked = case.rubric.dimension(dimension)
        except KeyError as error:
            raise InvalidInputError(
                f"rubric {case.rubric.id} has no dimension {dimension!r}", field="dimension"
            ) from error
        replies = await asyncio.gather(*(self._ask(case, asked, number) for number in range(self._samples)))
        gates = gates_asked_with(case.rubric, asked)
        proposals, apart = median_proposals([proposals_of(asked, reply.data) for reply in replies])
        problems = [problem for reply in replies for problem in _problems(reply)]
        return Judgement(
            dimension=dimension,
            proposals=proposals,
            gates=majority_gates([gate_proposals_of(gates, reply.data) for reply in replies]),
            problems=tuple(dict.fromkeys([*problems, *(f"{SAMPLES_APART}{criterion}" for criterion in apart)])),
            usage=reduce(add, (reply.usage for reply in replies), Usage()),
            model=", ".join(dict.fromkeys(reply.model for reply in replies)),
        )

    async def _ask(self, case: GradingCase, dimension: Dimension, number: int) -> StructuredReply:
        gates = gates_asked_with(case.rubric, dimension)
        request = ChatRequest(
            messages=judge_messages(case, dimension, gates, self._apologies(case, dimension)),
            temperature=0.0 if self._samples == 1 else SAMPLE_TEMPERATURE,
            max_tokens=TOKENS_PER_CRITERION * len(dimension.criteria) + TOKENS_BESIDE,
            seed=number,
            purpose="grade",
        )
        return await ask(
            self._model, request, answer_schema(dimension, gates), lambda data: answer_problems(dimension, data)
        )

    def _apologies(self, case: GradingCase, dimension: Dimension) -> tuple[ApologyScore, ...]:
        """Return the apologies where they are what is judged."""
        return analyse(dialogue_of(case, self._reader)) if dimension.id == APOLOGY else ()


def _problems(reply: StructuredReply) -> tuple[str, ...]:
    return ((REPAIRED,) if reply.repaired else ()) + reply.problems
