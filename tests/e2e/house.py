"""A furnished desk: one of everything a page can show, made through the use cases, and the ids by their names."""

import asyncio
from dataclasses import dataclass

from sim.domain.account import LOCAL, Role, Viewer
from sim.domain.review import Verdict
from sim.domain.score import Engine, Quote
from sim.library import Kind
from sim.practice.accounts.people import NewPerson
from sim.practice.overview.assignments import AssignmentOrder
from sim.practice.reviews.rulings import Ruling
from sim.practice.sessions import SessionOrder
from sim.runtime import Runtime

PASSWORD = "some unrelated words"
BOSS = "boss"
LINES = (
    "您请了一上午的假没等到人，孩子还冻着，换谁都窝火。上午没上门是我们失约，对不起，我现在改派，四点前到。",
    "您别激动，不好意思，我先查一下。",
)
_CASE, _TYPE = "heating-missed-visit", "irritable-threatening"
_WAITS = 0.02
_LONGEST = 60.0


@dataclass(frozen=True, slots=True)
class House:
    """What is there: ids by the names that routes give them, and the sessions in each of their states."""

    ids: dict[str, str]
    talking: str
    graded: str
    unspoken: str
    unrated: str


async def make_boss(runtime: Runtime) -> Viewer:
    """Make the desk's administrator."""
    order = NewPerson(BOSS, Role.ADMINISTRATOR, "王主任")
    return (await runtime.accounts.people.create(LOCAL, order, PASSWORD)).viewer()


async def furnish(runtime: Runtime) -> House:
    """Make an administrator who practises, a trainee who is assigned, graded, reviewed and appeals, a draft that is
    tried out.

    The background work of ``runtime`` must run.
    """
    people = runtime.accounts.people
    group = (await people.create_group(LOCAL, "供热一班")).id
    boss = await make_boss(runtime)
    pupil = await people.create(LOCAL, NewPerson("xiaoli", Role.TRAINEE, "小李", frozenset({group})), PASSWORD)
    talking, unspoken = await _talk(runtime, boss, LINES[:1]), await _talk(runtime, boss, ())
    await runtime.sessions.end(unspoken)
    graded, unrated = await _graded(runtime, boss), await _graded(runtime, pupil.viewer())
    appealed = await _graded(runtime, pupil.viewer())
    await _review(runtime, boss, appealed)
    appeal = await runtime.reviews.appeals.open(pupil.viewer(), appealed, "listening.acknowledge", "我接住了。", None)
    given = await runtime.overview.assignments.give(boss, AssignmentOrder(f"group:{group}", _CASE, _TYPE))
    await runtime.authoring.copy(Kind.SCENARIO, _CASE, "case-copy", viewer=boss)
    await _tried_out(runtime, boss)
    invitation, secret = await runtime.accounts.invitations.invite(boss, Role.TRAINEE)
    ids = {
        "session_id": appealed,
        "subject": "resolution.act",
        "appeal_id": appeal.id,
        "key": pupil.id,
        "account_id": pupil.id,
        "group_id": group,
        "assignment_id": given.id,
        "invitation_id": invitation.id,
        "secret": secret,
        "card_id": "apologies",
        "folder": "scenarios",
        "document_id": "case-copy",
        "number": "1",
    }
    return House(ids, talking, graded, unspoken, unrated)


async def _talk(runtime: Runtime, who: Viewer, lines: tuple[str, ...]) -> str:
    session = await runtime.sessions.start(SessionOrder(_CASE, _TYPE, seed=7, owner=who.id))
    for number, line in enumerate(lines, start=1):
        answer = await runtime.turns.say(session.id, 2 * number, line)
        while not answer.closed:
            await answer.wait(99, 1)
    return session.id


async def _graded(runtime: Runtime, who: Viewer) -> str:
    session_id = await _talk(runtime, who, LINES)
    await runtime.sessions.end(session_id)
    runtime.runner.wake()
    async with asyncio.timeout(_LONGEST):
        while (await runtime.gradings.progress(session_id)).scorecard is None:  # noqa: ASYNC110 - nothing tells of it
            await asyncio.sleep(_WAITS)
    return session_id


async def _review(runtime: Runtime, who: Viewer, session_id: str) -> None:
    ruling = Ruling("empathy.validate", Verdict.ADJUST, 2, reason="看了原话", quote=Quote(2, "孩子还冻着"))
    await runtime.reviews.desk.rule(who, session_id, ruling)
    await runtime.reviews.desk.comment(who, session_id, 2, "接得好。")


async def _tried_out(runtime: Runtime, who: Viewer) -> None:
    trial = await runtime.tryouts.rehearse(Kind.SCENARIO, "case-copy", [_TYPE], 1, Engine.OFFLINE, who)
    async with asyncio.timeout(_LONGEST):
        while trial.status == "running":
            await asyncio.sleep(_WAITS)
            found = await runtime.tryouts.trial(await runtime.tryouts.sound(Kind.SCENARIO, "case-copy"), trial.sort)
            assert found is not None
            trial = found
