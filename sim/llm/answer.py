"""Reads one streamed answer: bytes in, text that may be shown out."""

import asyncio
import contextlib
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from typing import Any

import httpx2
import orjson

from sim.domain.chat import StreamEnd, Usage
from sim.domain.errors import EmptyAnswerError, ModelError, ModelFaultError, ModelTimeoutError, StreamCutError
from sim.llm.faults import Endpoint, from_event
from sim.llm.limits import TimeLimits
from sim.llm.listening import text_matters
from sim.llm.reasoning import ReasoningFilter
from sim.llm.sse import EventParser

_DRAIN_SECONDS = 0.25
_TAIL_SECONDS = 1.0
_GOES_ON = re.compile(rb'"finish_reason": ?null')
"""Stands in an event that brings text and nothing else. Where an endpoint writes it otherwise, it is parsed."""
_SLACK = 1.25
"""Silence is noticed up to so many times later than asked: then the timer need not be set anew for every token."""


class StreamedAnswer:
    """An answer being streamed. ``next_text`` returns text until it returns None; then ``end`` is set.

    Chunks are parsed here from raw bytes and not by the client library, whose objects cost more than all the rest.
    """

    def __init__(
        self,
        pieces: AsyncIterator[bytes],
        close: Callable[[], Awaitable[None]],
        endpoint: Endpoint,
        model: str,
        limits: TimeLimits,
        *,
        first_by: float,
        deadline: float,
        handed_on_at: str = "",
    ) -> None:
        """Take over the bytes; ``close`` lets go of where they come from.

        ``first_by`` and ``deadline`` are moments of the running loop's clock; ``handed_on_at`` as in ``ChatRequest``.
        """
        self._pieces = pieces
        self.close = close
        self._endpoint = endpoint
        self._limits = limits
        self._first_by = first_by
        self._deadline = deadline
        self._now = asyncio.get_running_loop().time
        self._timer_good_until = 0.0
        self._marks = frozenset(handed_on_at)
        self._text = ""
        self._parser = EventParser()
        self._filter = ReasoningFilter()
        self._model = model
        self._usage = Usage()
        self._finish: str | None = None
        self._done = False
        self._heard = False
        self._events = False
        self._shown = False
        self.end: StreamEnd | None = None

    async def next_text(self) -> str | None:
        """Return the next text, or None at the end. Raises a ModelError."""
        if not self._done:
            await self._gather()
        if self._text:
            text, self._text, self._shown = self._text, "", True
            return text
        if self.end is None:
            self._close_up()
        return None

    async def drain(self) -> None:
        """Read what follows the end, for a moment, so that the connection can be used again."""
        with contextlib.suppress(TimeoutError, httpx2.HTTPError, OSError):  # the answer is whole, this is housekeeping
            async with asyncio.timeout(_DRAIN_SECONDS):
                async for _ in self._pieces:
                    pass

    async def _gather(self) -> None:
        """Read until there is text to hand on, or until the end."""
        try:
            async with asyncio.timeout_at(self._next_by(self._now()) if self._heard else self._first_by) as timer:
                await self._read(timer)
                return
        except TimeoutError as error:
            if self._finish is None:
                raise self._too_slow() from error
        except (httpx2.HTTPError, OSError) as error:
            if self._finish is None:
                summary = f"the answer broke off: {error or type(error).__name__}"
                raise StreamCutError(self._endpoint.says(summary)) from error
        # the endpoint keeps the connection open after its last word, or lost it: nothing is missing
        self._text += self._take(None)

    async def _read(self, timer: asyncio.Timeout) -> None:
        listening = text_matters()
        async for piece in self._pieces:
            self._heard = True
            if listening:
                text = self._take(piece)
                self._text += text
                if self._done or (text and not (self._marks and self._marks.isdisjoint(text))):
                    return
            elif not (self._parser.is_whole(piece) and _GOES_ON.search(piece)):
                self._take(piece)
                if self._done:
                    return
            self._be_patient(timer)
        self._text += self._take(None)

    def _be_patient(self, timer: asyncio.Timeout) -> None:
        """Something was heard: set the timer anew where it would go off too early, or later than it may."""
        now = self._now()
        if now >= self._timer_good_until or self._finish is not None:
            timer.reschedule(self._next_by(now))

    def _next_by(self, now: float) -> float:
        """Return until when the next sign is waited for; until a while before, the timer is good for later ones too."""
        patience = self._limits.between_tokens if self._finish is None else _TAIL_SECONDS
        self._timer_good_until = now + (_SLACK - 1) * patience
        return min(self._deadline, now + _SLACK * patience)

    def _too_slow(self) -> ModelError:
        if self._now() >= self._deadline:
            return ModelTimeoutError(self._endpoint.says(f"no whole answer within {self._limits.total:g} s"))
        if self._heard:
            return ModelTimeoutError(self._endpoint.says(f"fell silent for {self._limits.between_tokens:g} s"))
        return ModelTimeoutError(self._endpoint.says(f"no first word within {self._limits.first_token:g} s"))

    def _take(self, piece: bytes | None) -> str:
        """Take in bytes (None: there are no more) and return the text they let be shown."""
        said = ""
        for event in self._parser.finish() if piece is None else self._parser.feed(piece):
            said += self._digest(event)
        if piece is None:
            self._check_whole()
        shown = self._filter.feed(said) if said else ""
        return shown + self._filter.finish() if self._done else shown

    def _digest(self, event: bytes) -> str:
        """Take in one event and return the text it adds."""
        if event == b"[DONE]":
            self._done = True
            return ""
        try:
            return self._note(orjson.loads(event))
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            shown = self._endpoint.quote(event.decode(errors="replace"))
            raise ModelFaultError(self._endpoint.says("sent a chunk that cannot be read"), quoted=shown) from error

    def _reported(self, error: object) -> ModelError:
        reported = from_event(error, self._endpoint)
        if not self._shown:
            return reported
        return StreamCutError(reported.summary, quoted=reported.message.removeprefix(f"{reported.summary}: "))

    def _note(self, chunk: Mapping[str, Any]) -> str:
        """Note model, usage and finish reason; return the text. Fields of reasoning are not looked at."""
        if chunk.get("error"):
            raise self._reported(chunk["error"])
        self._events = True
        self._model = chunk.get("model") or self._model
        if chunk.get("usage"):
            self._usage = _usage(chunk["usage"])
        choices = chunk.get("choices")
        if not choices:
            return ""
        self._finish = choices[0].get("finish_reason") or self._finish
        content = (choices[0].get("delta") or choices[0].get("message") or {}).get("content")
        if isinstance(content, list):  # some endpoints send parts; only those of text count
            return "".join(part.get("text") or "" for part in content if part.get("type") == "text")
        return content or ""

    def _check_whole(self) -> None:
        """Decide at the end of the bytes whether that was the end of the answer."""
        if not self._done and self._finish is None and self._events:
            raise StreamCutError(self._endpoint.says("the answer ended without saying that it is whole"))
        self._done = True

    def _close_up(self) -> None:
        if not self._shown:
            why = "only reasoning, or nothing" if self._finish != "content_filter" else "stopped by its content filter"
            raise EmptyAnswerError(self._endpoint.says(f"answered nothing ({why})"))
        self.end = StreamEnd(self._model, self._usage, self._finish or "stop", self._endpoint.address)


def _usage(usage: Mapping[str, Any]) -> Usage:
    details = usage.get("prompt_tokens_details") or {}
    cached = details.get("cached_tokens") or usage.get("prompt_cache_hit_tokens") or 0
    return Usage(int(usage.get("prompt_tokens") or 0), int(usage.get("completion_tokens") or 0), int(cached))
