"""A desk over the content that comes with the program, and an author at it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from sim.library import Library
from tests.web.authoring.author import Author
from tests.web.desk import Desk, open_desk


@pytest.fixture
async def desk(tmp_path: Path, files: Library) -> AsyncIterator[Desk]:
    async with open_desk(tmp_path, library=files) as desk:
        yield desk


@pytest.fixture
def author(desk: Desk) -> Author:
    return Author(desk)
