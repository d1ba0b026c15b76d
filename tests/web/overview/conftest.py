"""A desk with two groups: ann and bob with trainer tom in north, cyd with trainer sue in south."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from sim.domain.account import LOCAL, Role
from sim.domain.session import GradingStatus
from sim.practice.sessions import SessionOrder
from tests.web.desk import Desk, open_desk
from tests.web.people import Browser, browser, hash_quickly, make

LINE = "您好，水费翻了三倍，电话 13812345678，您着急我明白。"

IN_NORTH = {"ann": True, "bob": True, "cyd": False}


@dataclass
class House:
    """The desk, a browser for everybody, and ids of accounts, groups and ann's graded session."""

    desk: Desk
    browsers: dict[str, Browser]
    ids: dict[str, str]

    async def get(self, who: str, path: str, status: int = 200) -> str:
        """Open a page and return its text."""
        response = await self.browsers[who].get(path)
        assert response.status_code == status, response.text
        return response.text


async def practise(desk: Desk, owner: str, text: str = LINE) -> str:
    """Play a session of one exchange to its scorecard and return its id."""
    runtime = desk.runtime
    session = await runtime.sessions.start(SessionOrder("water-bill", "stubborn", owner=owner))
    answer = await runtime.turns.say(session.id, 2, text)
    seen = 0
    while events := await answer.wait(seen):
        seen += len(events)
    await runtime.sessions.end(session.id)
    runtime.runner.wake()
    while (  # noqa: ASYNC110 - the row is the truth, the runner tells nobody
        await runtime.store.grading_status(session.id)
    ).status is not GradingStatus.DONE:
        await asyncio.sleep(0.01)
    return session.id


@pytest.fixture
async def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[House]:
    hash_quickly(monkeypatch)
    async with AsyncExitStack() as stack:
        desk = await stack.enter_async_context(open_desk(tmp_path))
        ids: dict[str, str] = {"boss": (await make(desk, "boss")).id}
        for name in ("north", "south"):
            ids[name] = (await desk.runtime.accounts.people.create_group(LOCAL, name)).id
        for name, role, group in (
            ("tom", Role.TRAINER, "north"),
            ("sue", Role.TRAINER, "south"),
            ("ann", Role.TRAINEE, "north"),
            ("bob", Role.TRAINEE, "north"),
            ("cyd", Role.TRAINEE, "south"),
        ):
            ids[name] = (await make(desk, name, role, ids[group])).id
        ids["session"] = await practise(desk, ids["ann"])
        browsers = {
            name: await stack.enter_async_context(browser(desk, name)) for name in ("boss", "tom", "sue", "ann", "bob")
        }
        yield House(desk, browsers, ids)


async def give(house: House, who: str, **changes: str) -> str:
    """Give an assignment; return the status and text of the answer."""
    form = {"to": f"group:{house.ids['north']}", "scenario": "water-bill", "archetype": "stubborn", **changes}
    response = await house.browsers[who].post("/overview/assignments", **form)
    return f"{response.status_code} {response.text}"
