"""What tests of the use cases share: a database of their own."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from sim.store import Store
from tests.practice.stage import database


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    opened = await Store.open(database(tmp_path))
    yield opened
    await opened.close()
