"""How transactions are run: the seam between what is asked of a database and which database it is.

An operation is a plain function of a connection. It runs inside one transaction, may be run again from its start, and
never waits for anything but the database; so no connection is ever held while a model talks.
"""

from collections.abc import Callable
from typing import Protocol, TypeVar

from sqlalchemy import Connection

T = TypeVar("T")
Operation = Callable[[Connection], T]


class Runner(Protocol):
    """Runs operations. Raises a StorageError when the database cannot; a DuilianError of the operation passes.

    ``brief`` says of an operation that it touches a handful of rows by their keys: where the database is a file, it may
    be run in the event loop.
    """

    async def read(self, operation: Operation[T], *, brief: bool = False) -> T:
        """Run an operation that only reads, on one consistent view of the data."""
        ...

    async def write(self, operation: Operation[T], *, brief: bool = False) -> T:
        """Run an operation and return once what it wrote is committed."""
        ...

    async def close(self) -> None:
        """Finish what is under way and close all connections."""
        ...
