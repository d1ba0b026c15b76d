"""The way up to the present schema, from nothing, once, by whoever comes first."""

import asyncio
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, make_url, text

from sim.domain.errors import StorageError
from sim.store import Store, migrations
from sim.store.schema import metadata
from tests.store.samples import started


def execute(url: str, statement: str) -> None:
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text(statement))
    engine.dispose()


def is_ours(name: str | None, _kind: str, _parents: object) -> bool:
    """Leave out the tables that Procrastinate keeps beside ours."""
    return name is None or not name.startswith("procrastinate_")


async def test_the_steps_lead_to_the_tables_the_code_uses(empty_url: str) -> None:
    await (await Store.open(empty_url)).close()
    engine = create_engine(make_url(empty_url))
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection, opts={"include_name": is_ours}), metadata) == []
    engine.dispose()


def test_the_list_of_steps_is_the_one_alembic_finds() -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    script = ScriptDirectory.from_config(config)
    found = [revision.revision for revision in script.walk_revisions()]
    assert tuple(reversed(found)) == migrations.REVISIONS
    assert script.get_current_head() == migrations.HEAD


async def test_a_second_start_finds_all_done(empty_url: str) -> None:
    first = await Store.open(empty_url)
    await started(first)
    await first.close()
    second = await Store.open(empty_url, migrate=False)
    assert (await second.load_session("s1")).id == "s1"
    await second.close()


async def test_without_migrating_an_empty_database_is_refused(empty_url: str) -> None:
    with pytest.raises(StorageError, match="start the service once"):
        await Store.open(empty_url, migrate=False)


async def test_a_database_of_a_newer_version_is_left_alone(empty_url: str) -> None:
    await (await Store.open(empty_url)).close()
    execute(empty_url, "UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(StorageError, match="9999, made by a newer version"):
        await Store.open(empty_url)


STARTER = """
import asyncio, sys
from sim.store import Store
from tests.store.samples import started

async def main():
    store = await Store.open(sys.argv[1])
    await started(store, sys.argv[2])
    await store.close()

asyncio.run(main())
"""


@pytest.mark.slow
async def test_processes_that_start_at_once_do_no_harm(empty_url: str) -> None:
    root = Path(__file__).parents[2]
    names = ["a", "b", "c"]
    starting = [
        await asyncio.create_subprocess_exec(
            sys.executable, "-c", STARTER, empty_url, name, cwd=root, stderr=asyncio.subprocess.PIPE
        )
        for name in names
    ]
    errors = [(await process.communicate())[1].decode() for process in starting]
    assert [process.returncode for process in starting] == [0, 0, 0], errors
    store = await Store.open(empty_url)
    assert sorted(summary.id for summary in (await store.list_sessions(None)).sessions) == names
    await store.close()
