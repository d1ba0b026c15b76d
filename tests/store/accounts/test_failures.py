"""Failed sign-ins in both databases: counted by all processes together, in a window that moves."""

from datetime import timedelta

from sqlalchemy import Connection, func, select, update

from sim.store import Store
from sim.store.accounts import Bound
from sim.store.schema import sign_in_failure

NAME, ADDRESS = Bound("name", 3, timedelta(minutes=10)), Bound("address", 5, timedelta(minutes=10))
LEE, KIM = {NAME: "lee", ADDRESS: "10.0.0.1"}, {NAME: "kim", ADDRESS: "10.0.0.1"}


async def age(store: Store, by: timedelta) -> None:
    """Let so much time pass since all that was noted."""

    def operation(connection: Connection) -> None:
        for number, at in connection.execute(select(sign_in_failure.c.number, sign_in_failure.c.at)).all():
            connection.execute(update(sign_in_failure).where(sign_in_failure.c.number == number).values(at=at - by))

    await store._runner.write(operation)


async def test_processes_count_together(store: Store, other: Store) -> None:
    assert [bool(await each.failures.add(LEE)) for each in (store, other, store)] == [False, False, True]
    for each in (store, other):
        assert timedelta(minutes=9) < await each.failures.wait(LEE) <= timedelta(minutes=10)
        assert not await each.failures.wait(KIM)


async def test_an_address_is_counted_over_all_names(store: Store) -> None:
    for number in range(5):
        assert bool(await store.failures.add({NAME: f"name{number}", ADDRESS: "10.0.0.1"})) is (number == 4)
    assert await store.failures.wait(KIM)
    assert not await store.failures.wait({NAME: "kim", ADDRESS: "10.0.0.2"})


async def test_what_is_forgiven_for_a_name_stays_with_the_address(store: Store) -> None:
    for _ in range(3):
        await store.failures.add(LEE)
    await store.failures.forget(NAME, "lee")
    assert not await store.failures.wait(LEE)
    await store.failures.add(LEE)
    assert await store.failures.add(LEE), "the address has failed five times"


async def test_the_window_moves_and_the_past_is_forgotten(store: Store) -> None:
    for _ in range(3):
        await store.failures.add(LEE)
    await age(store, timedelta(minutes=4))
    assert timedelta(minutes=5) < await store.failures.wait(LEE) <= timedelta(minutes=6)
    await age(store, timedelta(minutes=6))
    assert not await store.failures.wait(LEE)
    await age(store, timedelta(hours=1))
    await store.failures.add(KIM)
    kept = await store._runner.read(lambda connection: connection.execute(select(func.count(sign_in_failure.c.number))))
    assert kept.scalar_one() == 2
