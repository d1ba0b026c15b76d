"""Who is at work on this database: a row for each process, and whether it still lives.

A line that is being answered and a grading that is being made are held by one process. When that process has died,
any other may take them up; so its death must be noticed soon, and never while it lives.
"""

import os
import secrets
import socket
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import cache
from pathlib import Path

from sqlalchemy import Connection, RowMapping, delete, func, insert, select, update

from sim.store import schema
from sim.store.databases.runners import Runner

BEAT_SECONDS = 5.0
"""How often a process shows that it lives."""
DEAD_AFTER = timedelta(seconds=20)
"""A process that has shown no life for so long is dead, or so slow that others do its work."""
_FORGOTTEN_AFTER = timedelta(hours=1)

_table = schema.process


class ProcessKind(StrEnum):
    """What a process does: answer people (and grade, where nobody else does), or only grade."""

    SERVE = "serve"
    WORKER = "worker"


@dataclass(frozen=True, slots=True)
class Process:
    """A process that has joined the database. ``machine`` names the machine, its boot and its room of process ids."""

    id: str
    kind: ProcessKind
    machine: str
    pid: int
    started_at: datetime
    seen_at: datetime


class Processes:
    """The processes on this database, and this one among them. Every method is one transaction."""

    def __init__(self, runner: Runner) -> None:
        """``runner`` reaches the database."""
        self._runner = runner
        self._own_id = secrets.token_hex(8)

    @property
    def own_id(self) -> str:
        """The id under which this process holds what it does; drawn anew at every start."""
        return self._own_id

    async def join(self, kind: ProcessKind) -> None:
        """Say that this process is at work, or still is; those long dead are forgotten."""
        await self._runner.write(lambda connection: _join(connection, self._own_id, kind))

    async def leave(self) -> None:
        """Say that this process does no more: what it still holds is free at once."""
        await self._runner.write(lambda connection: _leave(connection, self._own_id))

    async def alive(self) -> tuple[Process, ...]:
        """Return the living processes, oldest first."""
        return await self._runner.read(living)


def living(connection: Connection) -> tuple[Process, ...]:
    """Return the processes that live, oldest first.

    A process is dead when it has shown no life for ``DEAD_AFTER``, or when it ran on this machine and runs no more.
    """
    now = moment(connection)
    found = connection.execute(select(_table).order_by(_table.c.started_at, _table.c.id)).mappings()
    return tuple(_from_row(row) for row in found if _lives(row, now))


def is_alive(connection: Connection, holder: str | None) -> bool:
    """Tell whether the process with this id lives; one that never joined, or has left, does not."""
    if holder is None:
        return False
    row = connection.execute(select(_table).where(_table.c.id == holder)).mappings().one_or_none()
    return row is not None and _lives(row, moment(connection))


def moment(connection: Connection) -> datetime:
    """Return the time by the one clock all processes share: the server's, or this machine's for a file on it."""
    if connection.dialect.name == "postgresql":
        now: datetime = connection.execute(select(func.clock_timestamp())).scalar_one()
        return now.astimezone(UTC)
    return datetime.now(UTC)


def _join(connection: Connection, own_id: str, kind: ProcessKind) -> None:
    now = moment(connection)
    seen = connection.execute(update(_table).where(_table.c.id == own_id).values(seen_at=now))
    if seen.rowcount:
        return
    connection.execute(delete(_table).where(_table.c.seen_at < now - _FORGOTTEN_AFTER))
    row = {"id": own_id, "kind": kind.value, "machine": this_machine(), "pid": os.getpid()}
    connection.execute(insert(_table), {**row, "started_at": now, "seen_at": now})


def _leave(connection: Connection, own_id: str) -> None:
    connection.execute(delete(_table).where(_table.c.id == own_id))


def _from_row(row: RowMapping) -> Process:
    return Process(row["id"], ProcessKind(row["kind"]), row["machine"], row["pid"], row["started_at"], row["seen_at"])


def _lives(row: RowMapping, now: datetime) -> bool:
    if now - row["seen_at"] > DEAD_AFTER:
        return False
    return row["machine"] != this_machine() or _runs(row["pid"])


def _runs(pid: int) -> bool:
    if os.name == "nt":  # there a signal 0 is Ctrl+C; silence tells
        return True
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:  # it runs, and belongs to somebody else
        return True
    return True


@cache
def this_machine() -> str:
    """Name this machine so that a process id means something: its name, this boot of it, its room of process ids.

    Where the system tells less (no /proc), a process id may be another's after a reboot; then silence tells.
    """
    parts = [socket.gethostname()]
    for read in (_boot_id, _pid_namespace):
        try:
            parts.append(read())
        except OSError:
            continue
    return " ".join(parts)[:255]


def _boot_id() -> str:
    return Path("/proc/sys/kernel/random/boot_id").read_text().strip()


def _pid_namespace() -> str:
    return os.readlink("/proc/self/ns/pid")
