"""Results and what they add up to: the sums always equal what counting the results one by one would give."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Select, select

from sim.domain.errors import InvalidInputError
from sim.store import PageKey, Store, schema
from sim.store.overview import EVERYBODY, Counts, Practised, Selection, Standing, Wanted, people, results
from sim.store.overview.assignments import duties_query
from sim.store.overview.listing import sessions_query
from sim.store.overview.results import week_of
from sim.store.overview.spending import MONTHS
from sim.store.overview.statistics import BY_CASE, BY_WEEK, CASES, CASES_OF, values_of
from tests.store.overview import graded, scorecard
from tests.store.samples import CONTENT, NOW, session, started

LONG_AGO, LATER = "2000-01-03", "2100-01-04"


def everything(*owners: str, scenario: str = "") -> Selection:
    return Selection(frozenset(owners) or None, LONG_AGO, LATER, scenario)


async def test_results_add_up_by_owner_week_and_case(store: Store) -> None:
    await graded(store, "a1", "ann")
    await graded(store, "a2", "ann", scorecard(50, 1, passed=False), created_at=NOW + timedelta(weeks=1))
    await graded(store, "b1", "bob", scorecard(None, None, passed=False), scenario="water")
    whole = await store.overview.summary(everything())
    assert whole.totals == Counts(3, 2, 1, 125, 180)
    assert {week: each.sessions for week, each in whole.weeks.items()} == {
        week_of(NOW): 2,
        week_of(NOW + timedelta(weeks=1)): 1,
    }
    assert {case: each.sessions for case, each in whole.cases.items()} == {"heating": 2, "water": 1}
    assert {each.part: (each.count, round(each.mean, 2)) for each in whole.parts} == {
        "listening": (2, 62.5),
        "listening.facts": (2, 2.0),
        "gate.red-line": (3, 0.33),
    }
    ann = await store.overview.summary(everything("ann", scenario="heating"))
    assert (ann.totals.mean, ann.totals.pass_rate) == (62.5, 0.5)
    people = await store.overview.by_owner(everything("ann", "bob", "cyd"))
    assert {owner: (each.counts.sessions, dict(each.cases)) for owner, each in people.items()} == {
        "ann": (2, {"heating": 2}),
        "bob": (1, {"water": 1}),
    }


async def test_weeks_limit_a_selection(store: Store) -> None:
    await graded(store, "a1", "ann")
    week = week_of(NOW)
    assert (await store.overview.summary(Selection(None, week, week))).totals.sessions == 1
    earlier = week_of(NOW - timedelta(weeks=1))
    assert (await store.overview.summary(Selection(None, LONG_AGO, earlier))).totals == Counts()


async def test_an_override_takes_the_place_of_the_first_result(store: Store) -> None:
    await graded(store, "a1", "ann", scorecard(50, 1, passed=False))
    await store._runner.write(lambda connection: results.put(connection, "a1", scorecard(80, 4)))
    summary = await store.overview.summary(everything("ann"))
    assert (summary.totals.sessions, summary.totals.passed, summary.totals.mean) == (1, 1, 80)
    assert {each.part: each.mean for each in summary.parts} == {
        "listening": 80,
        "listening.facts": 4,
        "gate.red-line": 1,
    }
    assert await store.overview.practised_by("ann") == (Practised("heating", "stubborn", 1, 1),)


async def test_a_silence_counts_five_minutes_at_most(store: Store) -> None:
    await graded(store, "a1", "ann", answered_after=timedelta(hours=9))
    assert (await store.overview.summary(everything("ann"))).totals.seconds == 300


LEVELS = st.none() | st.integers(0, 4)
RESULTS = st.lists(st.tuples(st.sampled_from("ab"), LEVELS, st.booleans(), st.booleans()), min_size=1, max_size=4)


@pytest.fixture
async def file_store(tmp_path: Path) -> AsyncIterator[Store]:
    opened = await Store.open(f"sqlite:///{tmp_path}/duilian.db")
    yield opened
    await opened.close()


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(RESULTS)
async def test_the_sums_are_those_of_the_results_that_are_left(
    file_store: Store, made: list[tuple[str, int | None, bool, bool]]
) -> None:
    for number, (owner, level, passed, _) in enumerate(made):
        total = None if level is None else 25.0 * level
        await graded(file_store, f"s{number}", owner, scorecard(total, level, passed=passed))
    await file_store._runner.write(
        lambda connection: people.purge(connection, [f"s{number}" for number, each in enumerate(made) if not each[3]])
    )
    left = [each for each in made if each[3]]
    scored = [each[1] for each in left if each[1] is not None]
    totals = (await file_store.overview.summary(everything())).totals
    assert totals == Counts(len(left), len(scored), sum(each[2] for each in left), 25.0 * sum(scored), 60 * len(left))
    assert await owners_in_sums(file_store) == {each[0] for each in left} | ({EVERYBODY} if left else set())
    names = [f"s{number}" for number in range(len(made))]
    await file_store._runner.write(lambda connection: people.purge(connection, names))
    assert await owners_in_sums(file_store) == set()


async def owners_in_sums(store: Store) -> set[str]:
    found = select(schema.tally.c.owner).union(select(schema.tally_part.c.owner))
    return await store._runner.read(lambda connection: set(connection.execute(found).scalars()))


async def test_a_talk_with_a_draft_is_no_practice(store: Store) -> None:
    await store.create_session(replace(session("draft"), tryout=True), CONTENT)
    await store._runner.write(lambda connection: results.put(connection, "draft", scorecard()))
    assert (await store.overview.summary(everything())).totals == Counts()
    assert (await store.overview.sessions(Wanted(None))).sessions == ()


async def test_lists_are_chosen_by_owner_case_time_and_standing(store: Store) -> None:
    await graded(store, "a1", "ann")
    await graded(store, "b1", "bob", scorecard(40, 1, passed=False), scenario="water")
    await started(store, "open")
    everybody = Wanted(None)

    async def ids(wanted: Wanted) -> list[str]:
        return [each.id for each in (await store.overview.sessions(wanted)).sessions]

    assert await ids(everybody) == ["open", "b1", "a1"]
    assert await ids(Wanted(frozenset({"ann", "cyd"}))) == ["a1"]
    assert await ids(Wanted(frozenset())) == []
    assert await ids(Wanted(None, scenario="water")) == ["b1"]
    assert await ids(Wanted(None, standing=Standing.PASSED)) == ["a1"]
    assert await ids(Wanted(None, standing=Standing.FAILED)) == ["b1"]
    assert await ids(Wanted(None, standing=Standing.UNGRADED)) == ["open"]
    assert await ids(Wanted(None, since=NOW, until=NOW)) == []
    assert [each.session for each in await store.overview.results(everybody, limit=9)] == ["b1", "a1"]
    second = await store.overview.results(everybody, limit=1, before=PageKey(NOW, "b1"))
    assert [(each.session, each.total, each.seconds) for each in second] == [("a1", 75.0, 60)]


async def test_a_list_is_paged_by_key(store: Store) -> None:
    for number in range(5):
        await started(store, f"s{number}")
    first = await store.overview.sessions(Wanted(None), limit=3)
    second = await store.overview.sessions(Wanted(None), limit=3, before=first.next)
    assert [each.id for each in (*first.sessions, *second.sessions)] == ["s4", "s3", "s2", "s1", "s0"]
    assert second.next is None
    for limit in (0, 1001):
        with pytest.raises(InvalidInputError, match="1 to 1000"):
            await store.overview.sessions(Wanted(None), limit=limit)


PLANS: dict[str, Select[tuple[object, ...]]] = {
    "everybody's sums": BY_WEEK.params(values_of(everything())),
    "a group's sums": BY_WEEK.params(values_of(everything("ann", "bob"))),
    "a group's cases": BY_CASE.params(values_of(everything("ann", "bob"))),
    "each one's cases": CASES_OF.params(values_of(everything("ann", "bob"))),
    "everybody's tokens": MONTHS.params({"first": "2026-01", "last": "2026-12"}),
    "a list of one": sessions_query(Wanted(frozenset({"ann"})), 20, PageKey(NOW, "x")),
    "a list of a case": sessions_query(Wanted(None, scenario="water"), 20, PageKey(NOW, "x")),
    "everybody's list": sessions_query(Wanted(None), 20, PageKey(NOW, "x")),
    "duties": duties_query("ann", frozenset({"g"}), 20),
}


def plan(connection: Connection, query: Select[tuple[object, ...]]) -> list[str]:
    """Return the steps of SQLite's plan for a query."""
    compiled = query.compile(connection, compile_kwargs={"literal_binds": True})
    return [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {compiled}")]


@pytest.mark.parametrize("name", PLANS)
async def test_nothing_is_read_from_end_to_end(tmp_path: Path, name: str) -> None:
    store = await Store.open(f"sqlite:///{tmp_path}/duilian.db")

    steps = await store._runner.read(lambda connection: plan(connection, PLANS[name]))
    assert not [step for step in steps if step.startswith("SCAN") and step != f"SCAN {CASES}"], steps
    await store.close()


@pytest.mark.parametrize("name", ["a group's cases", "each one's cases", "everybody's tokens"])
async def test_sums_are_read_in_the_order_in_which_they_are_kept(tmp_path: Path, name: str) -> None:
    store = await Store.open(f"sqlite:///{tmp_path}/duilian.db")
    steps = await store._runner.read(lambda connection: plan(connection, PLANS[name]))
    assert not [step for step in steps if "TEMP B-TREE" in step], steps
    await store.close()


async def test_everybody_may_go_without_some(store: Store) -> None:
    await graded(store, "a1", "ann")
    await graded(store, "b1", "boss", scorecard(25, 1, passed=False), scenario="water")
    chosen = replace(everything(), without=frozenset({"boss"}))
    assert await store.overview.summary(chosen) == await store.overview.summary(everything("ann"))
    listed = await store.overview.sessions(Wanted(None, without=frozenset({"boss"})))
    assert [each.id for each in listed.sessions] == ["a1"]
