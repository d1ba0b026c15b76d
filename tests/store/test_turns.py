"""How a transcript grows: no line lost, none doubled, none in the wrong place."""

import asyncio
from dataclasses import replace

import pytest

from sim.domain.errors import ConflictError, InvalidInputError, NotFoundError, SessionEndedError
from sim.domain.mood import Outcome
from sim.domain.session import GradingStatus, TurnRecord, TurnStatus
from sim.domain.transcript import Speaker
from sim.store import Accepted, Store
from tests.store.samples import (
    ANSWER,
    CONTENT,
    LATER,
    LINE,
    NOW,
    customer_turn,
    exchange,
    session,
    started,
    trainee_turn,
)


async def test_a_session_comes_back_as_it_was_stored(store: Store) -> None:
    fresh = await started(store)
    assert await store.load_session("s1") == fresh
    for content in CONTENT:
        assert await store.load_content(content.kind, content.version) == content


async def test_unknown_ids_are_named(store: Store) -> None:
    for call in (
        store.load_session("nobody"),
        store.accept_turn("nobody", 2, LINE, now=NOW),
        store.end_session("nobody", now=NOW, outcome=None, grade=True),
        store.grading_status("nobody"),
        store.load_content("scenario", "nobody"),
    ):
        with pytest.raises(NotFoundError, match="nobody"):
            await call


async def test_a_session_id_is_given_once_and_a_version_stands_for_one_document(store: Store) -> None:
    await started(store)
    with pytest.raises(ConflictError, match="s1"):
        await started(store)
    with pytest.raises(ConflictError, match="v1"):
        await store.create_session(session("s2"), [replace(CONTENT[0], id="other")])
    with pytest.raises(NotFoundError):
        await store.load_session("s2")


async def test_an_exchange_is_stored_whole(store: Store) -> None:
    await started(store)
    accepted = await store.accept_turn("s1", 2, LINE, now=NOW)
    assert accepted.repeated is False
    assert (await store.load_session("s1")).turns[-1] == accepted.record
    assert accepted.record.status is TurnStatus.PENDING
    await store.save_reply("s1", trainee_turn(2), customer_turn(3), {"at": 2}, outcome=None, ended_at=None)
    stored = await store.load_session("s1")
    assert stored.turns[1:] == (trainee_turn(2), customer_turn(3))
    assert stored.state == {"at": 2}
    assert not stored.ended


async def test_the_same_line_again_is_found_and_other_words_are_refused(store: Store) -> None:
    await started(store)
    first = await store.accept_turn("s1", 2, LINE, now=NOW)
    assert await store.accept_turn("s1", 2, LINE, now=LATER) == Accepted(first.record, repeated=True)
    with pytest.raises(ConflictError, match="turn 2 is stored with other words"):
        await store.accept_turn("s1", 2, "别的话", now=LATER)
    await store.save_reply("s1", trainee_turn(2), customer_turn(3), {}, outcome=None, ended_at=None)
    again = await store.accept_turn("s1", 2, LINE, now=LATER)
    assert again == Accepted(trainee_turn(2), repeated=True)


@pytest.mark.parametrize("number", [1, 3, 4, 0, -1])
async def test_a_wrong_number_is_answered_with_the_right_one(store: Store, number: int) -> None:
    await started(store)
    with pytest.raises(ConflictError, match="the next turn is 2"):
        await store.accept_turn("s1", number, LINE, now=NOW)


async def test_an_unanswered_line_must_be_answered_first(store: Store) -> None:
    await started(store)
    await store.accept_turn("s1", 2, LINE, now=NOW)
    with pytest.raises(ConflictError, match="turn 2 has no answer yet"):
        await store.accept_turn("s1", 4, LINE, now=NOW)
    await store.mark_interrupted("s1", 3)
    with pytest.raises(ConflictError, match="turn 2 has no answer yet"):
        await store.accept_turn("s1", 4, LINE, now=NOW)


async def test_two_lines_at_once_only_one_wins(store: Store) -> None:
    await started(store)
    texts = [f"第{n}个标签页" for n in range(8)]
    results = await asyncio.gather(
        *(store.accept_turn("s1", 2, text, now=NOW) for text in texts), return_exceptions=True
    )
    won = [result for result in results if isinstance(result, Accepted)]
    lost = [result for result in results if isinstance(result, ConflictError)]
    assert (len(won), len(lost)) == (1, 7)
    assert (await store.load_session("s1")).turns[-1] == won[0].record


async def test_a_double_click_stores_one_line(store: Store) -> None:
    await started(store)
    results = await asyncio.gather(*(store.accept_turn("s1", 2, LINE, now=NOW) for _ in range(8)))
    assert sorted(result.repeated for result in results) == [False, *[True] * 7]
    assert len((await store.load_session("s1")).turns) == 2


async def test_many_sessions_at_once_lose_nothing(store: Store) -> None:
    ids = [f"s{n}" for n in range(40)]
    await asyncio.gather(*(started(store, each) for each in ids))
    await asyncio.gather(*(exchange(store, 2, each) for each in ids))
    for each in ids:
        assert [turn.turn for turn in (await store.load_session(each)).turns] == [1, 2, 3]


