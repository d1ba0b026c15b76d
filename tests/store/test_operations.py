"""Figures of the running service, and the switches to the offline engine."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from sim.domain.errors import ConflictError, NotFoundError, SessionEndedError, StorageError
from sim.domain.session import GradingStatus
from sim.store import ProcessKind, Store
from sim.store.migrations import HEAD
from tests.store.samples import LATER, LINE, NOW, exchange, started, to_grade


async def failed_grading(store: Store, session_id: str) -> None:
    await started(store, session_id)
    await exchange(store, 2, session_id)
    await store.fail_grading(await to_grade(store, session_id), "model-timeout", "model m: silent")


async def waiting_line(store: Store) -> None:
    await started(store)
    await store.accept_turn("s1", 2, LINE, now=NOW)


async def test_the_queue_is_counted_by_state(store: Store) -> None:
    assert (await store.operations.grading_queue()).oldest_queued_at is None
    await failed_grading(store, "f1")
    for number, session_id in enumerate(("q1", "q2", "q3")):
        await started(store, session_id)
        await store.end_session(session_id, now=NOW + timedelta(minutes=number), grade=True)
    await store.claim_grading("q1")
    queue = await store.operations.grading_queue()
    assert (queue.queued, queue.running, queue.failed) == (2, 1, 1)
    assert queue.oldest_queued_at == NOW + timedelta(minutes=1)


async def test_failed_gradings_are_listed_and_queued_again(store: Store) -> None:
    await failed_grading(store, "f1")
    await failed_grading(store, "f2")
    listed = await store.operations.failed_gradings()
    assert [(each.session_id, each.attempts, each.code) for each in listed] == [
        ("f2", 1, "model-timeout"),
        ("f1", 1, "model-timeout"),
    ]
    assert await store.operations.retry_gradings(now=LATER) == 2
    assert await store.operations.failed_gradings() == ()
    assert set(await store.queued_gradings()) == {"f1", "f2"}
    assert await store.operations.retry_gradings(now=LATER) == 0


async def test_a_failed_grading_can_be_done_by_the_rules(store: Store) -> None:
    await failed_grading(store, "s1")
    await store.operations.grade_by_rules("s1", now=LATER)
    state = await store.grading_status("s1")
    assert (state.status, state.by_rules) == (GradingStatus.QUEUED, True)
    with pytest.raises(ConflictError):
        await store.operations.grade_by_rules("s1", now=LATER)
    with pytest.raises(NotFoundError):
        await store.operations.grade_by_rules("nowhere", now=LATER)


async def test_the_database_says_what_it_is(store: Store, url: str) -> None:
    facts = await store.operations.database()
    assert facts.kind == ("SQLite" if url.startswith("sqlite") else "PostgreSQL")
    assert facts.revision == HEAD
    assert facts.size > 10_000
    assert facts.version[0].isdigit()


async def test_ready_means_the_schema_of_this_program(store: Store) -> None:
    await store.operations.check_ready()
    await store._runner.write(lambda connection: connection.execute(text("UPDATE alembic_version SET version_num='9'")))
    with pytest.raises(StorageError, match=f"schema 9, this program works with {HEAD}"):
        await store.operations.check_ready()


async def test_tokens_are_counted_by_owner_and_day(store: Store) -> None:
    await started(store)
    await exchange(store, 2)
    await exchange(store, 4)
    assert await store.operations.tokens_spent("", since=NOW) == 2 * 930
    assert await store.operations.tokens_spent("", since=LATER + timedelta(seconds=1)) == 0
    assert await store.operations.tokens_spent("somebody", since=NOW) == 0


async def test_the_offline_engine_steps_in_where_a_line_waits(store: Store) -> None:
    await waiting_line(store)
    assert await store.operations.play_offline("s1") == 3
    assert await store.operations.play_offline("s1") == 3
    assert (await store.load_session("s1")).offline_from == 3


async def test_it_does_not_step_in_where_nothing_waits(store: Store) -> None:
    await started(store)
    with pytest.raises(ConflictError):
        await store.operations.play_offline("s1")
    await exchange(store, 2)
    with pytest.raises(ConflictError):
        await store.operations.play_offline("s1")
    assert (await store.load_session("s1")).offline_from is None
    with pytest.raises(NotFoundError):
        await store.operations.play_offline("nowhere")


async def test_it_does_not_step_in_while_the_answer_is_coming_or_after_the_end(store: Store) -> None:
    await store.processes.join(ProcessKind.SERVE)
    await waiting_line(store)
    with pytest.raises(ConflictError, match="answering"):
        await store.operations.play_offline("s1")
    await store.mark_interrupted("s1", 3)
    await store.end_session("s1", now=LATER, grade=True)
    with pytest.raises(SessionEndedError):
        await store.operations.play_offline("s1")
