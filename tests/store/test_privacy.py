"""Tokens, one person's data, and what goes when its time has come."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, String, Text, select

from sim.domain.assignment import Assignment
from sim.domain.audit import Action, AuditNote
from sim.domain.chat import Usage
from sim.store import Store
from sim.store.overview import CUSTOMER, GRADING, NOBODY, MonthUsage, SessionUsage
from sim.store.overview.people import ACCOUNT, LASTING, MENTIONS, PRACTICE, hanging_on
from sim.store.overview.spending import month_of
from sim.store.schema import account, metadata, session, usage_month
from tests.store.overview import JUDGED, SPOKEN, graded
from tests.store.samples import NOW

NOTE = AuditNote("boss", "管理员", Action.PERSON_DELETED, "ann", NOW)

MONTH = month_of(NOW)
EVER = frozenset({"ann", "bob", NOBODY})


async def test_tokens_are_booked_with_the_turn_and_the_judgement(store: Store) -> None:
    await graded(store, "a1", "ann")
    await graded(store, "a2", "ann", created_at=NOW + timedelta(hours=1))
    await graded(store, "b1", "bob")
    await store.usage.spend("bob", "tryout", Usage(7, 5, 0))
    now = month_of(NOW + timedelta(days=3650))
    spoken = await store.usage.by_owner(frozenset({"ann"}), MONTH, now)
    assert MonthUsage(now, "ann", CUSTOMER, 2, SPOKEN + SPOKEN) in spoken
    everybody = await store.usage.months(None, "2000-01", now)
    assert sum((each.usage for each in everybody if each.purpose == GRADING), Usage()) == JUDGED + JUDGED + JUDGED
    assert [each.usage for each in everybody if each.purpose == "tryout"] == [Usage(7, 5, 0)]
    of_bob = await store.usage.months(frozenset({"bob"}), MONTH, MONTH)
    assert [each.usage for each in of_bob if each.purpose == CUSTOMER] == [SPOKEN]
    assert await store.usage.of_sessions(["a1", "none"]) == {
        "a1": SessionUsage("a1", SPOKEN, JUDGED),
        "none": SessionUsage("none", Usage(), Usage()),
    }


async def test_old_sessions_go_with_all_that_hangs_on_them(store: Store) -> None:
    for number in range(5):
        await graded(store, f"s{number}", "ann", created_at=NOW + timedelta(days=number))
    assert await store.privacy.purge_older(NOW + timedelta(days=3), limit=2) == 2
    assert await store.privacy.purge_older(NOW + timedelta(days=3), limit=2) == 1
    assert await store.privacy.purge_older(NOW + timedelta(days=3), limit=2) == 0
    left = {name for table, row in await store.privacy.rows_of_session("s0") for name in (table, row)}
    assert left == set()
    assert {table for table, _ in await store.privacy.rows_of_session("s3")} >= {
        "session",
        "turn",
        "grading",
        "judgement",
        "scorecard",
        "result",
    }


async def test_past_months_are_booked_on_nobody(store: Store) -> None:
    await graded(store, "a1", "ann")
    await graded(store, "b1", "bob")
    await store.privacy.make_usage_anonymous(NOW)
    assert {each.owner for each in await store.usage.by_owner(EVER, MONTH, MONTH)} == {"ann", "bob"}
    await store.privacy.make_usage_anonymous(datetime.now(UTC) + timedelta(days=62))
    kept = await store.usage.by_owner(EVER, MONTH, "9999-12")
    assert {each.owner for each in kept} == {NOBODY}
    assert sum((each.usage for each in kept), Usage()) == SPOKEN + SPOKEN + JUDGED + JUDGED


async def test_a_chore_is_done_by_one_of_several(store: Store) -> None:
    day = timedelta(days=1)
    assert await store.privacy.claim_chore("retention", NOW, day)
    assert not await store.privacy.claim_chore("retention", NOW + timedelta(hours=1), day)
    assert await store.privacy.claim_chore("other", NOW, day)
    assert await store.privacy.claim_chore("retention", NOW + day, day)


async def whole_database(store: Store) -> dict[str, str]:
    """Return all that is stored, as a text for each table."""

    def read(connection: Connection) -> dict[str, str]:
        return {table.name: repr(connection.execute(select(table)).all()) for table in metadata.sorted_tables}

    return await store._runner.read(read)


async def test_a_person_who_was_deleted_is_in_no_table(store: Store) -> None:
    await graded(store, "s1", "ann-0001")
    await graded(store, "s2", "bob-0002")
    given = Assignment("w1", "heating", "stubborn", "service", "ann-0001", NOW, group="g1")
    await store.assignments.give(given, NOTE)
    await store.assignments.give(Assignment("w2", "heating", "stubborn", "service", "t", NOW, account="ann-0001"), NOTE)
    handed_out = {table for table, _ in await store.privacy.rows_of("ann-0001")}
    assert handed_out == {"practised", "tally", "tally_part", "assignment", "usage_month"}
    while await store.privacy.purge_owner("ann-0001"):
        pass
    await store.privacy.forget("ann-0001", "gone-1", NOTE)
    assert [name for name, text in (await whole_database(store)).items() if "ann-0001" in text] == []
    assert "bob-0002" in (await whole_database(store))["session"]
    assert (await store.assignments.load("w1")).author == "gone-1"


_NAMES = {"owner", "author", "actor", "account_id"}


async def test_the_one_user_of_this_machine_can_be_forgotten_too(store: Store) -> None:
    await graded(store, "s1", "")
    await store.assignments.give(Assignment("w1", "heating", "stubborn", "service", "", NOW, account=""), NOTE)
    assert {table for table, _ in await store.privacy.rows_of("")} >= {"practised", "assignment"}
    while await store.privacy.purge_owner(""):
        pass
    await store.privacy.forget("", "gone-1", NOTE)
    assert await store.privacy.rows_of("") == []


def test_every_column_that_names_a_person_is_known() -> None:
    known = {(table.name, column) for table, column in (*PRACTICE, *ACCOUNT, *LASTING, (usage_month, "owner"))}
    known |= {(each.table.name, each.id_column) for each in MENTIONS}
    known |= {(table.name, column.name) for table, column in hanging_on(account)}
    known |= {("review_entry", "owner")}  # goes with the session
    with_sessions = {"session", *(table.name for table, _ in hanging_on(session) if table.name == "result")}
    suspects = {
        (table.name, column.name)
        for table in metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, String | Text) and table.name not in with_sessions
        if column.name in _NAMES or column.name.endswith(("_by", "er_id", "or_id"))
    }
    assert suspects - known == set()
