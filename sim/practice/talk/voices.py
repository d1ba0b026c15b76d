"""Who plays the customer in a session: the engine in use or, where a model fails again and again, its understudy."""

from collections import OrderedDict
from datetime import UTC, datetime

from sim.domain.errors import BudgetSpentError, DuilianError, ModelError
from sim.domain.ports import Customer
from sim.domain.score import Engine
from sim.domain.session import Session
from sim.practice.budget import Budget
from sim.practice.talk.mishaps import is_retryable

PATIENCE = 2
"""Failures in a row after which going on with the offline engine is offered."""
_SESSIONS_KEPT = 2000


class Voices:
    """The engines that can play here.

    Failures in a row are counted by this process alone: they decide an offer, not what may be done.
    """

    def __init__(self, customer: Customer, understudy: Customer | None = None, budget: Budget | None = None) -> None:
        """``understudy`` is the offline engine; ``budget`` bounds what ``customer`` may use, None for no bound."""
        self._customer = customer
        self._understudy = understudy
        self._budget = budget
        self._failures: OrderedDict[str, int] = OrderedDict()

    async def of(self, session: Session) -> Customer:
        """Return who answers the next line. Raises BudgetSpentError where the owner's tokens are used up."""
        if session.offline_from is not None and self._understudy is not None:
            return self._understudy
        if self._budget is not None and self._customer.engine is Engine.LLM:
            await self._budget.check(session.owner, datetime.now(UTC))
        return self._customer

    def answered(self, session_id: str) -> None:
        """Note that an answer came."""
        if self._failures:
            self._failures.pop(session_id, None)

    def failed(self, session_id: str, error: DuilianError) -> bool:
        """Note that none came; return whether to offer the understudy: after two in a row, or where a retry is vain."""
        if self._understudy is None or not isinstance(error, ModelError | BudgetSpentError):
            return False
        failures = self._failures.pop(session_id, 0) + 1
        self._failures[session_id] = failures if self._may_wait(error) else PATIENCE
        if len(self._failures) > _SESSIONS_KEPT:
            self._failures.popitem(last=False)
        return self.offers_understudy(session_id)

    def offers_understudy(self, session_id: str) -> bool:
        """Tell whether going on with the offline engine is offered in this session."""
        return self._failures.get(session_id, 0) >= PATIENCE

    @staticmethod
    def _may_wait(error: DuilianError) -> bool:
        return is_retryable(error) and not isinstance(error, BudgetSpentError)
