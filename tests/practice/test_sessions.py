from dataclasses import replace
from typing import Any

import pytest

from sim.domain.errors import InvalidInputError, NotFoundError
from sim.domain.session import GradingStatus
from sim.library import versioned
from sim.practice.authoring.shelf import Shelf
from sim.practice.casting import Casting
from sim.practice.sessions import SessionOrder, Sessions
from sim.store import Store
from tests.practice.stage import ScriptedCustomer, make_library


@pytest.fixture
def sessions(store: Store) -> Sessions:
    return Sessions(Shelf(make_library()), ScriptedCustomer(), store, Casting(store))


async def test_a_session_pins_what_it_was_started_with(sessions: Sessions, store: Store) -> None:
    session = await sessions.start(SessionOrder("water-bill", "stubborn", seed=7, intensity=3, mood_visible=False))
    stored = await sessions.load(session.id)
    assert stored == session
    library = make_library()
    assert stored.scenario.version == library.scenario("water-bill").version
    assert (stored.settings.seed, stored.settings.intensity, stored.settings.mood_visible) == (7, 3, False)
    played = await Casting(store).stored(session.id)
    assert played.cast.scenario == library.scenario("water-bill")
    assert played.cast.archetype == library.archetype("stubborn")
    assert played.rubric == library.rubric("service-complaint")


async def test_a_seed_is_drawn_when_none_is_given(sessions: Sessions) -> None:
    seeds = {(await sessions.start(SessionOrder("water-bill", "stubborn"))).settings.seed for _ in range(5)}
    assert len(seeds) > 1


@pytest.mark.parametrize(
    ("changes", "field", "said"),
    [
        ({"scenario": "moon"}, "scenario", "water-bill"),
        ({"archetype": "moon"}, "archetype", "stubborn"),
        ({"rubric": "moon"}, "rubric", "service-complaint"),
        ({"intensity": 4}, "intensity", "1, 2, 3"),
        ({"seed": -1}, "seed", "-1"),
    ],
)
async def test_wrong_orders_name_the_field_and_what_is_allowed(
    sessions: Sessions, changes: dict[str, Any], field: str, said: str
) -> None:
    with pytest.raises(InvalidInputError) as caught:
        await sessions.start(SessionOrder(**{"scenario": "water-bill", "archetype": "stubborn", **changes}))
    assert caught.value.field == field
    assert said in caught.value.message


async def test_ending_twice_changes_nothing_and_silence_is_not_graded(sessions: Sessions, store: Store) -> None:
    session = await sessions.start(SessionOrder("water-bill", "stubborn"))
    ended = await sessions.end(session.id)
    again = await sessions.end(session.id)
    assert (ended.ended, ended.grading) == (True, GradingStatus.NONE)
    assert again.ended_at == ended.ended_at
    with pytest.raises(NotFoundError):
        await sessions.end("nothing")


async def test_recent_lists_the_newest_first(sessions: Sessions) -> None:
    started = [(await sessions.start(SessionOrder("water-bill", "stubborn", owner="li"))).id for _ in range(3)]
    page = await sessions.recent("li", limit=2)
    assert [row.id for row in page.sessions] == started[:0:-1]
    rest = await sessions.recent("li", limit=2, before=page.next)
    assert [row.id for row in rest.sessions] == started[:1]


async def test_a_draft_is_tried_out_beside_the_shelf(sessions: Sessions) -> None:
    shelved = make_library().scenario("water-bill")
    draft = versioned(replace(shelved, authority=("上门查表", "挂起账单")))

    session = await sessions.try_out(SessionOrder("water-bill", "stubborn", owner="trainer"), draft)

    played = await sessions.played(session.id)
    assert played.session.tryout
    assert played.cast.scenario == draft
    assert played.cast.archetype == make_library().archetype("stubborn")
    assert (await sessions.recent("trainer")).sessions == ()
    assert not (await sessions.start(SessionOrder("water-bill", "stubborn"))).tryout


async def test_a_draft_with_an_id_of_its_own_needs_no_shelf(sessions: Sessions) -> None:
    draft = versioned(replace(make_library().scenario("water-bill"), id="new-case"))

    session = await sessions.try_out(SessionOrder("new-case", "stubborn"), draft)

    assert (session.scenario.id, session.scenario.version) == ("new-case", draft.version)
    with pytest.raises(InvalidInputError):
        await sessions.start(SessionOrder("new-case", "stubborn"))
