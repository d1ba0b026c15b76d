"""What is watched while trainees practise: connections that PostgreSQL sees, answers under way, memory."""

import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import psycopg
from sqlalchemy import make_url

_EVERY_SECONDS = 0.1
_ACTIVITY = """
SELECT count(*), count(*) FILTER (WHERE state <> 'idle'), count(*) FILTER (WHERE state = 'idle in transaction'),
       coalesce(max(extract(epoch FROM clock_timestamp() - xact_start)), 0)
FROM pg_stat_activity
WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()
  AND query NOT LIKE 'LISTEN%'
"""


@dataclass(slots=True)
class Sightings:
    """The most that was seen: connections, those in use, idle in transaction; the oldest transaction in seconds.

    ``answers`` is how many answers were under way at once.
    """

    samples: int = 0
    connections: int = 0
    in_use: int = 0
    idle_in_transaction: int = 0
    oldest: float = 0.0
    answers: int = 0


@contextmanager
def watched(service: str, database: str | None) -> Iterator[Sightings]:
    """Watch a service (its address) and its PostgreSQL (None: an SQLite file, nothing to see) while in the block."""
    seen, stopped = Sightings(), threading.Event()
    thread = threading.Thread(target=_watch, args=(service, database, seen, stopped), daemon=True)
    thread.start()
    try:
        yield seen
    finally:
        stopped.set()
        thread.join()


def _watch(service: str, database: str | None, seen: Sightings, stopped: threading.Event) -> None:
    connection = (
        psycopg.connect(make_url(database).set(drivername="postgresql").render_as_string(False)) if database else None
    )
    asked = 0.0
    while not stopped.wait(_EVERY_SECONDS):
        if connection is not None:
            with connection.transaction():
                row = connection.execute(_ACTIVITY).fetchone()
            assert row is not None
            seen.connections = max(seen.connections, row[0])
            seen.in_use = max(seen.in_use, row[1])
            seen.idle_in_transaction = max(seen.idle_in_transaction, row[2])
            seen.oldest = max(seen.oldest, float(row[3]))
            seen.samples += 1
        if time.monotonic() - asked > 1:
            seen.answers = max(seen.answers, answers_open(service))
            asked = time.monotonic()
    if connection is not None:
        connection.close()


def answers_open(service: str) -> int:
    """Return how many answers the service is giving now."""
    with urllib.request.urlopen(f"{service}/metrics", timeout=30) as answer:
        lines = answer.read().decode().splitlines()
    return int(float(next(line for line in lines if line.startswith("duilian_answers_open ")).split()[1]))
