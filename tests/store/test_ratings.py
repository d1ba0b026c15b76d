"""Ratings and labelled sets: what people said in levels, beside the original."""

from dataclasses import replace

import pytest

from sim.domain.audit import AuditFilter
from sim.domain.errors import ConflictError
from sim.domain.review import Author, Rating
from sim.store import Store
from sim.store.reviews.records import LabelledImport
from tests.store.reviewing import (
    ALL,
    CAPPED,
    OTHER,
    RULED,
    SOUND,
    TEACHER,
    appeal,
    graded,
    listed,
    override,
    recomputed,
)
from tests.store.samples import CONTENT, NOW, session


def rating(session_id: str = "s1", author: Author = TEACHER, **criteria: int | None) -> Rating:
    return Rating(session_id, author, criteria or {"listening.facts": 3}, {"gate.red-line": True}, NOW, 75.0)


async def test_a_blind_rating_is_given_once_and_shows_the_scores(store: Store) -> None:
    await graded(store)
    assert await store.reviews.seen_scores(["s1"], "t1") == frozenset()
    assert await store.reviews.draw_blind(None, "t1") == "s1"
    await store.reviews.keep_rating(rating(), RULED)
    await store.reviews.keep_rating(rating(), RULED)
    assert await store.reviews.ratings("s1") == (rating(),)
    assert await store.reviews.seen_scores(["s1", "s2"], "t1") == {"s1"}
    assert await store.reviews.draw_blind(None, "t1") is None
    with pytest.raises(ConflictError, match="只有一次"):
        await store.reviews.keep_rating(rating(facts=1), RULED)
    assert [entry.note for entry in (await store.audit.page(AuditFilter(), limit=9)).entries] == [RULED]


async def test_nobody_rates_blindly_what_is_his_own_or_what_he_has_seen(store: Store) -> None:
    await graded(store, owner="u1")
    assert await store.reviews.draw_blind(None, "u1") is None
    assert await store.reviews.draw_blind(frozenset({"u2"}), "t1") is None
    await store.reviews.note_scores_seen("s1", "t1")
    await store.reviews.note_scores_seen("s1", "t1")
    assert await store.reviews.draw_blind(None, "t1") is None
    assert await store.reviews.draw_blind(None, "t2") == "s1"


async def test_nobody_is_led_blindly_to_an_appeal_he_may_have_to_answer(store: Store) -> None:
    await graded(store)
    await store.reviews.open_appeal(appeal(), RULED)
    assert await store.reviews.draw_blind(None, TEACHER.id) is None
    await store.reviews.take("s1", TEACHER)
    assert await store.reviews.draw_blind(None, TEACHER.id) is None
    assert await store.reviews.draw_blind(None, OTHER.id) == "s1"
    await store.reviews.withdraw_appeal("a1", RULED)
    assert await store.reviews.draw_blind(None, TEACHER.id) == "s1"


async def test_what_people_said_in_levels_comes_with_the_original(store: Store) -> None:
    for name in ("s1", "s2", "s3"):
        await graded(store, name)
    await store.reviews.keep_rating(rating("s1"), RULED)
    await store.reviews.append_override("s2", override(), recomputed, RULED)
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
