"""The model's voice under guard: released sentence by sentence, a bad one tried once more, then the author stands in.

The model never decides anything: reading, mood and direction are done before it is asked.
"""

from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field, replace

from sim.customer.direction import Direction
from sim.customer.guard import GuardScene, SentenceCutter, cleaned, ends_as_directed, objection, tells
from sim.customer.offline_voice import authored_line
from sim.customer.prompt import messages
from sim.customer.state import CustomerState
from sim.customer.wording import draw
from sim.domain.chat import ChatRequest, StreamEnd, TextPiece, Usage
from sim.domain.errors import EmptyAnswerError, StreamCutError
from sim.domain.ports import Cast, ChatModel, Sentence
from sim.domain.session import Intervention
from sim.domain.transcript import Speaker, Turn

TRIES = 2
MOST_TOKENS = 160
TEMPERATURE = 0.9
MOST_SENTENCES = 4


@dataclass(slots=True)
class LineInTheMaking:
    """What one line has come to: the text shown so far, what the guard did, the tokens spent."""

    scene: GuardScene
    text: str = ""
    sentences: int = 0
    interventions: list[Intervention] = field(default_factory=list)
    usage: Usage = field(default_factory=Usage)
    model: str = ""
    stopped: str = ""
    reason: str = ""

    def release(self, sentence: str) -> Sentence:
        """Take a sentence that passed the guard into the line."""
        self.text += sentence
        self.sentences += 1
        self.scene = replace(self.scene, so_far=self.text)
        return Sentence(sentence)

    def stop(self, sentence: str, reason: str) -> None:
        """Record that a sentence was held back."""
        self.stopped, self.reason = sentence, reason
        self.interventions.append(Intervention(reason, sentence))

    def take_back(self) -> None:
        """Drop sentences that were never shown, because the line does not say what it owes."""
        if self.text:
            self.stop(self.text, "left-out")
        self.text, self.sentences = "", 0
        self.scene = replace(self.scene, so_far="")

    def stand_in(self, text: str) -> None:
        """Record the authored words that stand in for the last sentence held back."""
        self.interventions[-1] = replace(self.interventions[-1], replaced_by=text)


def scene_for(cast: Cast, turns: Sequence[Turn], direction: Direction, state: CustomerState) -> GuardScene:
    """Return the guard's view of this line."""
    return GuardScene(
        cast=cast,
        direction=direction,
        spoken=tuple(turn.text for turn in turns if turn.speaker is Speaker.CUSTOMER),
        heard=turns[-1].text,
        dialogue="\n".join(turn.text for turn in turns),
        told=state.told,
        need_told=state.need_told,
    )


async def speak_guarded(
    model: ChatModel, cast: Cast, turns: Sequence[Turn], direction: Direction, line: LineInTheMaking
) -> AsyncIterator[Sentence]:
    """Yield the sentences of one line as they pass the guard, filling ``line``.

    A line that owes something (a fact he was asked for, the worry he now tells, the ending) is held back until it has
    said so; one that never does is the author's. Raises a ModelError where the model fails; StreamCutError where it
    breaks off, also between whole sentences.
    """
    owed = _Owed(direction)
    for attempt in range(TRIES):
        line.stopped = line.reason = ""
        request = _request(cast, turns, direction, line, attempt)
        async for sentence in _guarded(model, request, line):
            for released in owed.through(sentence, line.text):
                yield released
        if owed.paid and (not line.reason or len(line.text) >= cast.archetype.shortest):
            return  # good as it is, or good enough without its bad end
        if not line.text and not line.interventions:
            raise EmptyAnswerError(f"{model.name}: nothing that can be shown")
        if not owed.paid:
            line.take_back()
            owed.drop()
    if len(line.text) < cast.archetype.shortest:
        authored = authored_line(cast, turns, direction)
        line.stand_in(authored)
        yield line.release(authored)


class _Owed:
    """Holds sentences back until the line has said what code has decided that it says."""

    def __init__(self, direction: Direction) -> None:
        self._outcome = direction.outcome
        self._wordings = (direction.need,) if direction.need else direction.facts if direction.push is None else ()
        self._held: list[Sentence] = []
        self.paid = False

    def through(self, sentence: Sentence, line: str) -> list[Sentence]:
        """Take a sentence, return those that may be shown now."""
        self.paid = self.paid or self._is_paid(line)
        self._held.append(sentence)
        if not self.paid:
            return []
        shown, self._held = self._held, []
        return shown

    def drop(self) -> None:
        """Forget what is held: it will not be shown."""
        self._held = []

    def _is_paid(self, line: str) -> bool:
        if self._outcome is not None:
            return ends_as_directed(line, self._outcome)
        return all(tells(line, wording) for wording in self._wordings)


def _request(
    cast: Cast, turns: Sequence[Turn], direction: Direction, line: LineInTheMaking, attempt: int
) -> ChatRequest:
    stopped, reason = (line.interventions[-1].stopped, line.interventions[-1].reason) if attempt else ("", "")
    return ChatRequest(
        messages=messages(cast, turns, direction, said=line.text, stopped=stopped, reason=reason),
        temperature=TEMPERATURE,
        max_tokens=MOST_TOKENS,
        seed=draw(cast.seed, direction.turn, attempt) % 2**31,
        purpose="customer",
    )


async def _guarded(model: ChatModel, request: ChatRequest, line: LineInTheMaking) -> AsyncIterator[Sentence]:
    """Stream one answer, release good sentences, stop at the first bad one or when the line is long enough."""
    cutter = SentenceCutter()
    async with aclosing(_stream(model, request)) as stream:
        async for item in stream:
            for raw in _whole_sentences(item, cutter, line):
                sentence = cleaned(raw)
                if not sentence:
                    continue
                if not _passes(sentence, line):
                    return
                yield line.release(sentence)
                if line.sentences >= MOST_SENTENCES:
                    return


def _whole_sentences(item: TextPiece | StreamEnd, cutter: SentenceCutter, line: LineInTheMaking) -> list[str]:
    """Return the sentences that ``item`` completes; what a token limit cut off is held back."""
    if isinstance(item, TextPiece):
        return cutter.feed(item.text)
    line.usage += item.usage
    line.model = item.model
    rest = cutter.flush()
    if item.finish_reason != "length":
        return [rest]
    if not line.text:
        line.stop(rest, "unfinished")
    return []


def _passes(sentence: str, line: LineInTheMaking) -> bool:
    reason = objection(sentence, line.scene)
    if reason == "too-long" and line.text:
        line.interventions.append(Intervention(reason, sentence))
    elif reason:
        line.stop(sentence, reason)
    return reason is None


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
