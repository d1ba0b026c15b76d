"""One chat model made of one or more endpoints: a queue before them, a breaker for each, the next one if one fails."""

import asyncio
import time
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from typing import Protocol

from sim.domain.chat import ChatMessage, ChatReply, ChatRequest, StreamEnd, TextPiece, Usage
from sim.domain.errors import (
    FormUnsupportedError,
    ModelError,
    ModelFaultError,
    ModelRestingError,
    ModelTimeoutError,
    ModelUnreachableError,
    StreamCutError,
)
from sim.domain.ports import ChatModel
from sim.llm.breaker import DEFAULT_POLICY, Breaker, BreakerPolicy, BreakerState
from sim.llm.caller import present_caller
from sim.llm.queue import CallQueue
from sim.llm.reasoning import after_reasoning

OK = "ok"
ABANDONED = "abandoned"
_SICK = (ModelUnreachableError, ModelTimeoutError, ModelFaultError, StreamCutError)
"""What speaks against an endpoint. One that says it is busy, or that refuses a request, is alive."""
_PROBE = ChatRequest((ChatMessage("user", "只回答一个字：好"),), temperature=0.0, max_tokens=256, purpose="probe")
_PROBE_SECONDS = 20.0


class EndpointModel(ChatModel, Protocol):
    """A chat model at one address; ``sim.llm.openai_model.OpenAIChatModel`` is the one in use."""

    @property
    def address(self) -> str:
        """Where it is, without anything secret."""
        ...

    def stream(self, request: ChatRequest) -> AsyncGenerator[TextPiece | StreamEnd]:
        """Yield pieces as they come, then one StreamEnd; closing it breaks the answer off. Raises a ModelError."""
        ...

    async def close(self) -> None:
        """Close all connections."""
        ...


@dataclass(frozen=True, slots=True)
class ModelCall:
    """One call to one endpoint, once it is over. Times in seconds; ``first`` is 0 where nothing was heard.

    ``outcome`` is "ok", "abandoned" (the listener left before a word was heard) or the code of the error.
    """

    endpoint: str
    model: str
    purpose: str
    outcome: str
    waited: float
    first: float
    whole: float
    usage: Usage = Usage()


@dataclass(frozen=True, slots=True)
class EndpointState:
    """How one endpoint is doing. ``last_error`` is the last failure's summary, "" after a call that went well."""

    address: str
    model: str
    breaker: BreakerState
    rests_for: float
    failures: int
    last_error: str


@dataclass(frozen=True, slots=True)
class ProbeResult:
    """What asking an endpoint came to: seconds to its whole answer, or the error ("" if it answered)."""

    address: str
    model: str
    seconds: float
    error: str = ""


Observer = Callable[[ModelCall], None]


