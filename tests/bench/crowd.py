"""A database after a long time of practice: many people in groups, tens of thousands of graded sessions.

Rows are written as the store would have written them, all at once; the sums are made by the store's own rules, and a
test holds them against sessions graded one by one.
What lists read is whole; the scorecards of all but the newest sessions are cut down to it, and talks are short.
"""

import asyncio
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from itertools import product
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, insert, literal, select

from sim.domain.account import LOCAL, Account, Group, Role
from sim.domain.audit import AuditNote
from sim.domain.ports import GradingCase
from sim.domain.transcript import Transcript
from sim.grading.documents import scorecard_document
from sim.grading.grade import grade
from sim.grading.rules.offline import OfflineGrader
from sim.library import document
from sim.reading import default_reader
from sim.store import PinnedContent, Store, schema
from sim.store.overview import CUSTOMER, GRADING, results
from sim.store.reviews import entries
from sim.store.talks import contents
from tests.bench.dialogues import library

PEOPLE = 500
GROUP_SIZE = 25
WEEKS = 52
WHOLE_SCORECARDS = 2_000
TURNS = 6
_BATCH = 5_000
_TALK = timedelta(minutes=6)


@dataclass(frozen=True, slots=True)
class Crowd:
    """Who is in the database: ids of an administrator, a trainer with his group, and a trainee of it."""

    administrator: str
    trainer: str
    trainee: str
    group: str


async def fill(store: Store, sessions: int, now: datetime, talks: Sequence[Transcript]) -> Crowd:
    """Fill an empty database with so many sessions over the last year, graded as ``talks`` would be."""
    people, groups = await _people(store, now)
    cards = await _scorecards(talks)
    made = [_session(number, sessions, people, cards, now) for number in range(sessions)]
    await store._runner.write(partial(contents.pin, contents=_pinned(), now=now))
    await store._runner.write(partial(_write, made=made))
    tokens = _tokens(people, now)
    await store._runner.write(lambda connection: connection.execute(insert(schema.usage_month), tokens).close())
    return Crowd("boss", "trainer0", people[0], groups[0])


