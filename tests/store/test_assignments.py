"""Assignments, and how far people have come with them."""

from dataclasses import replace
from datetime import timedelta

import pytest

from sim.domain.account import Account, Group, Role
from sim.domain.assignment import Assignment, Progress
from sim.domain.audit import Action, AuditFilter, AuditNote
from sim.domain.errors import InvalidInputError, NotFoundError
from sim.store import PageKey, Store
from tests.store.overview import graded, scorecard
from tests.store.samples import NOW, started

GIVEN_AT = NOW - timedelta(days=1)
GIVEN = AuditNote("trainer", "", Action.ASSIGNMENT_GIVEN, "g1", GIVEN_AT)


def assignment(name: str = "w1", **changes: object) -> Assignment:
    given = {"group": "g1", **changes} if "account" not in changes else changes
    return Assignment(name, "heating", "stubborn", "service", "trainer", created_at=GIVEN_AT, **given)  # type: ignore[arg-type]  # fields by name


async def test_how_far_one_is_follows_from_sessions_since(store: Store) -> None:
    await store.assignments.give(assignment(due_at=NOW + timedelta(days=2)), GIVEN)

    async def duty(owner: str) -> tuple[Progress, bool]:
        (found,) = await store.assignments.duties(owner, frozenset({"g1"}))
        return found.progress, found.is_late(NOW + timedelta(days=3))

    await graded(store, "before", "ann", created_at=GIVEN_AT - timedelta(hours=1))
    await graded(store, "other", "ann", scenario="water")
    assert await duty("ann") == (Progress.OPEN, True)
    await started(store, "s1")
    assert await duty("") == (Progress.STARTED, True)
    await graded(store, "failed", "ann", scorecard(40, 1, passed=False))
    assert await duty("ann") == (Progress.DONE, False)
    await graded(store, "passed", "ann", created_at=NOW + timedelta(days=4))
    assert await duty("ann") == (Progress.PASSED, False)
    standing = await store.assignments.standing(await store.assignments.load("w1"), frozenset({"ann", "", "bob"}))
    assert {each.owner: each.progress for each in standing} == {
        "": Progress.STARTED,
        "ann": Progress.PASSED,
        "bob": Progress.OPEN,
    }


async def test_of_a_group_only_its_members_count(store: Store) -> None:
    note = AuditNote("", "", "made", "", NOW)
    await store.groups.create(Group("g1", "A", NOW), "a", note)
    people = (("boss", Role.ADMINISTRATOR, ()), ("ann", Role.TRAINEE, ("g1",)), ("bob", Role.TRAINEE, ()))
    for name, role, groups in people:
        person = Account(name, name, name, role, NOW, frozenset(groups))
        await store.people.create(person, name, "hash", note)
    await store.assignments.give(assignment("to-group"), GIVEN)
    await store.assignments.give(assignment("to-bob", account="bob"), GIVEN)
    assert await store.assignments.reached(["to-group", "to-bob"]) == {}
    await graded(store, "a1", "ann", scorecard(40, 1, passed=False))
    await graded(store, "b1", "bob")
    assert await store.assignments.reached(["to-group", "to-bob"]) == {
        "to-group": {Progress.STARTED: 1, Progress.DONE: 1, Progress.PASSED: 0},
        "to-bob": {Progress.STARTED: 1, Progress.DONE: 1, Progress.PASSED: 1},
    }


async def test_one_sees_what_was_given_to_him_and_his_groups(store: Store) -> None:
    await store.assignments.give(assignment("to-group"), GIVEN)
    await store.assignments.give(assignment("to-ann", account="ann"), GIVEN)
    await store.assignments.give(assignment("to-others", group="g2"), GIVEN)

    async def duties(owner: str, *groups: str) -> set[str]:
        return {each.assignment.id for each in await store.assignments.duties(owner, frozenset(groups))}

    assert await duties("ann", "g1") == {"to-group", "to-ann"}
    assert await duties("ann") == {"to-ann"}
    assert await duties("bob") == set()
    withdrawn = replace(GIVEN, action=Action.ASSIGNMENT_WITHDRAWN)
    for _ in range(2):
        await store.assignments.withdraw("to-ann", NOW, withdrawn)
    log = (await store.audit.page(AuditFilter(), limit=9)).entries
    assert [entry.note for entry in log] == [withdrawn, GIVEN, GIVEN, GIVEN]  # taken back once
    assert await duties("ann") == set()
    assert (await store.assignments.load("to-ann")).withdrawn_at == NOW


async def test_lists_of_assignments_are_paged_by_key(store: Store) -> None:
    for number in range(3):
        await store.assignments.give(assignment(f"w{number}"), GIVEN)
    await store.assignments.give(assignment("to-ann", account="ann"), GIVEN)
    everything = await store.assignments.given_to(None, None)
    assert [each.id for each in everything] == ["w2", "w1", "w0", "to-ann"]
    of_group = await store.assignments.given_to(frozenset({"g1"}), None, limit=2)
    assert [each.id for each in of_group] == ["w2", "w1"]
    key = PageKey(of_group[-1].created_at, of_group[-1].id)
    rest = await store.assignments.given_to(frozenset({"g1"}), None, before=key)
    assert [each.id for each in rest] == ["w0"]
    assert [each.id for each in await store.assignments.given_to(None, frozenset({"ann"}))] == ["to-ann"]


async def test_bad_assignments(store: Store) -> None:
    with pytest.raises(NotFoundError):
        await store.assignments.load("nothing")
    with pytest.raises(InvalidInputError, match="NUL"):
        await store.assignments.give(assignment(note="a\0b"), GIVEN)
