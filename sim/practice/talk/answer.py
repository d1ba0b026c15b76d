"""One answer of the customer while it is being given: a buffer that outlives any connection."""

import asyncio
import secrets

from sim.domain.transcript import Turn
from sim.practice.talk.events import TurnEvent


class Answer:
    """The events of one answer, in order, for any number of listeners.

    The one who speaks calls ``publish`` and at last ``close``; listeners call ``wait`` with the number of events
    they already have, so one that lost its connection goes on where it stopped.
    """

    def __init__(self, line: Turn, *, mood_visible: bool) -> None:
        """``line`` is the trainee's stored line that is being answered."""
        self.line = line
        self.key = secrets.token_hex(3)
        """Tells this answer from another one to the same line, which a process that took it over would give."""
        self.mood_visible = mood_visible
        self._events: list[TurnEvent] = []
        self._listening: list[asyncio.Future[bool]] = []
        self._closed = False

    @property
    def closed(self) -> bool:
        """Tell whether no event will be added."""
        return self._closed

    def publish(self, event: TurnEvent) -> None:
        """Add an event and wake the listeners."""
        self._events.append(event)
        self._wake()

    def close(self) -> None:
        """Say that this was all."""
        self._closed = True
        self._wake()

    async def wait(self, seen: int, seconds: float | None = None) -> tuple[TurnEvent, ...]:
        """Return the events after the first ``seen``; empty at the end, or when ``seconds`` passed without news."""
        while len(self._events) <= seen and not self._closed:
            if not await self._news(seconds):
                break
        return tuple(self._events[seen:])

    def resume_from(self, seen: int, key: str = "") -> int:
        """Return where to go on for a listener that saw ``seen`` events of the answer with ``key`` ("": of this one).

        The last event always comes (again): a closed answer may be a shorter retelling of the one he saw begin, and
        its last event says everything. Of another answer than the one he saw, he hears all while it is given.
        """
        if self._closed:
            return min(seen, len(self._events) - 1)
        return seen if key in ("", self.key) else 0

    async def _news(self, seconds: float | None) -> bool:
        """Return True with the next event or the end, False when ``seconds`` have passed before.

        A future and a timer of the loop: an Event under ``asyncio.timeout`` costs several times as much.
        """
        loop = asyncio.get_running_loop()
        news: asyncio.Future[bool] = loop.create_future()
        self._listening.append(news)
        timer = None if seconds is None else loop.call_later(seconds, _tell, news, False)
        try:
            return await news
        finally:
            if timer is not None:
                timer.cancel()

    def _wake(self) -> None:
        listening, self._listening = self._listening, []
        for news in listening:
            _tell(news, True)


def _tell(news: asyncio.Future[bool], whether: bool) -> None:
    if not news.done():
        news.set_result(whether)
