"""Who may ask a model now: at most so many at once, the others wait in an order that is fair and can be told."""

import asyncio
from collections import OrderedDict, deque
from collections.abc import Iterator
from itertools import count
from typing import Generic, TypeVar

from sim.llm.caller import Caller

PATIENT_SHARE = 10
"""Every tenth call goes to work in the background while people wait too, so that no grading waits for ever."""
_TELL_SECONDS = 1.0

T = TypeVar("T")


class _Lane(Generic[T]):
    """Waiting callers of one urgency, served round robin by key."""

    def __init__(self) -> None:
        self._keys: OrderedDict[str, deque[T]] = OrderedDict()
        self._length = 0

    def __len__(self) -> int:
        return self._length

    def push(self, key: str, item: T) -> None:
        self._keys.setdefault(key, deque()).append(item)
        self._length += 1

    def pop(self) -> T:
        key, items = next(iter(self._keys.items()))
        item = items.popleft()
        if items:
            self._keys.move_to_end(key)
        else:
            del self._keys[key]
        self._length -= 1
        return item

    def remove(self, key: str, item: T) -> bool:
        items = self._keys.get(key)
        if items is None or item not in items:
            return False
        items.remove(item)
        if not items:
            del self._keys[key]
        self._length -= 1
        return True

    def __iter__(self) -> Iterator[T]:
        """Yield all in the order in which they would be popped."""
        for turn in count():
            served = [items[turn] for items in self._keys.values() if turn < len(items)]
            if not served:
                return
            yield from served


class FairQueue(Generic[T]):
    """A queue in two lanes: the urgent go first, each key has its turn, and the patient are never quite forgotten."""

    def __init__(self) -> None:
        self._urgent: _Lane[T] = _Lane()
        self._patient: _Lane[T] = _Lane()
        self._passed_over = 0

    def __len__(self) -> int:
        """Return how many wait."""
        return len(self._urgent) + len(self._patient)

    def push(self, key: str, item: T, *, urgent: bool) -> None:
        """Add an item behind those of its key."""
        (self._urgent if urgent else self._patient).push(key, item)

    def pop(self) -> T:
        """Take the item whose turn it is. Raises IndexError where nobody waits."""
        if not self:
            raise IndexError("nobody waits")
        if self._takes_patient(len(self._urgent), len(self._patient), self._passed_over):
            self._passed_over = 0
            return self._patient.pop()
        self._passed_over += bool(self._patient)
        return self._urgent.pop()

    def remove(self, key: str, item: T) -> bool:
        """Take out an item that no longer waits; False where it is not there."""
        return self._urgent.remove(key, item) or self._patient.remove(key, item)

    def __iter__(self) -> Iterator[T]:
        """Yield all in the order in which they would be popped if nobody else came."""
        urgent, patient, passed_over = deque(self._urgent), deque(self._patient), self._passed_over
        while urgent or patient:
            if self._takes_patient(len(urgent), len(patient), passed_over):
                passed_over = 0
                yield patient.popleft()
            else:
                passed_over += bool(patient)
                yield urgent.popleft()

    @staticmethod
    def _takes_patient(urgent: int, patient: int, passed_over: int) -> bool:
        return bool(patient) and (not urgent or passed_over + 1 >= PATIENT_SHARE)


class _Waiting:
    """One caller in the queue: the moment he may go on, and the place he was last told."""

    __slots__ = ("caller", "go", "told")

    def __init__(self, caller: Caller, go: asyncio.Future[None]) -> None:
        self.caller = caller
        self.go = go
        self.told = 0

    def tell(self, place: int) -> None:
        if self.caller.on_place is not None and place != self.told:
            self.told = place
            self.caller.on_place(place)


class CallQueue:
    """Lets at most ``at_once`` calls be open; ``enter`` before one and ``leave`` after it.

    Those who wait are told their place when they come and then once a second, so that a long queue costs little.
    """

    def __init__(self, at_once: int) -> None:
        """``at_once`` is at least 1."""
        self.at_once = at_once
        self.open = 0
        self._waiting: FairQueue[_Waiting] = FairQueue()
        self._teller: asyncio.Task[None] | None = None

    @property
    def waiting(self) -> int:
        """How many wait."""
        return len(self._waiting)

    async def enter(self, caller: Caller) -> None:
        """Return when ``caller`` may make a call; at once where there is room."""
        if self.open < self.at_once:
            self.open += 1
            return
        waiting = _Waiting(caller, asyncio.get_running_loop().create_future())
        self._waiting.push(caller.key, waiting, urgent=caller.urgent)
        waiting.tell(self._place_of(waiting))
        if self._teller is None or self._teller.done():
            self._teller = asyncio.create_task(self._tell_places(), name="call-queue-places")
        try:
            await waiting.go
        except asyncio.CancelledError:
            if waiting.go.cancelled():
                self._waiting.remove(caller.key, waiting)
            else:  # it was his turn already: hand it on
                self.leave()
            raise
        waiting.tell(0)

    def leave(self) -> None:
        """Say that a call has ended, and let the next one begin."""
        while self._waiting:
            next_one = self._waiting.pop()
            if not next_one.go.done():  # not cancelled in this very moment
                next_one.go.set_result(None)
                return
        self.open -= 1

    def _place_of(self, waiting: _Waiting) -> int:
        return next(place for place, each in enumerate(self._waiting, start=1) if each is waiting)

    async def _tell_places(self) -> None:
        while self._waiting:
            await asyncio.sleep(_TELL_SECONDS)
            for place, waiting in enumerate(self._waiting, start=1):
                waiting.tell(place)
