from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.web.operations.house import House, open_house


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with open_house(tmp_path, llm_api_key="sk-very-secret") as house:
        yield house
