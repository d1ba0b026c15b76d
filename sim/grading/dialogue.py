"""A transcript read once for grading: every trainee turn with its moves and the customer's words before it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from sim.domain.moves import Move, MoveKind, Reading
from sim.domain.ports import GradingCase
from sim.domain.scenario import Scenario
from sim.domain.transcript import Speaker, Transcript, Turn
from sim.grading.skeleton import Skeleton
from sim.reading import Reader, ReadingContext
from sim.reading.normalise import Normalised, normalise

Span = tuple[int, int]

FOREIGN = (MoveKind.INJECTION, MoveKind.FORGED)
"""Moves whose words are not service to the customer: orders to a grader, speech put into the customer's mouth."""


AGAINST = frozenset(
    {
        MoveKind.APOLOGY,
        MoveKind.ADMIT,
        MoveKind.DENY,
        MoveKind.SHIFT,
        MoveKind.VAGUE_PROMISE,
        MoveKind.OVER_PROMISE,
        MoveKind.REFUSE,
        MoveKind.CALM_DOWN,
        MoveKind.FLATTERY,
        MoveKind.RED_LINE,
        MoveKind.INSULT,
        MoveKind.LECTURE,
        MoveKind.ARGUE,
        MoveKind.TAKE_THREAT,
        MoveKind.LABEL,
        MoveKind.FORBIDDEN_PHRASE,
        MoveKind.JARGON,
        MoveKind.ORDER,
        MoveKind.LEAK,
        MoveKind.CONDITIONAL_CARE,
        MoveKind.MINIMAL,
        MoveKind.OFF_TOPIC,
        MoveKind.REPEAT,
        MoveKind.STOCK,
        MoveKind.OUT_OF_ROLE,
    }
)
"""Moves that can cost the trainee: they count in doubtful text too, so that a payload cannot hide them."""


@dataclass(frozen=True)
class ReadTurn:
    """One trainee turn: its reading, the customer's words since the last trainee turn, its place from 0.

    ``barred`` are the exact spans of injected or forged text. ``doubtful`` is the span from the line they begin in to
    the end of the turn: a payload is seldom flagged to its last word, so nothing in there speaks for the trainee,
    while what speaks against him counts everywhere but in the barred words themselves.
    """

    turn: Turn
    reading: Reading
    before: str
    place: int
    barred: tuple[Span, ...] = ()
    doubtful: Span | None = None

    @property
    def number(self) -> int:
        """The turn's number in the transcript."""
        return self.turn.turn

    @cached_property
    def normal(self) -> Normalised:
        """The turn's text in its one form, with offsets back to the original."""
        return normalise(self.turn.text)

    @cached_property
    def skeleton(self) -> Skeleton:
        """The turn's content characters, with offsets back to the original."""
        return Skeleton.of(self.normal)

    @cached_property
    def own_text(self) -> str:
        """The original text with doubtful characters blanked, of unchanged length."""
        if self.doubtful is None:
            return self.turn.text
        start, end = self.doubtful
        return self.turn.text[:start] + " " * (end - start) + self.turn.text[end:]

    def is_barred(self, start: int, end: int) -> bool:
        """Tell whether any character of ``text[start:end]`` is injected or forged."""
        return any(_overlap((start, end), span) for span in self.barred)

    def is_doubtful(self, start: int, end: int) -> bool:
        """Tell whether any character of ``text[start:end]`` cannot speak for the trainee."""
        return self.doubtful is not None and _overlap((start, end), self.doubtful)

    def moves(self, *kinds: MoveKind) -> tuple[Move, ...]:
        """Return the turn's own moves of these kinds (all kinds if none is named).

        Left out are moves in barred text, and in doubtful text all but those that speak against the trainee.
        """
        return tuple(
            move
            for move in self.reading.moves
            if (not kinds or move.kind in kinds)
            and not self.is_barred(move.start, move.end)
            and (move.kind in AGAINST or not self.is_doubtful(move.start, move.end))
        )


@dataclass(frozen=True)
class Dialogue:
    """A whole transcript as graders see it."""

    transcript: Transcript
    turns: tuple[ReadTurn, ...]

    @property
    def scenario(self) -> Scenario:
        """The case that was played."""
        return self.transcript.scenario

    @cached_property
    def by_number(self) -> dict[int, ReadTurn]:
        """Trainee turns by turn number."""
        return {turn.number: turn for turn in self.turns}

    @cached_property
    def injected(self) -> bool:
        """Tell whether any trainee turn carries injected or forged text."""
        return any(turn.barred for turn in self.turns)

    def moves(self, *kinds: MoveKind) -> Iterator[tuple[ReadTurn, Move]]:
        """Yield own moves of these kinds with their turn, in order."""
        for turn in self.turns:
            for move in turn.moves(*kinds):
                yield turn, move


def _overlap(first: Span, second: Span) -> bool:
    return first[0] < second[1] and second[0] < first[1]


def doubtful_span(text: str, barred: Sequence[Span]) -> Span | None:
    """Return the span from the line the first barred text begins in to the end, None where nothing is barred."""
    if not barred:
        return None
    first = min(start for start, _ in barred)
    return text.rfind("\n", 0, first) + 1, len(text)


def read_dialogue(transcript: Transcript, reader: Reader) -> Dialogue:
    """Read every trainee turn of a transcript in its place."""
    turns: list[ReadTurn] = []
    heard: list[str] = []
    for turn in transcript.turns:
        if turn.speaker is Speaker.CUSTOMER:
            heard.append(turn.text)
        else:
            context = ReadingContext(
                scenario=transcript.scenario,
                customer_text=heard[-1] if heard else "",
                earlier=tuple(earlier.turn.text for earlier in turns),
                turn=turn.turn,
            )
            reading = reader.read(turn.text, context)
            barred = tuple((move.start, move.end) for move in reading.of(*FOREIGN))
            turns.append(
                ReadTurn(turn, reading, "\n".join(heard), len(turns), barred, doubtful_span(turn.text, barred))
            )
            heard = []
    return Dialogue(transcript, tuple(turns))


DIALOGUE = "dialogue"
"""Key of ``GradingCase.context`` under which a dialogue that has been read travels, so that it is read only once."""


def with_dialogue(case: GradingCase, reader: Reader) -> GradingCase:
    """Return the case with its dialogue read and carried in its context."""
    return replace(case, context={**case.context, DIALOGUE: dialogue_of(case, reader)})


def dialogue_of(case: GradingCase, reader: Reader) -> Dialogue:
    """Return the case's dialogue: the one it carries if it is of this transcript, else freshly read."""
    carried = case.context.get(DIALOGUE)
    if isinstance(carried, Dialogue) and carried.transcript is case.transcript:
        return carried
    return read_dialogue(case.transcript, reader)
