"""Every route of the application, tried by those who may not use it."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass

import httpx
import pytest
import pytest_asyncio
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from sqlalchemy import Connection

from sim.domain.account import LOCAL, Account, Role, Scope
from sim.domain.audit import Action, AuditFilter
from sim.library import Kind
from sim.practice.accounts.people import NewPerson
from sim.practice.overview.assignments import AssignmentOrder
from sim.practice.sessions import SessionOrder
from sim.store.schema import metadata
from tests.web.desk import Desk, open_desk
from tests.web.people import PASSWORD, Browser, browser, hash_quickly
from tests.web.rules import Rule, named_routes, rule_of

pytestmark = pytest.mark.asyncio(loop_scope="module")

REFUSED = {401, 403, 404}
ACTORS = ("nobody", "owner", "fellow", "trainer", "stranger", "administrator")
"""Who tries. Owner and fellow are trainees of the group that the trainer trains; the stranger trains another."""

MAY = {
    Rule.PUBLIC: set(ACTORS),
    Rule.MEASURE: set(ACTORS),
    Rule.SIGNED_IN: set(ACTORS) - {"nobody"},
    Rule.SEEN: {"owner", "trainer", "administrator"},
    Rule.OWN: {"owner"},
    Rule.SELF: {"owner", "administrator"},
    Rule.TRAINER: {"trainer", "stranger", "administrator"},
    Rule.CONTENT: {"trainer", "stranger", "administrator"},
    Rule.GROUP: {"trainer", "administrator"},
    Rule.ADMINISTRATOR: {"administrator"},
}


@dataclass
class House:
    """A desk with an account for each actor, and of the owner's all that others may want to reach."""

    desk: Desk
    browsers: dict[str, Browser]
    ids: dict[str, str]

    async def try_(self, actor: str, route: str) -> httpx.Response:
        """Ask for a route as an actor, ids of what is there filled in, with what a page of his would send along."""
        method, path = route.split()
        ids = {**self.ids, "document_id": "stubborn"} if "/archetypes/" in path else self.ids
        address = re.sub(r"{(\w+)}", lambda found: ids[found[1]], path)
        visitor = self.browsers[actor]
        if method == "GET":
            return await visitor.get(address)
        if path.startswith("/api/"):
            body = {"index": 4, "text": "您好", "scenario": "water-bill", "archetype": "stubborn"}
            wanted = body if path.endswith("/sessions") else {name: body[name] for name in ("index", "text")}
            return await visitor.client.post(address, json=wanted)
        return await visitor.post(address, index="4", text="您好", name="new-name")

    async def everything(self) -> dict[str, list[tuple[object, ...]]]:
        """Return all rows but those that reading and refusing leave behind."""
        tables = [table for table in metadata.sorted_tables if table.name not in LEFT_BEHIND]

        def read(connection: Connection) -> dict[str, list[tuple[object, ...]]]:
            return {table.name: sorted(map(tuple, connection.execute(table.select())), key=repr) for table in tables}

        return await self.desk.runtime.store._runner.read(read)


