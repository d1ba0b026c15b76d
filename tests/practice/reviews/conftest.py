from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.practice.reviews.house import House, furnish
from tests.web.desk import open_desk
from tests.web.people import hash_quickly


@pytest_asyncio.fixture(scope="package", loop_scope="session")
async def house(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    """One house for all tests of reviewing; each makes sessions of its own."""
    with pytest.MonkeyPatch.context() as patch:
        hash_quickly(patch)
        async with open_desk(tmp_path_factory.mktemp("reviews"), review_sample=100) as desk:
            yield await furnish(desk.runtime)
