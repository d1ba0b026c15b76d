"""Failed sign-ins of the last minutes, counted together by all processes on the database."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, insert, select

from sim.store.databases.runners import Runner
from sim.store.processes import moment
from sim.store.schema import sign_in_failure

_KEPT = timedelta(hours=1)
_table = sign_in_failure


@dataclass(frozen=True, slots=True)
class Bound:
    """So many failures in a moving ``window`` of an hour at most. ``kind`` says what is counted."""

    kind: str
    most: int
    window: timedelta


class FailureStore:
    """Counts failures under keys. Every method is one transaction; all may raise StorageError."""

    def __init__(self, runner: Runner) -> None:
        self._runner = runner

    async def wait(self, keys: Mapping[Bound, str]) -> timedelta:
        """Return how long it takes until none of the keys is at its bound; nothing where that is so now."""
        return await self._runner.read(lambda connection: _wait(connection, keys, moment(connection)))

    async def add(self, keys: Mapping[Bound, str]) -> timedelta:
        """Count a failure under each of the keys, forget what is long past; return what ``wait`` would."""

        def operation(connection: Connection) -> timedelta:
            now = moment(connection)
            connection.execute(delete(_table).where(_table.c.at < now - _KEPT))
            connection.execute(insert(_table), [{"kind": each.kind, "key": keys[each], "at": now} for each in keys])
            return _wait(connection, keys, now)

        return await self._runner.write(operation)

    async def forget(self, bound: Bound, key: str) -> None:
        """Forget the failures under a key."""
        which = delete(_table).where(_table.c.kind == bound.kind, _table.c.key == key)
        await self._runner.write(lambda connection: connection.execute(which))


def _wait(connection: Connection, keys: Mapping[Bound, str], now: datetime) -> timedelta:
    longest = timedelta()
    for bound, key in keys.items():
        query = select(_table.c.at).where(_table.c.kind == bound.kind, _table.c.key == key)
        latest = query.where(_table.c.at > now - bound.window).order_by(_table.c.at.desc()).limit(bound.most)
        failed = connection.execute(latest).scalars().all()
        if len(failed) == bound.most:
            longest = max(longest, failed[-1] + bound.window - now)
    return longest
