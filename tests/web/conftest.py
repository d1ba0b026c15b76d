from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from sim.library import Library, default_roots
from tests.web.desk import Desk, open_desk


@pytest.fixture(scope="session")
def files() -> Library:
    """The content that comes with the program."""
    return Library.load(default_roots())


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    async with open_desk(tmp_path) as desk:
        yield desk
