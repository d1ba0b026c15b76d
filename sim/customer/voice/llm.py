"""The model's voice under guard: released sentence by sentence, a bad one tried once more, then the author stands in.

The model never decides anything: reading, mood and direction are done before it is asked. What can be put right without
asking again is: a made-up count is said vaguely, a fact left out is added in the author's words, and where the model
repeats itself the author speaks at once, since asked again it repeats itself again. A model that has fallen out of the
role in ``MOST_STRIKES`` answers is not asked again in that session, and one whose record is bad in no session: the
author speaks instead.
"""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterator, Sequence
from contextlib import aclosing, suppress
from dataclasses import dataclass, field, replace

from sim.customer.mind.direction import Direction
from sim.customer.mind.state import CustomerState
from sim.customer.voice.guard import (
    INVENTED,
    MENDED,
    OUT_OF_HAND,
    REPEAT,
    SENTENCE_MARKS,
    STRIKES,
    GuardScene,
    SentenceCutter,
    cleaned,
    ends_as_directed,
    objection,
    tells,
    with_vague_figure,
)
from sim.customer.voice.offline import authored_line
from sim.customer.voice.prompt import messages
from sim.customer.wording import draw
from sim.domain.chat import ChatRequest, StreamEnd, TextPiece, Usage
from sim.domain.errors import EmptyAnswerError, ModelError, StreamCutError
from sim.domain.ports import Cast, ChatModel, Sentence
from sim.domain.session import Intervention
from sim.domain.transcript import Speaker, Turn
from sim.llm.listening import only_the_end_matters

TRIES = 2
MOST_TOKENS = 160
TEMPERATURE = 0.9
HEAR_OUT_SECONDS = 2.0
"""How long a model is listened to after its line is whole; a slow one that still talks then is broken off."""
LEFT_OUT = "left-out"
MOST_SENTENCES = 4
LEAD = 2
"""Most sentences before one that he owes: a fact he was asked for, the worry he now tells."""


MOST_STRIKES = 2
"""Answers out of role in one session after which the model is not asked again: what it fell out of, it falls out of."""


@dataclass(slots=True)
class LineInTheMaking:
    """What one line has come to: the text shown so far, what the guard did, the tokens spent."""

    scene: GuardScene
    text: str = ""
    sentences: int = 0
    interventions: list[Intervention] = field(default_factory=list)
    usage: Usage = field(default_factory=Usage)
    model: str = ""
    endpoint: str = ""
    stopped: str = ""
    reason: str = ""

    def release(self, sentence: str) -> Sentence:
        """Take a sentence that passed the guard into the line."""
        self.text += sentence
        self.sentences += 1
        self.scene.so_far = self.text
        return Sentence(sentence)

    def stop(self, sentence: str, reason: str) -> None:
        """Record that a sentence was held back."""
        self.stopped, self.reason = sentence, reason
        self.interventions.append(Intervention(reason, sentence))

    def take_back(self) -> None:
        """Drop sentences that were never shown, because the line does not end as it must."""
        if self.text:
            self.stop(self.text, LEFT_OUT)
        self.text, self.sentences = "", 0
        self.scene.so_far = ""

    @property
    def strikes(self) -> int:
        """Count the answers, two a line at most, that fell out of the role: once more after being told is twice."""
        return sum(intervention.reason in STRIKES for intervention in self.interventions)

    def give_over(self, text: str) -> Sentence:
        """Take the author's line for a model that is not asked any more."""
        self.interventions.append(Intervention(OUT_OF_HAND, "", text))
        return self.release(text)

    def stand_in(self, text: str) -> None:
        """Record the authored words that stand in for the last sentence held back."""
        self.interventions[-1] = replace(self.interventions[-1], replaced_by=text)

    def note(self, end: StreamEnd) -> None:
        """Take in what an answer has cost and which model gave it."""
        self.usage += end.usage
        self.model = end.model
        self.endpoint = end.endpoint

    def add(self, owed: str) -> Sentence:
        """Take what the model has left out into the line, in the author's words."""
        self.interventions.append(Intervention(LEFT_OUT, "", owed))
        return self.release(owed)


def scene_for(cast: Cast, turns: Sequence[Turn], direction: Direction, state: CustomerState) -> GuardScene:
    """Return the guard's view of this line."""
    return GuardScene(
        cast=cast,
        direction=direction,
        spoken=tuple(turn.text for turn in turns if turn.speaker is Speaker.CUSTOMER),
        heard=turns[-1].text,
        heard_before=tuple(turn.text for turn in turns[:-1] if turn.speaker is Speaker.TRAINEE),
        dialogue="\n".join(turn.text for turn in turns),
        told=state.told,
        need_told=state.need_told,
    )


async def speak_guarded(
    model: ChatModel, cast: Cast, turns: Sequence[Turn], direction: Direction, line: LineInTheMaking
) -> AsyncIterator[Sentence]:
    """Yield the sentences of one line as they pass the guard, filling ``line``.

    A fact he was asked for, or the worry he now tells, is added in the author's words where the model has not said it.
    A last line is held back until it ends as directed; one that never does is the author's. Raises a ModelError where
    the model fails; StreamCutError where it breaks off, also between whole sentences.
    """
    owed = _Owed(direction)
    for attempt in range(TRIES):
        line.stopped = line.reason = ""
        async with aclosing(_stream(model, _request(cast, turns, direction, line, attempt))) as stream:
            async for sentence in _guarded(stream, line, owed):
                for released in owed.through(sentence, line.text):
                    yield released
            if not line.text and not line.interventions:
                raise EmptyAnswerError(f"{model.name}: nothing that can be shown")
            enough = line.reason == REPEAT or (owed.ended and _will_do(line, cast))
            if not owed.ended:
                line.take_back()
                owed.drop()
            if enough or attempt + 1 == TRIES:
                for sentence in _completed(line, owed, lambda: authored_line(cast, turns, direction)):
                    yield sentence
                await _hear_out(stream, line)
                return