async def test_one_failure_does_not_hurt_its_neighbours_in_a_batch(store: Store) -> None:
    await started(store)
    results = await asyncio.gather(
        store.accept_turn("s1", 9, LINE, now=NOW),
        store.accept_turn("nobody", 2, LINE, now=NOW),
        store.accept_turn("s1", 2, LINE, now=NOW),
        return_exceptions=True,
    )
    assert [type(result) for result in results] == [ConflictError, NotFoundError, Accepted]
    assert (await store.load_session("s1")).turns[-1].text == LINE


async def test_an_interrupted_answer_leaves_a_marker_that_the_retry_replaces(store: Store) -> None:
    await started(store)
    await store.accept_turn("s1", 2, LINE, now=NOW)
    await store.mark_interrupted("s1", 3)
    await store.mark_interrupted("s1", 3)
    marker = (await store.load_session("s1")).turns[-1]
    assert (marker.turn, marker.speaker, marker.text, marker.status) == (
        3,
        Speaker.CUSTOMER,
        "",
        TurnStatus.INTERRUPTED,
    )
    assert (await store.accept_turn("s1", 2, LINE, now=NOW)).repeated
    await store.save_reply("s1", trainee_turn(2), customer_turn(3), {}, outcome=None, ended_at=None)
    await store.mark_interrupted("s1", 3)
    stored = await store.load_session("s1")
    assert [(turn.turn, turn.text, turn.status) for turn in stored.turns[1:]] == [
        (2, LINE, TurnStatus.COMPLETE),
        (3, ANSWER, TurnStatus.COMPLETE),
    ]
    with pytest.raises(ConflictError, match="does not wait"):
        await store.mark_interrupted("s1", 5)


async def test_the_same_answer_again_changes_nothing_another_is_refused(store: Store) -> None:
    await started(store)
    await exchange(store, 2)
    await store.save_reply("s1", trainee_turn(2), customer_turn(3), {"at": 99}, outcome=None, ended_at=None)
    assert (await store.load_session("s1")).state == {"at": 2}
    with pytest.raises(ConflictError, match="turn 3 has been answered already"):
        await store.save_reply("s1", trainee_turn(2), customer_turn(3, "别的"), {}, outcome=None, ended_at=None)


@pytest.mark.parametrize(
    ("trainee", "customer"),
    [
        (trainee_turn(2, "没存过的话"), customer_turn(3)),
        (trainee_turn(4), customer_turn(5)),
        (trainee_turn(2), customer_turn(4)),
    ],
)
async def test_an_answer_needs_its_stored_line(store: Store, trainee: TurnRecord, customer: TurnRecord) -> None:
    await started(store)
    await store.accept_turn("s1", 2, LINE, now=NOW)
    with pytest.raises(ConflictError, match="does not answer a stored line"):
        await store.save_reply("s1", trainee, customer, {}, outcome=None, ended_at=None)
    assert len((await store.load_session("s1")).turns) == 2


async def test_an_answer_can_end_the_session_and_can_be_fetched_again(store: Store) -> None:
    await started(store)
    await store.accept_turn("s1", 2, LINE, now=NOW)
    await store.save_reply("s1", trainee_turn(2), customer_turn(3), {}, outcome=Outcome.LEFT, ended_at=LATER)
    stored = await store.load_session("s1")
    assert (stored.outcome, stored.ended_at, stored.grading) == (Outcome.LEFT, LATER, GradingStatus.QUEUED)
    assert (await store.accept_turn("s1", 2, LINE, now=LATER)).repeated
    with pytest.raises(SessionEndedError):
        await store.accept_turn("s1", 4, LINE, now=LATER)
    ended = await store.end_session("s1", now=LATER, outcome=None, grade=True)
    assert (ended.outcome, ended.grading) == (Outcome.LEFT, GradingStatus.QUEUED)


async def test_ending_while_the_customer_speaks(store: Store) -> None:
    await started(store)
    await store.accept_turn("s1", 2, LINE, now=NOW)
    await store.end_session("s1", now=LATER, outcome=None, grade=True)
    with pytest.raises(SessionEndedError):
        await store.save_reply("s1", trainee_turn(2), customer_turn(3), {}, outcome=None, ended_at=None)
    with pytest.raises(SessionEndedError):
        await store.accept_turn("s1", 2, LINE, now=LATER)
    await store.mark_interrupted("s1", 3)
    assert (await store.load_session("s1")).turns[-1].status is TurnStatus.INTERRUPTED


@pytest.mark.parametrize("text", ["\x00", "前\x00后", "\ud800"])
async def test_what_no_database_can_hold_is_refused_at_the_door(store: Store, text: str) -> None:
    await started(store)
    with pytest.raises(InvalidInputError, match="position"):
        await store.accept_turn("s1", 2, text, now=NOW)
    with pytest.raises(InvalidInputError):
        await store.create_session(replace(session("s2"), state={"坏": "\ud800"}), CONTENT)
    with pytest.raises(InvalidInputError, match="time zone"):
        await store.accept_turn("s1", 2, LINE, now=NOW.replace(tzinfo=None))
    assert (await store.accept_turn("s1", 2, LINE, now=NOW)).repeated is False


async def test_an_id_that_can_be_nobodys(store: Store) -> None:
    with pytest.raises((NotFoundError, InvalidInputError)):
        await store.load_session("a\x00b")
