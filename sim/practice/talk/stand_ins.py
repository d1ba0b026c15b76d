"""The offline engine in place of a model that fails: for the rest of a session, or for its grading."""

from collections.abc import Callable
from datetime import UTC, datetime

from sim.domain.session import Session
from sim.store import Store


class StandIns:
    """The two ways to go on without the model. Both are marked on transcript and scorecard, and last."""

    def __init__(self, store: Store, on_queued: Callable[[], None]) -> None:
        """``on_queued`` is called when a grading was queued."""
        self._store = store
        self._on_queued = on_queued

    async def play(self, session_id: str) -> Session:
        """Have the offline engine answer the line that waits, and all later ones; the line itself is to be sent again.

        Raises NotFoundError, SessionEndedError, and ConflictError where no line waits or its answer is on its way.
        """
        await self._store.operations.play_offline(session_id)
        return await self._store.load_session(session_id)

    async def grade(self, session_id: str) -> None:
        """Have the rules make the scorecard a model could not. Raises NotFoundError or ConflictError."""
        await self._store.operations.grade_by_rules(session_id, now=datetime.now(UTC))
        self._on_queued()