class FailoverModel:
    """Implements ``sim.domain.ports.ChatModel`` over endpoints in order of preference.

    A call waits in the queue, then asks the first endpoint whose breaker admits it. Where that fails before its first
    word, the next one is asked. After the first word nothing is asked twice: somebody may have seen it.
    """

    def __init__(
        self,
        endpoints: Sequence[EndpointModel],
        queue: CallQueue,
        *,
        policy: BreakerPolicy = DEFAULT_POLICY,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """``endpoints`` is not empty; ``queue`` may be shared with other models."""
        self.queue = queue
        self._lines = tuple(_Line(endpoint, Breaker(policy), clock) for endpoint in endpoints)
        self._observers: list[Observer] = []

    @property
    def name(self) -> str:
        """The name of the model that is asked first."""
        return self._lines[0].model.name

    def observe(self, observer: Observer) -> None:
        """Have ``observer`` told of every call once it is over."""
        self._observers.append(observer)

    def states(self) -> tuple[EndpointState, ...]:
        """Return how the endpoints are doing, in order of preference."""
        return tuple(line.state() for line in self._lines)

    async def stream(self, request: ChatRequest) -> AsyncGenerator[TextPiece | StreamEnd]:
        """Yield pieces as they come, then one StreamEnd. Raises a ModelError."""
        began = time.monotonic()
        await self.queue.enter(present_caller())
        try:
            failure: ModelError | None = None
            for line in self._lines:
                if not line.admits():
                    continue
                call = _Call(line, request.purpose, time.monotonic() - began)
                try:
                    async with aclosing(line.model.stream(request)) as stream:
                        async for item in stream:
                            if not call.first or type(item) is StreamEnd:
                                call.note(item)
                            yield item
                except ModelError as error:
                    call.failed(error)
                    if call.first or isinstance(error, FormUnsupportedError):
                        raise
                    failure = error
                else:
                    call.outcome = OK
                    return
                finally:
                    self._tell(call.over())
            raise failure or self._resting()
        finally:
            self.queue.leave()

    async def complete(self, request: ChatRequest) -> ChatReply:
        """Return a whole answer. Raises a ModelError."""
        texts: list[str] = []
        end = StreamEnd(self.name)
        async for item in self.stream(request):
            if isinstance(item, TextPiece):
                texts.append(item.text)
            else:
                end = item
        return ChatReply(after_reasoning("".join(texts)), end.model, end.usage, end.finish_reason, end.endpoint)

    async def probe(self) -> tuple[ProbeResult, ...]:
        """Ask each endpoint for a word, its breaker notwithstanding; how that goes counts for the breaker."""
        return tuple(await asyncio.gather(*(self._probe(line) for line in self._lines)))

    async def close(self) -> None:
        """Close all connections."""
        for line in self._lines:
            await line.model.close()

    async def _probe(self, line: "_Line") -> ProbeResult:
        call, began, failure = _Call(line, _PROBE.purpose, 0.0), time.monotonic(), ""
        try:
            async with asyncio.timeout(_PROBE_SECONDS), aclosing(line.model.stream(_PROBE)) as stream:
                async for item in stream:
                    call.note(item)
        except TimeoutError:
            failure = f"model {line.model.name} at {line.model.address}: no answer within {_PROBE_SECONDS:g} s"
            call.failed(ModelTimeoutError(failure))
        except ModelError as error:
            call.failed(error)
            failure = error.message
        else:
            call.outcome = OK
        finally:
            self._tell(call.over())
        return ProbeResult(line.model.address, line.model.name, time.monotonic() - began, failure)

    def _tell(self, call: ModelCall) -> None:
        for observer in self._observers:
            observer(call)

    def _resting(self) -> ModelRestingError:
        states = self.states()
        wait = min(state.rests_for for state in states)
        names = ", ".join(f"{state.model} at {state.address}" for state in states)
        return ModelRestingError(f"model {names}: has failed again and again and is left alone", retry_after=wait)


class _Line:
    """One endpoint with its breaker as it is now."""

    def __init__(self, model: EndpointModel, breaker: Breaker, clock: Callable[[], float]) -> None:
        self.model = model
        self.breaker = breaker
        self.clock = clock
        self.last_error = ""

    def admits(self) -> bool:
        return self.breaker.admits(self.clock())

    def state(self) -> EndpointState:
        breaker, now = self.breaker, self.clock()
        return EndpointState(
            self.model.address,
            self.model.name,
            breaker.state,
            breaker.rests_for(now),
            breaker.failures,
            self.last_error,
        )


class _Call:
    """One call on a line: tells the breaker when it begins and when it is over."""

    __slots__ = ("_began", "_line", "_purpose", "_sick", "_usage", "_waited", "first", "outcome")

    def __init__(self, line: _Line, purpose: str, waited: float) -> None:
        self._line = line
        self._purpose = purpose
        self._waited = waited
        self._began = time.monotonic()
        self._usage = Usage()
        self._sick = False
        self.first = 0.0
        self.outcome = ABANDONED
        line.breaker = line.breaker.begun()

    def note(self, item: TextPiece | StreamEnd) -> None:
        """Take in an item of the stream."""
        if not self.first:
            self.first = time.monotonic() - self._began
        if type(item) is StreamEnd:
            self._usage = item.usage

    def failed(self, error: ModelError) -> None:
        """Take in how the call went wrong."""
        self.outcome = error.code
        self._sick = isinstance(error, _SICK)
        self._line.last_error = error.summary

    def over(self) -> ModelCall:
        """Tell the breaker and return the call. A listener who leaves after the first word has heard enough."""
        line, now = self._line, self._line.clock()
        if self.outcome == ABANDONED and self.first:
            self.outcome = OK
        if self._sick:
            line.breaker = line.breaker.failed(now)
        elif self.outcome == ABANDONED:
            line.breaker = line.breaker.abandoned(now)
        else:
            line.breaker = line.breaker.succeeded()
        if self.outcome == OK:
            line.last_error = ""
        whole = time.monotonic() - self._began
        name, address = line.model.name, line.model.address
        return ModelCall(address, name, self._purpose, self.outcome, self._waited, self.first, whole, self._usage)
