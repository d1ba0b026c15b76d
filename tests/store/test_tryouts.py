from dataclasses import replace
from datetime import timedelta

import pytest

from sim.domain.errors import ConflictError, NotFoundError
from sim.domain.score import Engine
from sim.domain.session import ContentRef
from sim.domain.trial import SILENCE, Trial, TrialSort, TrialStatus
from sim.store import Store
from tests.store.samples import CONTENT, NOW, session


def trial(trial_id: str = "t1", *, version: str = "v1", **changes: object) -> Trial:
    made = Trial(
        id=trial_id,
        sort=TrialSort.REHEARSAL,
        kind="scenario",
        content=ContentRef("heating", version),
        author="a1",
        engine=Engine.OFFLINE,
        model=None,
        total=6,
        created_at=NOW,
        touched_at=NOW,
    )
    return replace(made, **changes)  # type: ignore[arg-type]  # each test gives what the fields hold


async def test_a_trial_is_kept_as_it_grows(store: Store) -> None:
    await store.tryouts.begin(trial())

    assert await store.tryouts.advance("t1", 2, {"行": [1, 2]})
    assert await store.tryouts.advance("t1", 3)
    running = await store.tryouts.load("t1")
    await store.tryouts.finish("t1", passed=True)
    done = await store.tryouts.load("t1")

    assert (running.done, running.result, running.status) == (3, {"行": [1, 2]}, TrialStatus.RUNNING)
    assert running.touched_at > NOW
    assert (done.status, done.passed, done.done, done.result) == (TrialStatus.DONE, True, 3, {"行": [1, 2]})
    assert done.finished_at is not None
    assert replace(done, status=running.status, passed=None, finished_at=None, touched_at=NOW) == replace(
        running, touched_at=NOW
    )


async def test_one_runs_at_a_time_for_a_document(store: Store) -> None:
    later = NOW + timedelta(seconds=5)
    await store.tryouts.begin(trial())

    with pytest.raises(ConflictError):
        await store.tryouts.begin(trial("t2", version="v2", created_at=later, touched_at=later))
    await store.tryouts.advance("t1", 1)
    running = await store.tryouts.running("scenario", "heating", TrialSort.REHEARSAL)
    assert running is not None
    assert running.id == "t1"
    assert await store.tryouts.running("scenario", "heating", TrialSort.AGREEMENT) is None
    await store.tryouts.begin(trial("t3", content=ContentRef("water", "v1")))
    await store.tryouts.begin(trial("t4", sort=TrialSort.AGREEMENT))
    await store.tryouts.finish("t1", passed=False)
    assert await store.tryouts.running("scenario", "heating", TrialSort.REHEARSAL) is None
    await store.tryouts.begin(trial("t2", version="v2", created_at=later, touched_at=later))

    assert (await store.tryouts.load("t2")).status is TrialStatus.RUNNING


async def test_one_whose_process_is_gone_makes_room(store: Store) -> None:
    await store.tryouts.begin(trial())
    later = NOW + SILENCE + timedelta(seconds=1)

    assert await store.tryouts.running("scenario", "heating", TrialSort.REHEARSAL) is None
    await store.tryouts.begin(trial("t2", created_at=later, touched_at=later))

    gone = await store.tryouts.load("t1")
    assert gone.status is TrialStatus.FAILED
    assert gone.error
    assert not await store.tryouts.advance("t1", 4)


async def test_who_runs_a_stopped_trial_is_told(store: Store) -> None:
    await store.tryouts.begin(trial())
    await store.tryouts.advance("t1", 2, {"half": True})

    await store.tryouts.stop("t1")

    assert not await store.tryouts.advance("t1", 3, {"half": False})
    await store.tryouts.finish("t1", passed=True)
    stopped = await store.tryouts.load("t1")
    assert (stopped.status, stopped.done, stopped.result, stopped.passed) == (
        TrialStatus.STOPPED,
        2,
        {"half": True},
        None,
    )


async def test_the_newest_of_a_version_counts(store: Store) -> None:
    for number, name in enumerate(("t1", "t2", "t3")):
        moment = NOW + timedelta(seconds=number)
        await store.tryouts.begin(trial(name, created_at=moment, touched_at=moment))
        if name == "t3":
            await store.tryouts.stop(name)
        else:
            await store.tryouts.finish(name, passed=name == "t2")

    latest = await store.tryouts.latest("scenario", "v1")
    finished = await store.tryouts.latest("scenario", "v1", finished=True)

    assert latest is not None
    assert latest.id == "t3"
    assert finished is not None
    assert (finished.id, finished.passed) == ("t2", True)
    assert await store.tryouts.latest("scenario", "v2") is None
    assert await store.tryouts.latest("archetype", "v1") is None
    assert await store.tryouts.latest("scenario", "v1", sort=TrialSort.REGRADING) is None


async def test_there_is_no_unknown_trial(store: Store) -> None:
    with pytest.raises(NotFoundError):
        await store.tryouts.load("none")


async def test_a_talk_with_a_draft_is_kept_and_in_no_list(store: Store) -> None:
    await store.create_session(replace(session("s1"), tryout=True), CONTENT)
    await store.create_session(session("s2"), CONTENT)

    listed = await store.list_sessions(None)

    assert [summary.id for summary in listed.sessions] == ["s2"]
    assert (await store.load_session("s1")).tryout
    assert not (await store.load_session("s2")).tryout
