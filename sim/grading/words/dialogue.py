"""A transcript read once for grading: every trainee turn with its moves and the customer's words before it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from sim.domain.moves import Move, MoveKind, Reading
from sim.domain.ports import GradingCase
from sim.domain.rubric import Rubric
from sim.domain.scenario import Scenario
from sim.domain.spans import Span, meet
from sim.domain.transcript import Speaker, Transcript, Turn
from sim.grading.words.foreign import RubricWords, foreign_spans
from sim.grading.words.skeleton import Skeleton
from sim.grading.words.wording import sentences
from sim.reading import Reader, ReadingContext
from sim.reading.masking import mask
from sim.reading.normalise import Normalised, normalise

FOREIGN = (MoveKind.INJECTION, MoveKind.FORGED)
"""Moves whose words are not service to the customer: orders to a grader, speech put into the customer's mouth."""


@dataclass(frozen=True, eq=False)
class ReadTurn:
    """One trainee turn: its reading, the customer's words since the last trainee turn, its place from 0.

    Equal only to itself, so that what is worked out of it can be kept.

    ``barred`` are the spans of injected or forged text. ``doubtful`` is the whole turn they stand in: a payload is
    seldom flagged to its last word, so nothing in there speaks for the trainee, while what speaks against him counts.
    """

    turn: Turn
    reading: Reading
    before: str
    place: int
    barred: tuple[Span, ...] = ()

    @property
    def doubtful(self) -> Span | None:
        """The whole turn where anything in it is barred, else None."""
        return (0, len(self.turn.text)) if self.barred else None

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
    def masked_skeleton(self) -> Skeleton | None:
        """The content characters of the turn as a model sees it, None where nothing in it is masked.

        Masking keeps the length, so the offsets lead to the original.
        """
        masked = mask(self.turn.text)
        return Skeleton.of(masked.text) if masked.findings else None

    @cached_property
    def own_text(self) -> str:
        """The original text with doubtful characters blanked, of unchanged length."""
        if self.doubtful is None:
            return self.turn.text
        start, end = self.doubtful
        return self.turn.text[:start] + " " * (end - start) + self.turn.text[end:]

    def is_barred(self, start: int, end: int) -> bool:
        """Tell whether any character of ``text[start:end]`` is injected or forged."""
        return any(meet((start, end), span) for span in self.barred)

    def is_doubtful(self, start: int, end: int) -> bool:
        """Tell whether any character of ``text[start:end]`` cannot speak for the trainee."""
        return self.doubtful is not None and meet((start, end), self.doubtful)

    def moves(self, *kinds: MoveKind) -> tuple[Move, ...]:
        """Return the turn's own moves of these kinds (all kinds if none is named).

        Moves in doubtful text are left out; ``faults`` has those that speak against the trainee.
        """
        return tuple(
            move
            for move in self.reading.moves
            if (not kinds or move.kind in kinds) and not self.is_doubtful(move.start, move.end)
        )

    def faults(self, *kinds: MoveKind) -> tuple[Move, ...]:
        """Return the moves of these kinds wherever they stand: a payload around a fault cannot hide it."""
        return tuple(move for move in self.reading.moves if move.kind in kinds)


@dataclass(frozen=True, eq=False)
class Dialogue:
    """A whole transcript as graders see it. Equal only to itself, so that what is worked out of it can be kept."""

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

    def faults(self, *kinds: MoveKind) -> Iterator[tuple[ReadTurn, Move]]:
        """Yield moves of these kinds with their turn, in order, doubtful text included."""
        for turn in self.turns:
            for move in turn.faults(*kinds):
                yield turn, move


def _only(text: str, start: int, end: int) -> str:
    return " " * start + text[start:end] + " " * (len(text) - end)


def _merged(whole: Reading, parts: Iterable[Reading]) -> Reading:
    """Add what each sentence says when read alone: a payload must not soften the words around it."""
    moves = {
        (move.kind, move.start, move.end, tuple(sorted(move.detail.items()))): move
        for reading in (*parts, whole)
        for move in reading.moves
        if whole.text[move.start : move.end] == move.quote
    }
    return Reading(whole.text, tuple(sorted(moves.values(), key=lambda move: (move.start, move.end, move.kind))))


def read_dialogue(transcript: Transcript, reader: Reader, rubric: Rubric) -> Dialogue:
    """Read every trainee turn of a transcript in its place; the rubric tells what is addressed to the grader."""
    turns: list[ReadTurn] = []
    heard: list[str] = []
    words = RubricWords.of(rubric)
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
            attacks = tuple((move.start, move.end) for move in reading.of(*FOREIGN))
            barred = tuple(sorted({*attacks, *foreign_spans(turn.text, words)}))
            if barred:
                alone = (reader.read(_only(turn.text, *span), context) for span in sentences(turn.text))
                reading = _merged(reading, alone)
            turns.append(ReadTurn(turn, reading, "\n".join(heard), len(turns), barred))
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
    return read_dialogue(case.transcript, reader, case.rubric)
