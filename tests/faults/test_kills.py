"""kill -9 at random moments, in all of it, over both databases: nothing lost, nothing doubled, nobody stuck."""

import asyncio
import random
import time
from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import create_engine, inspect

from sim.domain.session import GradingStatus, TurnStatus
from sim.store import Store
from tests.databases import new_postgres_database
from tests.faults.clients import Client, Memory
from tests.faults.lives import Nursery, kind_of, nursery
from tests.faults.players import answer_to
from tests.store.samples import started as sample_session

KILLS = 55
"""On each database."""
MIGRATION_KILLS = 10
CLIENTS = 6
EXCHANGES = 2
_LONGEST_LIVES = (80, 240, 700)
"""In lines heard by all clients together: how far a life goes does not depend on how fast the machine is. Some are too
short for any answer, in some sessions are graded."""
_DIE_STARTING = 0.1
_LET_END_SECONDS = 90.0

pytestmark = pytest.mark.slow


async def test_nothing_is_lost_doubled_or_stuck(url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    await (await Store.open(url)).close()
    memory = Memory()
    async with nursery(tmp_path, url) as started:
        stuck = await kill_while_they_practise(started, memory)
    found = await compare(url, memory, (tmp_path / "notes").read_text().splitlines())
    with capsys.disabled():
        figures = f"{memory.broken} broken off, {memory.clicks} asked for again, {stuck} stuck"
        print(f"\n{kind_of(url)}: {KILLS} kills, {figures}, {found}")
    assert memory.wrong == []
    assert stuck == 0
    assert found["lost"] == found["doubled"] == found["asked again"] == found["open"] == 0
    assert found["exchanges"] >= CLIENTS * EXCHANGES
    assert found["graded"] > CLIENTS, "nothing was graded between the kills"
    assert memory.broken > KILLS / 2, "the kills hit nobody"


async def kill_while_they_practise(servers: Nursery, memory: Memory) -> int:
    """Kill one server after the other; return how many clients do not come to an end when there are no more kills."""
    chance, over = random.Random(7), asyncio.Event()

    async def trainee(number: int) -> None:
        sessions = 0
        while not over.is_set():
            await Client(servers.port, memory).practise(number + CLIENTS * sessions, EXCHANGES)
            sessions += 1

    await servers.serve()
    trainees = [asyncio.create_task(trainee(number)) for number in range(CLIENTS)]
    for _ in range(KILLS):
        if chance.random() < _DIE_STARTING:
            await asyncio.sleep(chance.uniform(0, 0.5))
        else:
            await talked(memory, memory.heard + chance.randrange(chance.choice(_LONGEST_LIVES)))
            await asyncio.sleep(chance.uniform(0, 0.05))
        await servers.kill()
        await servers.serve()
    over.set()
    _, stuck = await asyncio.wait(trainees, timeout=_LET_END_SECONDS)
    for task in stuck:
        task.cancel()
    return len(stuck)


async def test_a_migration_killed_at_any_moment_is_taken_back_or_whole(
    empty_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    chance, half, whole = random.Random(9), 0, 0
    async with nursery(tmp_path, empty_url) as started:
        await started.start(f"migrate {another(empty_url, 0)}")
        began = time.perf_counter()
        await started.ended()
        takes = time.perf_counter() - began
        for number in range(1, MIGRATION_KILLS + 1):
            url = another(empty_url, number)
            await started.start(f"migrate {url}")
            await asyncio.sleep(chance.uniform(0, takes))
            await started.kill()
            tables = tables_of(url)
            half += bool(tables) and "alembic_version" not in tables
            whole += bool(tables)
            store = await Store.open(url)
            await sample_session(store)
            await store.close()
    with capsys.disabled():
        print(f"\n{kind_of(empty_url)}: {MIGRATION_KILLS} migrations killed within {takes:.2f} s, {whole} were whole")
    assert half == 0
    assert whole < MIGRATION_KILLS, "the kills hit no migration"


def another(url: str, number: int) -> str:
    """Return the URL of another empty database of the same kind."""
    if url.startswith("sqlite"):
        return url.replace("empty.db", f"empty{number}.db")
    return new_postgres_database(url, "template0")


def tables_of(url: str) -> set[str]:
    """Return the names of the tables in a database."""
    engine = create_engine(url)
    names = set(inspect(engine).get_table_names())
    engine.dispose()
    return names


async def talked(memory: Memory, lines: int) -> None:
    """Wait until the clients have heard so many lines."""
    async with asyncio.timeout(_LET_END_SECONDS):
        while memory.heard < lines:  # noqa: ASYNC110  the clients tell nobody
            await asyncio.sleep(0.005)


async def compare(url: str, memory: Memory, notes: list[str]) -> dict[str, int]:
    """Hold what the clients were told against what is stored."""
    store = await Store.open(url)
    found = Counter({"sessions": 0, "exchanges": len(memory.exchanges), "graded": len(memory.graded)})
    told = {(each.session, each.index): each for each in memory.exchanges}
    page = await store.list_sessions(None, limit=200)
    while page.sessions:
        for summary in page.sessions:
            session = await store.load_session(summary.id)
            found["sessions"] += 1
            found["doubled"] += [turn.turn for turn in session.turns] != list(range(1, len(session.turns) + 1))
            for turn in session.turns[2::2]:
                line = session.turns[turn.turn - 2]
                whole = turn.status is line.status is TurnStatus.COMPLETE
                found["doubled"] += whole and turn.text != "".join(answer_to(line.text))
                exchange = told.pop((summary.id, line.turn), None)
                found["lost"] += exchange is not None and (exchange.line, exchange.answer) != (line.text, turn.text)
            if summary.id in memory.ended:
                found["open"] += session.grading is not GradingStatus.DONE
        page = await store.list_sessions(None, limit=200, before=page.next) if page.next else page.__class__((), None)
    found["lost"] += len(told)
    judged = Counter(note for note in notes if note.startswith("asked"))
    found["asked again"] += sum(note.startswith("again") for note in notes)
    found["dimensions"] = len(judged)
    await store.close()
    return dict(found)
