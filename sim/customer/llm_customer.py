"""The customer with a model's voice: code decides what he does, the model says it, the guard lets it through."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import structlog

from sim.customer.core import LineReader, open_session, react
from sim.customer.fitness import Fitness
from sim.customer.mind.state import CustomerState
from sim.customer.voice.llm import MOST_STRIKES, LineInTheMaking, scene_for, speak_guarded
from sim.customer.voice.offline import authored_line
from sim.customer.voice.prompt import prompt_version
from sim.domain.ports import Cast, ChatModel, Opening, Reaction, Sentence, Spoken
from sim.domain.score import Engine
from sim.domain.transcript import Turn

log = structlog.get_logger()


class LlmCustomer:
    """Implements ``sim.domain.ports.Customer`` with a chat model for the voice alone."""

    engine = Engine.LLM

    def __init__(self, reader: LineReader, model: ChatModel) -> None:
        self._reader = reader
        self._model = model
        self._fitness = Fitness()

    @property
    def model(self) -> str | None:
        """The model's name."""
        return self._model.name

    @property
    def prompt_version(self) -> str:
        """Short hash of the prompt templates in use."""
        return prompt_version()

    def open(self, cast: Cast) -> Opening:
        """Start a session with an authored opening line; no model involved."""
        return open_session(cast)

    def react(self, cast: Cast, turns: Sequence[Turn], state: Mapping[str, Any]) -> Reaction:
        """Read the trainee's last line, move the mood and decide the direction. Pure."""
        return react(self._reader, cast, turns, state)

    async def speak(self, cast: Cast, turns: Sequence[Turn], reaction: Reaction) -> AsyncIterator[Sentence | Spoken]:
        """Yield guarded sentences, then the whole line. Raises a ModelError; nothing half is ever yielded."""
        direction = reaction.direction
        state = CustomerState.from_json(reaction.state)
        line = LineInTheMaking(scene_for(cast, turns, direction, state))
        engine, name = Engine.LLM, self.model
        if state.strikes < MOST_STRIKES and self._fitness.is_fit:
            async for sentence in speak_guarded(self._model, cast, turns, direction, line):
                yield sentence
            state = replace(state, strikes=state.strikes + line.strikes)
            if self._fitness.note(struck=line.strikes > 0):
                log.warning("model cannot keep the role, authored lines stand in from now on", model=self._model.name)
        else:
            engine, name = Engine.OFFLINE, None
            yield line.give_over(authored_line(cast, turns, direction))
        yield Spoken(
            line.text,
            state.to_json(),
            tuple(line.interventions),
            line.usage,
            engine,
            line.model or name,
            line.endpoint,
        )
