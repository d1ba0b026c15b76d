"""A second process on the test's database."""

from collections.abc import AsyncIterator

import pytest

from sim.store import ProcessKind, Store


@pytest.fixture
async def other(store: Store, url: str) -> AsyncIterator[Store]:
    """Another process' store on the same database."""
    opened = await Store.open(url)
    await opened.processes.join(ProcessKind.WORKER)
    yield opened
    await opened.close()
