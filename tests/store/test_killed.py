"""A process killed at any moment loses no line whose storing it had confirmed."""

import asyncio
import random
import sys
from pathlib import Path

import pytest

from sim.domain.session import TurnStatus
from sim.store import Store
from tests.store.samples import started

PLAYER = """
import asyncio, sys
from sim.store import Store
from tests.store.samples import LINE, NOW, customer_turn, trainee_turn

async def play(store, name):
    last = (await store.load_session(name)).turns[-1].turn
    number = last if last % 2 == 0 else last + 1
    while True:
        await store.accept_turn(name, number, LINE, now=NOW)
        print(name, number, flush=True)
        await asyncio.sleep(0)  # while the customer answers, the others go on
        await store.save_reply(name, trainee_turn(number), customer_turn(number + 1), {}, outcome=None, ended_at=None)
        print(name, number + 1, flush=True)
        number += 2

async def main():
    store = await Store.open(sys.argv[1])
    await asyncio.gather(*(play(store, name) for name in sys.argv[2:]))

asyncio.run(main())
"""


@pytest.mark.slow
async def test_no_confirmed_line_is_lost(url: str) -> None:
    names = [f"s{number}" for number in range(6)]
    store = await Store.open(url)
    for name in names:
        await started(store, name)
    chance = random.Random(20)
    confirmed = dict.fromkeys(names, 1)
    for _ in range(3):
        for name, number in await play_and_kill(url, names, chance.uniform(0.05, 0.4)):
            confirmed[name] = max(confirmed[name], number)
        for name in names:
            turns = (await store.load_session(name)).turns
            assert [turn.turn for turn in turns] == list(range(1, len(turns) + 1))
            assert len(turns) >= confirmed[name]
            assert all(turn.status is TurnStatus.COMPLETE for turn in turns[:-1])
    assert min(confirmed.values()) > 3
    await store.close()


async def play_and_kill(url: str, names: list[str], seconds: float) -> list[tuple[str, int]]:
    """Play in a process of its own, kill it after its first word and some seconds; return what it had confirmed."""
    root = Path(__file__).parents[2]
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", PLAYER, url, *names, cwd=root, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    first = await process.stdout.readline()
    await asyncio.sleep(seconds)
    process.kill()
    rest = await process.stdout.read()
    await process.wait()
    lines = (first + rest).decode().rpartition("\n")[0].splitlines()
    return [(line.split()[0], int(line.split()[1])) for line in lines]
