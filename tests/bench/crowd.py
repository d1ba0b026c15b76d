"""A database after a long time of practice: many people in groups, tens of thousands of graded sessions.

Rows are written as the store would have written them, in batches; the sums are added up here by the store's own rules.
What lists read is whole; the scorecards of all but the newest sessions are cut down to it, and talks are short.
"""

import asyncio
import random
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from itertools import product
from typing import Any

from sqlalchemy import Connection, Table, insert

from sim.domain.account import LOCAL, Account, Group, Role
from sim.domain.audit import AuditNote
from sim.domain.ports import GradingCase
from sim.domain.transcript import Transcript
from sim.grading.documents import scorecard_document
from sim.grading.grade import grade
from sim.grading.offline import OfflineGrader
from sim.reading import default_reader
from sim.store import Store, schema
from sim.store.overview import CUSTOMER, GRADING, results
from sim.store.reviews import entries
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
    for first in range(0, sessions, _BATCH):
        numbers = range(first, min(first + _BATCH, sessions))
        batch = [_session(number, sessions, people, cards, now) for number in numbers]
        await store._runner.write(partial(_write, batch=batch))
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
    scenario = draw.choice(list(library().scenarios.values()))
    archetype = draw.choice(list(library().archetypes.values()))
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


def _write(connection: Connection, batch: Sequence[Mapping[str, Any]]) -> None:
    rows: dict[Table, list[dict[str, Any]]] = defaultdict(list)
    for made in batch:
        for table, row in _rows(made):
            rows[table].append(row)
    for table, found in rows.items():
        connection.execute(insert(table), found)
    results.add(connection, rows[schema.result])
    for made in batch:
        entries.enter(connection, made["id"], made["card"], made["created_at"] + _TALK)


def _rows(made: Mapping[str, Any]) -> Iterator[tuple[Table, dict[str, Any]]]:
    name, began, card = made["id"], made["created_at"], made["card"]
    ended = began + _TALK
    scenario, archetype = made["scenario"], made["archetype"]
    rubric = card["rubric"]
    yield (
        schema.session,
        {
            "id": name,
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
            "created_at": began,
            "ended_at": ended,
            "outcome": "partial",
            "state": {},
        },
    )
    for turn in range(1, TURNS + 1):
        yield schema.turn, _turn(name, turn, began)
    yield (
        schema.grading,
        {
            "session_id": name,
            "status": "done",
            "attempts": 1,
            "error": "",
            "error_code": "",
            "queued_at": ended,
            "touched_at": ended,
            "finished_at": ended,
        },
    )
    document = card if made["whole"] else {"passed": card["passed"], "total": card["total"]}
    yield schema.scorecard, {"session_id": name, "total": card["total"], "document": document, "created_at": ended}
    result = results.row_of(name, began, card)
    about = {
        "owner": made["owner"],
        "scenario_id": scenario.id,
        "archetype_id": archetype.id,
        "rubric_id": rubric["id"],
    }
    yield (
        schema.result,
        {**result, **about, "rubric_id": rubric["id"], "created_at": began, "seconds": int(_TALK.total_seconds())},
    )


def _turn(session_id: str, number: int, began: datetime) -> dict[str, Any]:
    by_customer = number % 2 == 1
    return {
        "session_id": session_id,
        "turn": number,
        "speaker": "customer" if by_customer else "trainee",
        "text": "十五度！你们今天到底几点来？" if by_customer else "您家现在多少度？我今天上门量一下，好吗？",
        "status": "complete",
        "created_at": began + number * _TALK / TURNS,
        "details": {},
        "prompt_tokens": 900 if by_customer else 0,
        "completion_tokens": 30 if by_customer else 0,
        "cached_tokens": 800 if by_customer else 0,
        "engine": "llm",
    }


def _tokens(people: Sequence[str], now: datetime) -> list[dict[str, Any]]:
    """Return a row of tokens for every person, month and purpose."""
    months = {f"{now - timedelta(days=30 * back):%Y-%m}" for back in range(12)}
    used = {"calls": 60, "prompt_tokens": 60_000, "completion_tokens": 2_000, "cached_tokens": 50_000}
    return [
        {"month": month, "owner": owner, "purpose": purpose, **used}
        for month, owner, purpose in product(sorted(months), people, (CUSTOMER, GRADING))
    ]
