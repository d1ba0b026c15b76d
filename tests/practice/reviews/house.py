"""People of two groups and graded sessions of a trainee, for the tests of reviewing."""

import asyncio
from dataclasses import dataclass

from sim.domain.account import LOCAL, Account, Role, Viewer
from sim.practice.accounts.people import NewPerson
from sim.practice.reviews import Reviews
from sim.practice.sessions import SessionOrder
from sim.runtime import Runtime
from tests.web.people import PASSWORD

FIRST = "水费多了三倍，换谁都着急，我先查抄表记录。"
SECOND = "您家本月用了四十五吨，对吗？"


@dataclass(frozen=True)
class House:
    """A runtime with its people. The learner, the teacher and the colleague are of one group, the stranger of none."""

    runtime: Runtime
    boss: Viewer
    learner: Viewer
    teacher: Viewer
    colleague: Viewer
    stranger: Viewer

    @property
    def reviews(self) -> Reviews:
        """The use cases under test."""
        return self.runtime.reviews

    async def graded(self, owner: Viewer | None = None, *lines: str) -> str:
        """Let somebody practise and be graded: level 3 everywhere, quoting his first line."""
        session = await self.runtime.sessions.start(
            SessionOrder("water-bill", "stubborn", seed=7, owner=(owner or self.learner).id)
        )
        for number, line in enumerate(lines or (FIRST, SECOND), start=1):
            answer = await self.runtime.turns.say(session.id, 2 * number, line)
            while not answer.closed:
                await answer.wait(99, 1)
        await self.runtime.sessions.end(session.id)
        self.runtime.runner.wake()
        for _ in range(1000):
            if await self.runtime.store.load_scorecard(session.id) is not None:
                return session.id
            await asyncio.sleep(0.01)
        raise AssertionError("the grading does not end")

    async def total(self, session_id: str) -> float | None:
        """The total that lists show."""
        page = await self.runtime.store.list_sessions(None, limit=200)
        return next(item.total for item in page.sessions if item.id == session_id)


async def furnish(runtime: Runtime) -> House:
    """Make the people."""
    people = runtime.accounts.people
    group = (await people.create_group(LOCAL, "北班")).id
    wanted = {
        "boss": NewPerson("boss", Role.ADMINISTRATOR),
        "learner": NewPerson("learner", Role.TRAINEE, groups=frozenset({group})),
        "teacher": NewPerson("teacher", Role.TRAINER, groups=frozenset({group})),
        "colleague": NewPerson("colleague", Role.TRAINER, groups=frozenset({group})),
        "stranger": NewPerson("stranger", Role.TRAINER),
    }
    made: dict[str, Account] = {name: await people.create(LOCAL, new, PASSWORD) for name, new in wanted.items()}
    return House(runtime, **{name: account.viewer() for name, account in made.items()})
