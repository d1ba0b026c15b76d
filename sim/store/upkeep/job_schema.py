"""Procrastinate's own tables, which it keeps in PostgreSQL beside ours.

The library brings its schema and the steps from one version of it to the next as SQL files. The name of the last step
that was taken is kept as the comment of its main table, so that a newer library takes only the steps that are new.
"""

from importlib.util import find_spec
from pathlib import Path

from sqlalchemy import Connection, text

from sim.domain.errors import StorageError


def is_current(connection: Connection) -> bool:
    """Tell whether the tables are there as the installed library wants them."""
    taken = _taken(connection)
    return taken is not None and taken >= _steps()[-1].name


def bring_up(connection: Connection) -> None:
    """Create the tables, or take the steps that are new, in the caller's transaction."""
    taken, steps = _taken(connection), _steps()
    if taken is None:
        _run(connection, steps[0].parents[1] / "schema.sql")
    else:
        for step in steps:
            if step.name > taken:
                _run(connection, step)
    connection.execute(text(f"COMMENT ON TABLE procrastinate_jobs IS '{max(taken or '', steps[-1].name)}'"))


def _taken(connection: Connection) -> str | None:
    """Return the last step taken, None where there is no table, "" where somebody else has made it."""
    query = "SELECT coalesce(obj_description(to_regclass('procrastinate_jobs'), 'pg_class'), '')"
    there = connection.execute(text("SELECT to_regclass('procrastinate_jobs') IS NOT NULL")).scalar_one()
    if not there:
        return None
    taken = str(connection.execute(text(query)).scalar_one())
    if not taken:
        raise StorageError("the database holds tables of Procrastinate that are not this program's: use another one")
    return taken


def _steps() -> list[Path]:
    """Return the steps in order; numbers at the start of their names are their order."""
    found = find_spec("procrastinate")
    if found is None or found.origin is None:
        raise StorageError("PostgreSQL needs more: pip install 'duilian[postgresql]'")
    return sorted((Path(found.origin).parent / "sql" / "migrations").glob("*.sql"))


def _run(connection: Connection, file: Path) -> None:
    connection.exec_driver_sql(file.read_text(encoding="utf-8"), execution_options={"no_parameters": True})
