"""Sessions are kept in memory while they are practised, and no longer."""

from sim.practice.authoring.shelf import Shelf
from sim.practice.casting import Casting
from sim.practice.meters import Meters
from sim.practice.sessions import SessionOrder, Sessions
from sim.practice.talk.turns import Turns
from sim.store import Store
from tests.practice.stage import ScriptedCustomer, make_library
from tests.practice.test_turns import heard


async def test_a_session_that_has_ended_is_forgotten(store: Store) -> None:
    customer, casting = ScriptedCustomer(), Casting(store)
    sessions = Sessions(Shelf(make_library(), store.library), customer, store, casting)
    turns = Turns(customer, store, casting, Meters(), lambda: None)
    session = await sessions.start(SessionOrder("water-bill", "stubborn", seed=7))
    await heard(await turns.say(session.id, 2, "您好。"))
    kept = await casting.for_turn(session.id, 4)
    assert await casting.for_turn(session.id, 4) is kept
    assert await casting.for_turn(session.id, 4, again=True) is not kept
    await sessions.end(session.id)
    assert (await casting.for_turn(session.id, 4)).session.ended