async def _people(store: Store, now: datetime) -> tuple[list[str], list[str]]:
    note = AuditNote(LOCAL.id, "", "filled", "", now)
    groups = [f"g{number}" for number in range(PEOPLE // GROUP_SIZE)]
    for name in groups:
        await store.groups.create(Group(name, f"班组 {name}", now), name, note)
    boss = Account("boss", "boss", "管理员", Role.ADMINISTRATOR, now)
    trainer = Account("trainer0", "trainer0", "教员", Role.TRAINER, now, frozenset({groups[0]}))
    trainees = [
        Account(
            f"p{number}", f"p{number}", f"学员 {number}", Role.TRAINEE, now, frozenset({groups[number // GROUP_SIZE]})
        )
        for number in range(PEOPLE)
    ]
    for account in (boss, trainer, *trainees):
        await store.people.create(account, account.name, "no password", note)
    return [account.id for account in trainees], groups


def _pinned() -> tuple[PinnedContent, ...]:
    """Return everything a session of this crowd was started with, as sessions pin it."""
    known = library()
    kinds = (("archetype", known.archetypes), ("scenario", known.scenarios), ("rubric", known.rubrics))
    return tuple(
        PinnedContent(kind, each.id, each.version, document(each)) for kind, found in kinds for each in found.values()
    )


async def _scorecards(talks: Sequence[Transcript]) -> list[dict[str, Any]]:
    """Return real scorecards, good and bad."""
    reader = default_reader()
    grader, rubric = OfflineGrader(reader), library().rubric("service-complaint")
    cases = [GradingCase(each, rubric) for each in talks]
    return [scorecard_document(card) for card in await asyncio.gather(*(grade(each, grader, reader) for each in cases))]


def _session(
    number: int, sessions: int, people: Sequence[str], cards: Sequence[dict[str, Any]], now: datetime
) -> dict[str, Any]:
    """Return one session with its scorecard; the last number is the newest."""
    draw = random.Random(number)  # the same database every time
    age = timedelta(weeks=WEEKS) * (1 - (number + 1) / sessions)
    scenario = draw.choice(tuple(library().scenarios.values()))
    archetype = draw.choice(tuple(library().archetypes.values()))
    name = f"{number:012x}"
    return {
        "id": name,
        "owner": draw.choice(people),
        "scenario": scenario,
        "archetype": archetype,
        "created_at": now - age,
        "card": {**draw.choice(cards), "id": name},
        "whole": number >= sessions - WHOLE_SCORECARDS,
    }


def _write(connection: Connection, made: Sequence[Mapping[str, Any]]) -> None:
    """Insert everything in one transaction; what follows from a session's row alone is made by the database."""
    for first in range(0, len(made), _BATCH):
        batch = made[first : first + _BATCH]
        connection.execute(insert(schema.session), [_session_row(each) for each in batch])
        connection.execute(insert(schema.scorecard), [_scorecard_row(each) for each in batch])
        connection.execute(
            insert(schema.review_entry),
            [entries.row_of(each["id"], each["owner"], each["card"], each["created_at"] + _TALK) for each in batch],
        )
        connection.execute(insert(schema.result), [_result_row(each) for each in batch])
    for turn in range(1, TURNS + 1):
        _select_into(connection, schema.turn, _turn(turn))
    _select_into(connection, schema.grading, _grading())
    found = [_result_row(each) for each in made]
    for table, rows in results.sums_of(found):
        connection.execute(insert(table), rows)
    parts = results.part_sums_of(found)
    connection.execute(insert(schema.tally_shape), parts.shape_rows())
    connection.execute(insert(schema.tally_part), list(parts.rows()))


def _select_into(connection: Connection, table: Table, values: Mapping[str, Any]) -> None:
    """Insert a row for every session, made of columns of the session and of constants."""
    columns = [
        value if isinstance(value, ColumnElement) else literal(value, table.c[name].type)
        for name, value in values.items()
    ]
    connection.execute(insert(table).from_select(list(values), select(*columns)))


def _session_row(made: Mapping[str, Any]) -> dict[str, Any]:
    scenario, archetype, rubric = made["scenario"], made["archetype"], made["card"]["rubric"]
    return {
        "id": made["id"],
        "owner": made["owner"],
        "scenario_id": scenario.id,
        "scenario_version": scenario.version,
        "archetype_id": archetype.id,
        "archetype_version": archetype.version,
        "rubric_id": rubric["id"],
        "rubric_version": rubric["version"],
        "settings": {"seed": 1, "intensity": 2, "mood_visible": True},
        "engine": "offline",
        "model": None,
        "prompt_version": "",
        "created_at": made["created_at"],
        "ended_at": made["created_at"] + _TALK,
        "outcome": "partial",
        "state": {},
    }


def _scorecard_row(made: Mapping[str, Any]) -> dict[str, Any]:
    card = made["card"]
    document = card if made["whole"] else {"passed": card["passed"], "total": card["total"]}
    return {
        "session_id": made["id"],
        "total": card["total"],
        "document": document,
        "created_at": made["created_at"] + _TALK,
    }


def _result_row(made: Mapping[str, Any]) -> dict[str, Any]:
    return {
        **results.row_of(made["id"], made["created_at"], made["card"]),
        "owner": made["owner"],
        "scenario_id": made["scenario"].id,
        "archetype_id": made["archetype"].id,
        "rubric_id": made["card"]["rubric"]["id"],
        "created_at": made["created_at"],
        "seconds": int(_TALK.total_seconds()),
    }


def _turn(number: int) -> dict[str, Any]:
    """Return one turn of every session; the first half is said when it begins, the second when it ends."""
    by_customer = number % 2 == 1
    return {
        "session_id": schema.session.c.id,
        "turn": number,
        "speaker": "customer" if by_customer else "trainee",
        "text": "十五度！你们今天到底几点来？" if by_customer else "您家现在多少度？我今天上门量一下，好吗？",
        "status": "complete",
        "created_at": schema.session.c.created_at if number <= TURNS // 2 else schema.session.c.ended_at,
        "details": {},
        "prompt_tokens": 900 if by_customer else 0,
        "completion_tokens": 30 if by_customer else 0,
        "cached_tokens": 800 if by_customer else 0,
        "engine": "llm",
    }


def _grading() -> dict[str, Any]:
    """Return the grading of every session."""
    ended = schema.session.c.ended_at
    return {
        "session_id": schema.session.c.id,
        "status": "done",
        "attempts": 1,
        "error": "",
        "error_code": "",
        "queued_at": ended,
        "touched_at": ended,
        "finished_at": ended,
    }


def _tokens(people: Sequence[str], now: datetime) -> list[dict[str, Any]]:
    """Return a row of tokens for every person, month and purpose."""
    months = {f"{now - timedelta(days=30 * back):%Y-%m}" for back in range(12)}
    used = {"calls": 60, "prompt_tokens": 60_000, "completion_tokens": 2_000, "cached_tokens": 50_000}
    return [
        {"month": month, "owner": owner, "purpose": purpose, **used}
        for month, owner, purpose in product(sorted(months), people, (CUSTOMER, GRADING))
    ]
