"""The way up to the present schema, from nothing, once, by whoever comes first."""

import asyncio
import sys
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, insert, inspect, make_url, select, text

from sim.domain.errors import StorageError
from sim.store import Store, migrations
from sim.store.schema import metadata, tally, usage_month
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


SUMS = (
    (tally, {"owner": "ann", "week": "2026-03-02", "scenario_id": "water", "sessions": 2, "total": 151.5}),
    (usage_month, {"month": "2026-03", "owner": "ann", "purpose": "customer", "calls": 7, "prompt_tokens": 2**40}),
)


async def test_sums_are_there_still_when_the_order_of_their_keys_has_changed(empty_url: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    engine = create_engine(make_url(empty_url))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0009")
        for table, values in SUMS:
            others = {column.name: 0 for column in table.columns if column.name not in values}
            connection.execute(insert(table), {**values, **others})
    await (await Store.open(empty_url)).close()
    with engine.connect() as connection:
        for table, values in SUMS:
            kept = connection.execute(select(*(table.c[name] for name in values))).mappings().all()
            assert [dict(row) for row in kept] == [values]
            key = inspect(connection).get_pk_constraint(table.name)
            assert key == {
                **key,
                "name": f"pk_{table.name}",
                "constrained_columns": list(table.primary_key.columns.keys()),
            }
        if connection.dialect.name == "sqlite":
            made = connection.execute(text("SELECT sql FROM sqlite_master WHERE name IN ('tally', 'usage_month')"))
            assert ["WITHOUT ROWID" in row.sql for row in made] == [True, True]
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
