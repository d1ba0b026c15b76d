"""What people say of scorecards: kept whole, in order, beside an original that never changes."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, select

from sim.domain.errors import ConflictError, NotFoundError
from sim.domain.review import (
    Appeal,
    AppealStatus,
    Author,
    Override,
    Rating,
    Reason,
    TurnComment,
    Verdict,
    sample_bucket,
)
from sim.domain.score import Evidence
from sim.domain.session import ContentRef
from sim.store import PinnedContent, Store, schema
from sim.store.reviews.entries import page_query
from sim.store.reviews.records import LabelledImport, QueueFilter, QueueState
from tests.store.samples import CONTENT, LATER, LINE, NOW, session, to_grade

TEACHER, OTHER = Author("t1", "王老师"), Author("t2", "李老师")
ALL = 10_000
SOUND: Mapping[str, Any] = {"total": 71.5, "passed": True, "flags": [], "criteria": [], "gates": []}
CAPPED = {**SOUND, "total": 59, "passed": False, "gates": [{"id": "gate.red-line", "passed": False}]}
DOUBTED = {**SOUND, "criteria": [{"id": "listening.facts", "level": 2, "status": "needs-review"}]}
OUT_OF_ROLE = {**SOUND, "flags": ["customer-out-of-role"]}


async def graded(
    store: Store, session_id: str = "s1", card: Mapping[str, Any] = SOUND, *, owner: str = "learner"
) -> None:
    await store.create_session(session(session_id, owner=owner), CONTENT)
    await store.finish_grading(await to_grade(store, session_id), card)


def override(subject: str = "listening.facts", level: int | None = 3, author: Author = TEACHER) -> Override:
    quote = Evidence(2, 0, 3, LINE[:3])
    return Override(subject, Verdict.ADJUST, author, NOW, level, evidence=(quote,), reason="“<b>说得准</b>”")


def recomputed(overrides: Sequence[Override]) -> Mapping[str, Any]:
    return {**SOUND, "total": 80.0 + len(overrides), "passed": False}


def appeal(appeal_id: str = "a1", criterion: str = "listening.facts", session_id: str = "s1") -> Appeal:
    quote = Evidence(2, 0, 3, LINE[:3])
    return Appeal(appeal_id, session_id, criterion, "我复述过了", Author("learner", "小陈"), NOW, quote)


def queue(**changed: Any) -> QueueFilter:
    return QueueFilter(**{"owners": None, "sample": 0, **changed})


async def listed(store: Store, **changed: Any) -> list[str]:
    return [entry.session_id for entry in (await store.reviews.queue(queue(**changed))).entries]


async def test_what_needs_a_person_waits_with_its_reasons(store: Store) -> None:
    for name, card in {"good": SOUND, "capped": CAPPED, "doubted": DOUBTED, "strayed": OUT_OF_ROLE}.items():
        await graded(store, name, card)
    found = {entry.session_id: entry for entry in (await store.reviews.queue(queue())).entries}
    assert {name: entry.reasons for name, entry in found.items()} == {
        "capped": (Reason.GATE_FAILED,),
        "doubted": (Reason.LOW_CONFIDENCE,),
        "strayed": (Reason.OUT_OF_ROLE,),
    }
    assert found["capped"].scenario == "heating"
    for reason, name in ((Reason.GATE_FAILED, "capped"), (Reason.LOW_CONFIDENCE, "doubted")):
        assert await listed(store, reason=reason) == [name]
    assert set(await listed(store, sample=ALL)) == {"good", *found}


async def test_titles_are_those_of_the_versions_played(store: Store) -> None:
    title = {"zh": "暖气不热", "en": "No heat"}
    for name, version in (("old", "v1"), ("new", "v1b"), ("nameless", "v0")):
        document = (
            {"id": "heating"} if version == "v0" else {"id": "heating", "title": {**title, "zh": f"{name}：暖气"}}
        )
        played = replace(session(name), scenario=ContentRef("heating", version))
        await store.create_session(played, (PinnedContent("scenario", "heating", version, document), *CONTENT[1:]))
    found = await store.reviews.titles(["old", "new", "nameless", "unknown"])
    assert found == {"old": {**title, "zh": "old：暖气"}, "new": {**title, "zh": "new：暖气"}}
    assert await store.reviews.titles([]) == {}


async def test_the_sample_is_the_same_whenever_it_is_drawn(store: Store) -> None:
    names = [f"s{number}" for number in range(8)]
    for name in names:
        await graded(store, name)
    half = sorted(sample_bucket(name) for name in names)[4]
    drawn = {name for name in names if sample_bucket(name) < half}
    assert set(await listed(store, sample=half)) == drawn
    assert set(await listed(store, sample=half, reason=Reason.SAMPLE)) == drawn
    assert len(drawn) == 4


async def test_appeals_come_first_and_pages_follow_each_other(store: Store) -> None:
    for name in ("a", "b", "c", "d", "e"):
        await graded(store, name, CAPPED if name in "bd" else SOUND)
    await store.reviews.open_appeal(appeal("x", session_id="e"))
    whole = await listed(store, sample=ALL)
    assert whole == ["e", "b", "d", "a", "c"]
    assert await listed(store, reason=Reason.APPEAL) == ["e"]
    pages, after = [], None
    while True:
        page = await store.reviews.queue(queue(sample=ALL), limit=2, after=after)
        pages.append([entry.session_id for entry in page.entries])
        after = page.next
        if after is None:
            break
    assert pages == [["e", "b"], ["d", "a"], ["c"]]


async def test_a_queue_shows_the_sessions_of_the_owners_asked_for(store: Store) -> None:
    await graded(store, "mine", CAPPED, owner="u1")
    await graded(store, "theirs", CAPPED, owner="u2")
    assert await listed(store, owners=frozenset({"u1"})) == ["mine"]
    assert await listed(store, owners=frozenset()) == []


async def test_a_review_is_in_one_hand_until_it_is_finished(store: Store) -> None:
    await graded(store, card=CAPPED)
    await store.reviews.append_override("s1", override(), recomputed)  # takes what nobody has
    assert await listed(store, state=QueueState.MINE, reviewer="t1") == ["s1"]
    assert await listed(store, state=QueueState.FREE) == []
    with pytest.raises(ConflictError, match="王老师"):
        await store.reviews.append_override("s1", override(author=OTHER), recomputed)
    with pytest.raises(ConflictError, match="王老师"):
        await store.reviews.finish("s1", OTHER, "")
    await store.reviews.take("s1", OTHER)
    await store.reviews.release("s1", TEACHER)  # no longer his to put back
    assert await listed(store, state=QueueState.MINE, reviewer="t2") == ["s1"]
    await store.reviews.finish("s1", OTHER, "看过了")
    assert await listed(store) == []
    assert await listed(store, state=QueueState.FINISHED) == ["s1"]
    entry = (await store.reviews.record("s1")).entry
    assert entry is not None
    assert (entry.finished_by, entry.note, entry.reviewer) == (OTHER, "看过了", None)


async def test_a_finished_review_waits_again_when_the_trainee_appeals(store: Store) -> None:
    await graded(store)
    await store.reviews.finish("s1", TEACHER, "")
    await store.reviews.open_appeal(appeal())
    assert await listed(store) == ["s1"]
    with pytest.raises(ConflictError, match="申诉"):
        await store.reviews.finish("s1", TEACHER, "")
    await store.reviews.withdraw_appeal("a1")
    assert await listed(store) == []


async def test_overrides_are_added_and_the_original_stays_as_it_was(store: Store) -> None:
    await graded(store)
    before = await store.load_scorecard("s1")
    await store.reviews.append_override("s1", override(level=3), recomputed)
    await store.reviews.append_override("s1", replace(override(level=None), created_at=LATER), recomputed)
    kept = (await store.reviews.record("s1")).overrides
    assert [(item.level, item.number) for item in kept] == [(3, kept[0].number), (None, kept[0].number + 1)]
    assert replace(kept[0], number=0) == override(level=3)
    assert await store.load_scorecard("s1") == before == SOUND
    (summary,) = (await store.list_sessions("learner")).sessions
    assert (summary.total, summary.passed) == (82.0, False)


async def test_what_results_add_up_to_follows_the_last_word(store: Store) -> None:
    await graded(store)
    await store.reviews.append_override("s1", override(), recomputed)
    query = select(schema.result.c.total, schema.result.c.passed)
    assert await store._runner.read(lambda connection: tuple(connection.execute(query).one())) == (81.0, False)


async def test_the_same_override_sent_twice_is_kept_once(store: Store) -> None:
    await graded(store)
    for _ in range(2):
        await store.reviews.append_override("s1", override(), recomputed)
    assert len((await store.reviews.record("s1")).overrides) == 1


async def test_overrides_that_come_at_once_are_all_counted(store: Store) -> None:
    await graded(store)
    given = [replace(override(), subject=f"c{n}", created_at=NOW + timedelta(seconds=n)) for n in range(12)]
    await asyncio.gather(*(store.reviews.append_override("s1", item, recomputed) for item in given))
    (summary,) = (await store.list_sessions("learner")).sessions
    assert summary.total == 92.0


async def test_nothing_is_kept_of_an_override_that_cannot_be_added_up(store: Store) -> None:
    await graded(store)

    def broken(_: Sequence[Override]) -> Mapping[str, Any]:
        raise NotFoundError("no rubric")

    with pytest.raises(NotFoundError):
        await store.reviews.append_override("s1", override(), broken)
    assert (await store.reviews.record("s1")).overrides == ()
    with pytest.raises(NotFoundError):
        await store.reviews.append_override("none", override(), recomputed)


async def test_comments_stand_in_their_order(store: Store) -> None:
    await graded(store)
    for number in (4, 2):
        await store.reviews.comment("s1", TurnComment(number, f"看第 {number} 轮", TEACHER, NOW))
    assert [item.turn for item in (await store.reviews.record("s1")).comments] == [4, 2]


async def test_one_appeal_on_a_criterion_is_open_at_a_time(store: Store) -> None:
    await graded(store)
    await store.reviews.open_appeal(appeal())
    await store.reviews.open_appeal(appeal())  # the same one again
    await store.reviews.open_appeal(appeal("a2", "empathy.validate"))
    with pytest.raises(ConflictError, match="等答复"):
        await store.reviews.open_appeal(appeal("a3"))
    assert await store.reviews.load_appeal("a1") == appeal()
    await store.reviews.withdraw_appeal("a1")
    with pytest.raises(ConflictError, match="了结"):
        await store.reviews.withdraw_appeal("a1")
    await store.reviews.open_appeal(appeal("a3"))
    entry = (await store.reviews.record("s1")).entry
    assert entry is not None
    assert entry.open_appeals == 2


async def test_an_answer_and_its_override_are_one(store: Store) -> None:
    await graded(store)
    await store.reviews.open_appeal(appeal())
    change = replace(override(), appeal="a1")
    closed = await store.reviews.answer_appeal("a1", AppealStatus.UPHELD, "说得对", TEACHER, change, recomputed)
    assert (closed.status, closed.answer, closed.answered_by) == (AppealStatus.UPHELD, "说得对", TEACHER)
    record = await store.reviews.record("s1")
    assert record.appeals == (closed,)
    assert record.overrides[0].appeal == "a1"
    with pytest.raises(ConflictError):
        await store.reviews.answer_appeal("a1", AppealStatus.DISMISSED, "不", OTHER, None, recomputed)


async def test_an_answer_whose_override_fails_leaves_the_appeal_open(store: Store) -> None:
    await graded(store)
    await store.reviews.open_appeal(appeal())
    await store.reviews.take("s1", OTHER)
    with pytest.raises(ConflictError, match="李老师"):
        await store.reviews.answer_appeal("a1", AppealStatus.UPHELD, "对", TEACHER, override(), recomputed)
    assert (await store.reviews.load_appeal("a1")).status is AppealStatus.OPEN


async def test_appeals_are_counted_by_criterion_and_status(store: Store) -> None:
    await graded(store, "s1", owner="u1")
    await graded(store, "s2", owner="u2")
    await store.reviews.open_appeal(appeal("a1"))
    await store.reviews.open_appeal(appeal("a2", session_id="s2"))
    await store.reviews.withdraw_appeal("a2")
    counts = await store.reviews.appeal_counts(None)
    assert {(item.criterion, item.status): item.count for item in counts} == {
        ("listening.facts", AppealStatus.OPEN): 1,
        ("listening.facts", AppealStatus.WITHDRAWN): 1,
    }
    assert [item.status for item in await store.reviews.appeal_counts(frozenset({"u1"}))] == [AppealStatus.OPEN]


def rating(session_id: str = "s1", author: Author = TEACHER, **criteria: int | None) -> Rating:
    return Rating(session_id, author, criteria or {"listening.facts": 3}, {"gate.red-line": True}, NOW, 75.0)


async def test_a_blind_rating_is_given_once_and_shows_the_scores(store: Store) -> None:
    await graded(store)
    assert not await store.reviews.has_seen_scores("s1", "t1")
    assert await store.reviews.draw_blind(None, "t1") == "s1"
    await store.reviews.keep_rating(rating())
    await store.reviews.keep_rating(rating())
    assert await store.reviews.ratings("s1") == (rating(),)
    assert await store.reviews.has_seen_scores("s1", "t1")
    assert await store.reviews.draw_blind(None, "t1") is None
    with pytest.raises(ConflictError, match="只有一次"):
        await store.reviews.keep_rating(rating(facts=1))


async def test_nobody_rates_blindly_what_is_his_own_or_what_he_has_seen(store: Store) -> None:
    await graded(store, owner="u1")
    assert await store.reviews.draw_blind(None, "u1") is None
    assert await store.reviews.draw_blind(frozenset({"u2"}), "t1") is None
    await store.reviews.note_scores_seen("s1", "t1")
    await store.reviews.note_scores_seen("s1", "t1")
    assert await store.reviews.draw_blind(None, "t1") is None
    assert await store.reviews.draw_blind(None, "t2") == "s1"


async def test_what_people_said_in_levels_comes_with_the_original(store: Store) -> None:
    for name in ("s1", "s2", "s3"):
        await graded(store, name)
    await store.reviews.keep_rating(rating("s1"))
    await store.reviews.append_override("s2", override(), recomputed)
    found = {item.session_id: item for item in await store.reviews.rated("service", None)}
    assert set(found) == {"s1", "s2"}
    assert found["s1"].ratings == (rating("s1"),)
    assert found["s2"].scorecard == SOUND
    assert len(found["s2"].overrides) == 1
    assert await store.reviews.rated("other", None) == ()
    assert await store.reviews.rated("service", frozenset({"nobody"})) == ()


async def test_a_labelled_set_is_kept_apart_and_can_be_loaded_again(store: Store) -> None:
    labelled = replace(session("l1", owner="labelled:gold"), ended_at=NOW)
    given = LabelledImport(labelled, CONTENT, CAPPED, (rating("l1", Author("labelled:A", "A")),), "gold", "g-1")
    await store.reviews.keep_labelled(given)
    again = replace(given, ratings=(rating("l1", Author("labelled:A", "A"), facts=1),))
    await store.reviews.keep_labelled(again)
    (found,) = await store.reviews.rated("service", None)
    assert (found.labelled_set, found.transcript_id, found.ratings) == ("gold", "g-1", again.ratings)
    assert await listed(store, sample=ALL) == []
    kept = await store.reviews.labelled("l1")
    assert kept is not None
    assert kept.set_name == "gold"
    other = replace(labelled, turns=(replace(labelled.turns[0], text="别的话"),))
    with pytest.raises(ConflictError, match="gold"):
        await store.reviews.keep_labelled(replace(given, session=other))


@pytest.mark.parametrize("state", [QueueState.WAITING, QueueState.FREE, QueueState.FINISHED, QueueState.MINE])
@pytest.mark.parametrize("owners", [None, frozenset({"ann", "bob"})])
async def test_a_queue_is_read_along_its_index(
    tmp_path: Path, state: QueueState, owners: frozenset[str] | None
) -> None:
    store = await Store.open(f"sqlite:///{tmp_path}/duilian.db")

    def plan(connection: Connection) -> list[str]:
        compiled = page_query(queue(state=state, owners=owners), 30, None).compile(
            connection, compile_kwargs={"literal_binds": True}
        )
        return [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {compiled}")]

    steps = await store._runner.read(plan)
    index = {QueueState.MINE: "reviewer", QueueState.FINISHED: "finished"}.get(state, "waiting")
    assert f"USING INDEX ix_review_entry_{index}" in steps[0], steps
    assert state is QueueState.MINE or not [step for step in steps if "ORDER BY" in step], steps
    await store.close()
