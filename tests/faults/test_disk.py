"""A disk that is full, a file that may not be written: said clearly, read on, and forgotten once it is mended."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import event

from sim.store.databases.sqlite_runner import SqliteRunner
from tests.web.desk import Desk, open_desk

LONG = "您好，我来查。" + "请您稍等。" * 150


def runner_of(desk: Desk) -> SqliteRunner:
    runner = desk.runtime.store._runner
    assert isinstance(runner, SqliteRunner)
    return runner


@contextmanager
def on_connections(desk: Desk, sicken: Callable[..., None]) -> Iterator[None]:
    """Do something to every connection that is opened to write within the block; new ones are at once, and after it."""
    runner = runner_of(desk)
    engines = (runner._write_engine, runner._brief._write_engine)
    for engine in engines:
        event.listen(engine, "connect", sicken)
    runner._start_afresh()
    try:
        yield
    finally:
        for engine in engines:
            event.remove(engine, "connect", sicken)
        runner._start_afresh()


def full(desk: Desk) -> AbstractContextManager[None]:
    """Let the file grow no more."""

    def limit(connection: object, *_: object) -> None:
        cursor = connection.cursor()  # type: ignore[attr-defined]  # a DBAPI connection
        pages = cursor.execute("PRAGMA page_count").fetchone()[0]
        cursor.execute(f"PRAGMA max_page_count = {pages}")

    return on_connections(desk, limit)


def read_only(desk: Desk) -> AbstractContextManager[None]:
    """Refuse every write as SQLite does where the file may only be read."""

    def forbid(connection: object, *_: object) -> None:
        connection.cursor().execute("PRAGMA query_only = ON")  # type: ignore[attr-defined]  # a DBAPI connection

    return on_connections(desk, forbid)


@pytest.mark.parametrize(("sick", "said"), [(full, "disk is full: free some space"), (read_only, "cannot be written")])
async def test_reading_goes_on_writing_says_why_and_all_is_well_afterwards(
    tmp_path: Path, sick: Callable[[Desk], AbstractContextManager[None]], said: str
) -> None:
    async with open_desk(tmp_path) as desk:
        session = await desk.start()
        await desk.say(session["id"], 2, "您好。")
        with sick(desk):
            refused, index = None, 4
            for index in range(4, 60, 2):
                refused = await desk.client.post(
                    f"/api/v1/sessions/{session['id']}/turns", json={"index": index, "text": LONG}
                )
                if refused.status_code != 200:
                    break
            assert refused is not None
            assert refused.status_code == 503
            assert said in refused.json()["detail"]
            assert str(tmp_path) in refused.json()["detail"]
            stored = (await desk.client.get(f"/api/v1/sessions/{session['id']}")).json()["turns"]
            assert stored[1]["text"] == "您好。"
            assert (await desk.client.get("/livez")).status_code == 200
            assert (await desk.client.get("/")).status_code == 200
        waiting = stored[-1]["turn"] if stored[-1]["speaker"] == "trainee" else index
        events = await desk.say(session["id"], waiting, LONG)
        assert events[-1][0] == "turn"
        assert desk.runtime.store.processes.own_id in {
            process.id for process in await desk.runtime.store.processes.alive()
        }