LEFT_BEHIND = {"audit", "process", "sign_in"}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def house(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    with pytest.MonkeyPatch.context() as patch:
        hash_quickly(patch)
        async with open_desk(tmp_path_factory.mktemp("house")) as desk, AsyncExitStack() as stack:
            accounts = await people_of(desk)
            names = {"nobody": "", **{actor: actor for actor in ACTORS[1:]}}
            browsers = {actor: await stack.enter_async_context(browser(desk, name)) for actor, name in names.items()}
            yield House(desk, browsers, await furnish(desk, accounts))


async def people_of(desk: Desk) -> dict[str, Account]:
    """Make the groups north and south and an account for each actor, by the actor's name."""
    people = desk.runtime.accounts.people
    north, south = [(await people.create_group(LOCAL, name)).id for name in ("north", "south")]
    await people.create(LOCAL, NewPerson("administrator", Role.ADMINISTRATOR), PASSWORD)
    for name, role, group in (
        ("owner", Role.TRAINEE, north),
        ("fellow", Role.TRAINEE, north),
        ("trainer", Role.TRAINER, north),
        ("stranger", Role.TRAINER, south),
    ):
        await people.create(LOCAL, NewPerson(name, role, groups=frozenset({group})), PASSWORD)
    return {name: await people.by_name(name) for name in ACTORS[1:]}


async def furnish(desk: Desk, accounts: dict[str, Account]) -> dict[str, str]:
    """Let the owner practise, be graded and appeal, and make one of everything else; return the ids by their names."""
    runtime, owner = desk.runtime, accounts["owner"].viewer()
    boss, trainer = accounts["administrator"].viewer(), accounts["trainer"].viewer()
    session = await runtime.sessions.start(SessionOrder("water-bill", "stubborn", owner=owner.id))
    answer = await runtime.turns.say(session.id, 2, "您好，水费我来查。")
    while not answer.closed:
        await answer.wait(99, 1)
    await runtime.sessions.end(session.id)
    runtime.runner.wake()
    await graded(desk, session.id)
    appeal = await runtime.reviews.appeals.open(owner, session.id, "listening.acknowledge", "我接住了他的话。", None)
    group = next(group.id for group in await runtime.accounts.people.groups() if group.name == "north")
    given = await runtime.overview.assignments.give(
        trainer, AssignmentOrder(f"group:{group}", "water-bill", "stubborn")
    )
    await runtime.authoring.copy(Kind.SCENARIO, "water-bill", "water-copy", viewer=trainer)
    invitation, secret = await runtime.accounts.invitations.invite(boss, Role.TRAINEE)
    token, _ = await runtime.accounts.tokens.create(owner, "script", {Scope.READ}, 9)
    return {
        "session_id": session.id,
        "subject": "listening.acknowledge",
        "turn": "2",
        "appeal_id": str(appeal.id),
        "key": owner.id,
        "account_id": owner.id,
        "group_id": group,
        "assignment_id": given.id,
        "invitation_id": invitation.id,
        "secret": secret,
        "token_id": token.id,
        "sign_in_id": (await runtime.accounts.sign_ins.of(owner.id))[0].id,
        "card_id": "gates",
        "folder": "scenarios",
        "document_id": "water-copy",
        "number": "1",
        "sort": "rehearsal",
        "form": "csv",
    }


async def graded(desk: Desk, session_id: str) -> None:
    """Wait for a scorecard."""
    for _ in range(500):
        if (await desk.runtime.gradings.progress(session_id)).scorecard is not None:
            return
        await asyncio.sleep(0.01)
    raise AssertionError("the grading does not end")


def routes_of(app: FastAPI) -> set[str]:
    """Return every route of an application, as ``METHOD path``; built assets are no routes."""
    found = set()
    for context in iter_route_contexts(app.routes):
        for method in (context.methods or set()) - {"HEAD"}:
            found.add(f"{method} {context.path}")
    return found


async def test_every_route_has_a_rule(house: House) -> None:
    app = house.desk.client._transport.app  # type: ignore[attr-defined]  # httpx's transport over our application
    there = routes_of(app)
    assert there - named_routes() == set(), "name the route and its rule in tests/web/rules.py"
    assert named_routes() - there == set(), "there is no such route any more"


@pytest.mark.parametrize("route", sorted(named_routes()))
async def test_who_may_not_is_refused_and_changes_nothing(house: House, route: str) -> None:
    before = await house.everything()
    for actor in ACTORS:
        if actor in MAY[rule_of(route)]:
            continue
        response = await house.try_(actor, route)
        if actor == "nobody" and response.status_code == 303:
            assert response.headers["location"].startswith("/sign-in"), route
        else:
            assert response.status_code in REFUSED, f"{actor} was let in: {response.status_code}"
        assert "您好，水费我来查。" not in response.text
    assert await house.everything() == before


@pytest.mark.parametrize("route", sorted(route for route in named_routes() if route.startswith("GET ")))
async def test_who_may_read_is_let_in(house: House, route: str) -> None:
    for actor in ACTORS:
        if actor in MAY[rule_of(route)]:
            response = await house.try_(actor, route)
            assert response.status_code not in REFUSED | {422, 500}, f"{actor}: {response.text}"
            assert not response.headers.get("location", "").startswith("/sign-in")


async def test_what_others_read_of_a_session_is_written_down(house: House) -> None:
    for actor in ACTORS:
        for route in ("GET /api/v1/sessions/{session_id}", "GET /sessions/{session_id}/scorecard"):
            await house.try_(actor, route)
    wanted = AuditFilter(subject=house.ids["session_id"], actions=frozenset({Action.TRANSCRIPT_VIEWED}))
    page = await house.desk.runtime.audit.page(wanted)
    assert {entry.note.actor_name for entry in page.entries} == {"trainer", "administrator"}
