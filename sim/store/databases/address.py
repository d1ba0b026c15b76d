"""Addresses of databases: which are understood, and how they are shown."""

from importlib.util import find_spec

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from sim.domain.errors import InvalidInputError


def parsed(url: str) -> URL:
    """Return the address of a database. Raises InvalidInputError for one that is neither of the two forms."""
    try:
        address = make_url(url)
    except ArgumentError as error:
        raise InvalidInputError(
            "the database address is not a URL; write sqlite:///FILE or postgresql+psycopg://USER:PASSWORD@HOST/NAME",
            field="database_url",
        ) from error
    if address.get_backend_name() == "sqlite" and address.database not in (None, "", ":memory:"):
        return address.set(drivername="sqlite+pysqlite")
    if address.drivername == "postgresql+psycopg":
        if find_spec("psycopg") is None or find_spec("procrastinate") is None:
            raise InvalidInputError("PostgreSQL needs more: pip install 'duilian[postgresql]'", field="database_url")
        return address
    raise InvalidInputError(
        f"database address {address.render_as_string(hide_password=True)!r} is not supported; "
        "write sqlite:///FILE or postgresql+psycopg://USER:PASSWORD@HOST/NAME",
        field="database_url",
    )


def place_of(address: URL) -> str:
    """Return the address to be shown: the file, or the server's without its password."""
    if address.get_backend_name() == "sqlite":
        return str(address.database)
    return address.render_as_string(hide_password=True)
