"""The customer without a model: the same reading, mood and director, with the authored voice."""

import re
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any

from sim.customer.core import LineReader, open_session, react
from sim.customer.voice.offline import authored_line
from sim.domain.ports import Cast, Opening, Reaction, Sentence, Spoken
from sim.domain.score import Engine
from sim.domain.transcript import Turn

_SENTENCE = re.compile(r"[^。！？!?]+[。！？!?]*[”’」]?")


class OfflineCustomer:
    """Implements ``sim.domain.ports.Customer`` with authored lines. Says the same for the same seed and lines."""

    engine = Engine.OFFLINE
    model: str | None = None
    prompt_version = ""

    def __init__(self, reader: LineReader) -> None:
        self._reader = reader

    def open(self, cast: Cast) -> Opening:
        """Start a session with an authored opening line."""
        return open_session(cast)

    def react(self, cast: Cast, turns: Sequence[Turn], state: Mapping[str, Any]) -> Reaction:
        """Read the trainee's last line, move the mood and decide the direction. Pure."""
        return react(self._reader, cast, turns, state)

    async def speak(self, cast: Cast, turns: Sequence[Turn], reaction: Reaction) -> AsyncIterator[Sentence | Spoken]:
        """Yield the authored line sentence by sentence, then the whole."""
        line = authored_line(cast, turns, reaction.direction)
        for sentence in _SENTENCE.findall(line) or [line]:
            yield Sentence(sentence)
        yield Spoken(line, reaction.state)
