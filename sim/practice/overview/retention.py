"""Deleting on time what is kept no longer."""

from datetime import datetime, timedelta

import structlog

from sim.store import Store

log = structlog.get_logger()

CHORE = "retention"
BATCH = 50
"""Sessions deleted in one transaction: others must be able to write in between."""


class Retention:
    """Deletes sessions begun more than ``days`` days ago, with their turns, gradings, results and reviews."""

    def __init__(self, store: Store, days: int) -> None:
        """``days`` 0 keeps everything."""
        self._store = store
        self.days = days

    async def sweep(self, now: datetime, every: timedelta) -> int:
        """Delete what is past its time, unless that was done within ``every`` by any process; return how many."""
        if not self.days or not await self._store.privacy.claim_chore(CHORE, now, every):
            return 0
        before = now - timedelta(days=self.days)
        deleted = 0
        while some := await self._store.privacy.purge_older(before, limit=BATCH):
            deleted += some
        await self._store.privacy.make_usage_anonymous(before)
        if deleted:
            log.info("sessions past retention deleted", sessions=deleted, days=self.days)
        return deleted