def _will_do(line: LineInTheMaking, cast: Cast) -> bool:
    """Tell whether a line that ends as directed will do: good as it is, or good enough without its bad end."""
    return not line.reason or len(line.text) >= cast.archetype.shortest


def _completed(line: LineInTheMaking, owed: "_Owed", author: Callable[[], str]) -> Iterator[Sentence]:
    """Give what is still to be said, in the author's words: for a line held back, and for facts left out."""
    if line.reason and len(line.text) < line.scene.cast.archetype.shortest:
        authored = author()
        line.stand_in(authored)
        yield line.release(authored)
    for wording in owed.untold(line.text):
        yield line.add(wording)


async def _hear_out(stream: AsyncIterator[TextPiece | StreamEnd], line: LineInTheMaking) -> None:
    """Hear the model to its end, for a moment: then the tokens are counted and the connection can be used again."""
    with only_the_end_matters(), suppress(TimeoutError, ModelError):  # else only the count of the tokens is lost
        async with asyncio.timeout(HEAR_OUT_SECONDS):
            async for item in stream:
                if isinstance(item, StreamEnd):
                    line.note(item)


class _Owed:
    """What code has decided that the line says: facts or the hidden need, and the ending if it is his last."""

    def __init__(self, direction: Direction) -> None:
        self._outcome = direction.outcome
        self._wordings = (direction.need,) if direction.need else direction.facts if direction.push is None else ()
        self._held: list[Sentence] = []
        self.ended = self._outcome is None

    def through(self, sentence: Sentence, line: str) -> list[Sentence]:
        """Take a sentence, return those that may be shown now: all held so far, once the line ends as directed."""
        self.ended = self._outcome is None or self.ended or ends_as_directed(line, self._outcome)
        self._held.append(sentence)
        if not self.ended:
            return []
        shown, self._held = self._held, []
        return shown

    def drop(self) -> None:
        """Forget what is held: it will not be shown."""
        self._held = []

    def untold(self, line: str) -> tuple[str, ...]:
        """Return the wordings that the line has not said."""
        return tuple(wording for wording in self._wordings if not tells(line, wording))


def _request(
    cast: Cast, turns: Sequence[Turn], direction: Direction, line: LineInTheMaking, attempt: int
) -> ChatRequest:
    stopped, reason = (line.interventions[-1].stopped, line.interventions[-1].reason) if attempt else ("", "")
    return ChatRequest(
        messages=messages(cast, turns, direction, said=line.text, stopped=stopped, reason=reason),
        temperature=TEMPERATURE,
        max_tokens=MOST_TOKENS,
        seed=draw(cast.seed, direction.turn, attempt) % 2**31,
        handed_on_at=SENTENCE_MARKS,
        purpose="customer",
    )


async def _guarded(
    stream: AsyncIterator[TextPiece | StreamEnd], line: LineInTheMaking, owed: _Owed
) -> AsyncIterator[Sentence]:
    """Release good sentences of one answer; stop at the first bad one or when the line is long enough."""
    cutter = SentenceCutter()
    async for item in stream:
        for raw in _whole_sentences(item, cutter, line):
            sentence = cleaned(raw)
            if not sentence:
                continue
            admitted = _admitted(sentence, line)
            if admitted is None:
                return
            yield line.release(admitted)
            if line.sentences >= MOST_SENTENCES or (line.sentences >= LEAD and owed.untold(line.text)):
                return


def _whole_sentences(item: TextPiece | StreamEnd, cutter: SentenceCutter, line: LineInTheMaking) -> list[str]:
    """Return the sentences that ``item`` completes; what a token limit cut off is held back."""
    if isinstance(item, TextPiece):
        return cutter.feed(item.text)
    line.note(item)
    rest = cutter.flush()
    if item.finish_reason != "length":
        return [rest]
    if not line.text:
        line.stop(rest, "unfinished")
    return []


def _admitted(sentence: str, line: LineInTheMaking) -> str | None:
    """Return the sentence as it may be shown, None where it may not; what the guard did is recorded."""
    shown, reason = sentence, objection(sentence, line.scene)
    if reason == INVENTED:
        shown = with_vague_figure(sentence, line.scene)
        reason = objection(shown, line.scene)
    if reason is None:
        if shown != sentence:
            line.interventions.append(Intervention(MENDED, sentence, shown))
        return shown
    if reason == "too-long" and line.text:
        line.interventions.append(Intervention(reason, sentence))
    else:
        line.stop(sentence, reason)
    return None


async def _stream(model: ChatModel, request: ChatRequest) -> AsyncGenerator[TextPiece | StreamEnd]:
    """Pass the model's stream on, and insist on its end."""
    ended = False
    stream = model.stream(request)
    try:
        async for item in stream:
            ended = ended or isinstance(item, StreamEnd)
            yield item
    finally:
        close = getattr(stream, "aclose", None)
        if close is not None:
            await close()
    if not ended:
        raise StreamCutError(f"{model.name}: the answer broke off before its end")
