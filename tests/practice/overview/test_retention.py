"""What is past its time goes, once, by whichever process comes first."""

import asyncio
from datetime import UTC, datetime, timedelta

from sim.jobs.sweeper import Sweeper
from sim.practice.overview.retention import BATCH, Retention
from sim.store import Store
from sim.store.overview import Wanted
from tests.store.overview import graded
from tests.store.samples import CONTENT, session

NOW = datetime.now(UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


async def left(store: Store) -> list[str]:
    return [each.id for each in (await store.overview.sessions(Wanted(None), limit=100)).sessions]


async def test_sessions_past_their_days_go_in_batches(store: Store) -> None:
    for number in range(BATCH + 1):
        await store.create_session(session(f"old{number}", created_at=NOW - 31 * DAY), CONTENT)
    await graded(store, "graded", "ann", created_at=NOW - 31 * DAY)
    await graded(store, "young", "ann", created_at=NOW - 29 * DAY)
    assert await Retention(store, 30).sweep(NOW, HOUR) == BATCH + 2
    assert await left(store) == ["young"]


async def test_zero_days_keep_everything(store: Store) -> None:
    await graded(store, "old", "ann", created_at=NOW - 4000 * DAY)
    assert await Retention(store, 0).sweep(NOW, HOUR) == 0
    assert await left(store) == ["old"]


async def test_of_several_processes_one_sweeps(store: Store) -> None:
    retention = Retention(store, 30)
    await graded(store, "first", "ann", created_at=NOW - 31 * DAY)
    assert sum(await asyncio.gather(*(retention.sweep(NOW, HOUR) for _ in range(4)))) == 1
    await graded(store, "second", "ann", created_at=NOW - 31 * DAY)
    assert await retention.sweep(NOW + HOUR / 2, HOUR) == 0
    assert await retention.sweep(NOW + HOUR, HOUR) == 1


async def test_the_sweeper_begins_with_the_service_and_goes_on(store: Store) -> None:
    sweeper = Sweeper(Retention(store, 30), timedelta(milliseconds=1))
    await store.create_session(session("first", created_at=NOW - 31 * DAY), CONTENT)
    sweeper.start()
    try:
        await gone(store)
        await store.create_session(session("second", created_at=NOW - 31 * DAY), CONTENT)
        await gone(store)
    finally:
        await sweeper.stop()


async def gone(store: Store) -> None:
    async with asyncio.timeout(20):
        while await left(store):  # noqa: ASYNC110 - the database is the truth, the sweeper tells nobody
            await asyncio.sleep(0.01)
