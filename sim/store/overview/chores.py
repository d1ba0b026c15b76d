"""Chores: work that one of several processes does, once in a while."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, select, update

from sim.store import schema
from sim.store.overview import people
from sim.store.statements import insert_or_skip

_NEVER = datetime(1970, 1, 1, tzinfo=UTC)
_table = schema.chore


def claim(connection: Connection, name: str, now: datetime, every: timedelta) -> bool:
    """Take a chore that was not done within ``every``; False where another process has just taken it."""
    insert_or_skip(connection, _table, [{"name": name, "ran_at": _NEVER}])
    due = (_table.c.name == name) & (_table.c.ran_at <= now - every)
    return connection.execute(update(_table).where(due).values(ran_at=now)).rowcount == 1


def purge_older(connection: Connection, before: datetime, limit: int) -> int:
    """Delete up to ``limit`` sessions begun before a moment, the oldest first; return how many."""
    query = select(schema.session.c.id).where(schema.session.c.created_at < before)
    query = query.order_by(schema.session.c.created_at, schema.session.c.id).limit(limit)
    return people.purge(connection, connection.execute(query).scalars().all())
