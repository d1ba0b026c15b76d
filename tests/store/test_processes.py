"""Who is at work on the database, and what becomes of what a process held when it died."""

import asyncio
import os
import sys

import pytest
from sqlalchemy import update

from sim.domain.errors import ClaimLostError
from sim.domain.session import GradingStatus, TurnStatus
from sim.store import ProcessKind, Store, schema
from tests.store.samples import LATER, LINE, NOW, customer_turn, died, exchange, started, trainee_turn


async def reply(store: Store, text: str) -> None:
    await store.save_reply("s1", trainee_turn(2), customer_turn(3, text), {}, outcome=None, ended_at=None)


async def test_processes_come_and_go(store: Store, other: Store) -> None:
    assert [process.kind for process in await store.processes.alive()] == [ProcessKind.WORKER]
    await store.processes.join(ProcessKind.SERVE)
    found = {process.id: process for process in await other.processes.alive()}
    assert found[store.processes.own_id].kind is ProcessKind.SERVE
    assert found[store.processes.own_id].pid == os.getpid()
    await died(store)
    assert [process.id for process in await store.processes.alive()] == [other.processes.own_id]
    await store.processes.join(ProcessKind.SERVE)
    assert len(await store.processes.alive()) == 2
    await store.processes.leave()
    assert [process.id for process in await store.processes.alive()] == [other.processes.own_id]


async def test_a_process_of_this_machine_that_has_ended_is_dead_at_once(store: Store) -> None:
    ended = await asyncio.create_subprocess_exec(sys.executable, "-c", "")
    await ended.wait()
    await store.processes.join(ProcessKind.SERVE)

    async def change(**values: object) -> None:
        statement = update(schema.process).values(values)
        await store._runner.write(lambda connection: connection.execute(statement).rowcount)

    await change(pid=ended.pid)
    assert await store.processes.alive() == ()
    await change(machine="another")
    assert len(await store.processes.alive()) == 1


async def test_a_line_another_process_is_answering_is_left_to_it(store: Store, other: Store) -> None:
    await store.processes.join(ProcessKind.SERVE)
    await started(store)
    await store.accept_turn("s1", 2, LINE, now=NOW)
    followed = await other.accept_turn("s1", 2, LINE, now=NOW)
    assert (followed.held, followed.repeated) == (True, True)
    assert await other.is_answered_elsewhere("s1", 2)
    assert not await store.is_answered_elsewhere("s1", 2)
    assert not (await store.accept_turn("s1", 2, LINE, now=NOW)).held
    await reply(store, "好。")
    assert not await other.is_answered_elsewhere("s1", 2)
    assert (await other.accept_turn("s1", 2, LINE, now=NOW)).record.status is TurnStatus.COMPLETE


async def test_a_dead_processs_line_is_taken_over_and_its_late_answer_refused(store: Store, other: Store) -> None:
    await store.processes.join(ProcessKind.SERVE)
    await started(store)
    await store.accept_turn("s1", 2, LINE, now=NOW)
    await died(store)
    taken = await other.accept_turn("s1", 2, LINE, now=NOW)
    assert (taken.held, taken.record.status) == (False, TurnStatus.PENDING)
    with pytest.raises(ClaimLostError):
        await reply(store, "迟到的回答。")
    await store.mark_interrupted("s1", 3)
    assert len((await other.load_session("s1")).turns) == 2
    await reply(other, "接着答。")
    assert [turn.text for turn in (await store.load_session("s1")).turns][-1] == "接着答。"


async def test_a_line_given_up_or_of_a_process_that_left_is_free(store: Store, other: Store) -> None:
    await store.processes.join(ProcessKind.SERVE)
    await started(store)
    await store.accept_turn("s1", 2, LINE, now=NOW)
    await store.mark_interrupted("s1", 3)
    assert not (await other.accept_turn("s1", 2, LINE, now=NOW)).held
    assert (await store.accept_turn("s1", 2, LINE, now=NOW)).held
    await other.processes.leave()
    assert not (await store.accept_turn("s1", 2, LINE, now=NOW)).held


async def test_the_last_answer_ends_the_session_and_queues_its_grading_at_once(store: Store) -> None:
    await started(store)
    await exchange(store, 2)
    await store.accept_turn("s1", 4, LINE, now=NOW)
    await store.save_reply("s1", trainee_turn(4), customer_turn(5), {}, outcome=None, ended_at=LATER)
    found = await store.load_session("s1")
    assert (found.ended_at, found.grading) == (LATER, GradingStatus.QUEUED)
    assert await store.queued_gradings() == ("s1",)
