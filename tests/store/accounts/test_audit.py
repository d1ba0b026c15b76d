"""The audit log grows and nothing else, in both databases."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, delete, text, update

from sim.domain.audit import AuditFilter, AuditNote
from sim.domain.errors import ConflictError, StorageError
from sim.store import Store
from sim.store.accounts.audit import page_query
from sim.store.accounts.subjects import TalkSubject
from sim.store.schema import audit
from tests.store.accounts.samples import NOTE, account, add, add_groups
from tests.store.samples import CONTENT, NOW, session


def note(number: int, actor: str = "lee", action: str = "exported") -> AuditNote:
    return AuditNote(actor, actor.title(), action, f"s{number}", NOW + timedelta(hours=number), {"rows": str(number)})


async def test_entries_come_back_newest_first_page_by_page(store: Store) -> None:
    written = [note(n) for n in range(5)]
    for each in written:
        await store.audit.add(each)
    seen, key = [], None
    while True:
        page = await store.audit.page(AuditFilter(), limit=2, before=key)
        seen += [entry.note for entry in page.entries]
        key = page.next
        if key is None:
            break
    assert seen == written[::-1]


async def test_entries_are_filtered(store: Store) -> None:
    for each in (note(0), note(1, "kim"), note(2, action="signed-in"), note(3, "kim", "signed-in")):
        await store.audit.add(each)

    async def found(wanted: AuditFilter) -> list[str]:
        return [entry.note.subject for entry in (await store.audit.page(wanted, limit=10)).entries]

    assert await found(AuditFilter(who="KI")) == ["s3", "s1"]
    assert await found(AuditFilter(who="k_m")) == []
    assert await found(AuditFilter(actions=frozenset({"signed-in"}))) == ["s3", "s2"]
    assert await found(AuditFilter(actions=frozenset({"signed-in", "exported"}))) == ["s3", "s2", "s1", "s0"]
    assert await found(AuditFilter(who="kim", actions=frozenset({"exported"}))) == ["s1"]
    assert await found(AuditFilter(subject="s2")) == ["s2"]
    assert await found(AuditFilter(since=NOW + timedelta(hours=1), until=NOW + timedelta(hours=3))) == ["s2", "s1"]


async def test_people_are_found_by_the_names_they_had_and_those_they_have(store: Store) -> None:
    await add(store, replace(account("kim"), shown_name="金医生"))
    await store.audit.add(note(1, "kim"))

    async def found(who: str) -> list[str]:
        return [entry.note.subject for entry in (await store.audit.page(AuditFilter(who=who), limit=10)).entries]

    assert [await found(who) for who in ("Kim", "金", "无名")] == [["s1"], ["s1"], []]


async def test_ids_in_the_log_are_told_by_name_without_any_talk(store: Store) -> None:
    await add(store, account("ann"))
    await add_groups(store, "north")
    await store.create_session(session("s1", owner="ann"), CONTENT)
    found = await store.audit.subjects({"s1", "north", "scenario/none", "gone"})
    assert (found.people, found.groups) == ({"ann": "Ann"}, {"north": "north"})
    assert found.talks == {"s1": TalkSubject("ann", "heating")}
    assert (found.tokens, found.invitations, found.titles) == ({}, {}, {})


@pytest.mark.parametrize(
    "statement", [update(audit).values(actor="x"), delete(audit), text("UPDATE audit SET actor='x'")]
)
async def test_the_database_refuses_to_change_or_remove_an_entry(store: Store, statement: object) -> None:
    await store.audit.add(NOTE)
    with pytest.raises(StorageError, match="only grows"):
        await store._runner.write(lambda connection: connection.execute(statement))  # type: ignore[call-overload]  # any
    assert [entry.note for entry in (await store.audit.page(AuditFilter(), limit=9)).entries] == [NOTE]


async def test_a_deed_that_fails_is_not_written_down(store: Store) -> None:
    with pytest.raises(ConflictError):
        await store.people.create(account("lee"), "lee", "h", NOTE)
    assert (await store.audit.page(AuditFilter(), limit=9)).entries == ()


async def test_what_is_too_long_is_cut(store: Store) -> None:
    await store.audit.add(replace(NOTE, subject="x" * 500, actor_name="名" * 200))
    kept = (await store.audit.page(AuditFilter(), limit=9)).entries[0].note
    assert (len(kept.subject), len(kept.actor_name)) == (200, 80)


@pytest.mark.parametrize("wanted", [AuditFilter(actions=frozenset({"a"})), AuditFilter(subject="a")])
async def test_a_filtered_page_is_found_along_an_index(tmp_path: Path, wanted: AuditFilter) -> None:
    store = await Store.open(f"sqlite:///{tmp_path}/duilian.db")

    def plan(connection: Connection) -> list[str]:
        compiled = page_query(wanted, 20, 7).compile(connection, compile_kwargs={"literal_binds": True})
        return [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {compiled}")]

    steps = await store._runner.read(plan)
    await store.close()
    assert len(steps) == 1
    assert "USING INDEX ix_audit_" in steps[0]
