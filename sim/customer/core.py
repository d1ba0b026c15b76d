"""What every customer engine shares: the first line, and what one trainee line does before any voice speaks."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Protocol

from sim.customer.mind import mood
from sim.customer.mind.director import direct
from sim.customer.mind.disclosure import told_by_opening
from sim.customer.mind.hearing import as_heard, deals_with
from sim.customer.mind.state import CustomerState, start
from sim.customer.voice.offline import opening_line
from sim.domain.errors import InvalidInputError
from sim.domain.moves import Reading
from sim.domain.ports import Cast, Opening, Reaction
from sim.domain.transcript import Speaker, Turn
from sim.reading.context import ReadingContext


class LineReader(Protocol):
    """Reads one trainee line into moves; ``sim.reading.Reader`` is the one in use."""

    def read(self, text: str, context: ReadingContext) -> Reading:
        """Return the moves in ``text``."""
        ...


def open_session(cast: Cast) -> Opening:
    """Return the opening line with the mood and state a session of this cast starts in."""
    told = told_by_opening(cast.scenario)
    state = replace(start(cast.archetype), told=told)
    return Opening(opening_line(cast), state.mood, state.to_json(), told)


def react(reader: LineReader, cast: Cast, turns: Sequence[Turn], state: Mapping[str, Any]) -> Reaction:
    """Read the last turn, move the mood by the archetype's table and direct the answer. Pure and fast.

    Raises InvalidInputError where the last turn is not the trainee's, or the session's outcome already stands.
    """
    if not turns or turns[-1].speaker is not Speaker.TRAINEE:
        raise InvalidInputError("the last turn must be the trainee's", field="turns")
    before = CustomerState.from_json(state)
    if before.outcome is not None:
        raise InvalidInputError("this customer has already ended the session", field="state")
    reading = reader.read(turns[-1].text, _context(cast, turns))
    heard = as_heard(reading, cast.scenario)
    after, changes = mood.step(cast.archetype, before, heard, on_matter=deals_with(cast.scenario, heard))
    direction, after, disclosed = direct(cast, before, after, heard, turns)
    return Reaction(reading, after.mood, changes, after.to_json(), direction, disclosed, after.outcome)


def _context(cast: Cast, turns: Sequence[Turn]) -> ReadingContext:
    customer = [turn.text for turn in turns if turn.speaker is Speaker.CUSTOMER]
    earlier = tuple(turn.text for turn in turns[:-1] if turn.speaker is Speaker.TRAINEE)
    return ReadingContext(cast.scenario, customer[-1] if customer else "", earlier, turns[-1].turn)
