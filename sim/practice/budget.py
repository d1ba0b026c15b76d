"""How many tokens an owner may use in a day. A day begins at midnight in the server's time zone."""

from datetime import datetime, timedelta

from sim.domain.errors import BudgetSpentError
from sim.store.operations import OperationsStore


class Budget:
    """The tokens each owner's customers may use in a day, prompts included, counted from the turns that are stored."""

    def __init__(self, store: OperationsStore, tokens_per_day: int) -> None:
        """``tokens_per_day`` is for each owner."""
        self._store = store
        self._tokens = tokens_per_day

    async def check(self, owner: str, now: datetime) -> None:
        """Return where ``owner`` has tokens left. Raises BudgetSpentError that says when he has again."""
        midnight, renewal = day_of(now)
        spent = await self._store.tokens_spent(owner, since=midnight)
        if spent >= self._tokens:
            raise BudgetSpentError(
                f"今天的用量已用完（{spent:,} / {self._tokens:,} token），{renewal:%m-%d %H:%M} 恢复，你的话已保存。"
                f" / Today's tokens are used up ({spent:,} of {self._tokens:,}); they renew at "
                f"{renewal:%Y-%m-%d %H:%M %Z}. Your words are kept.",
                retry_after=(renewal - now).total_seconds(),
            )


def day_of(now: datetime) -> tuple[datetime, datetime]:
    """Return the midnight before ``now`` and the one after it, in the server's time zone."""
    today = now.astimezone().replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)
    return today.astimezone(), (today + timedelta(days=1)).astimezone()
