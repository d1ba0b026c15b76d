"""A desk with people and graded sessions, made once for a module, and two of these people with their browsers."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.practice.reviews.house import House, furnish
from tests.web.desk import Desk, open_desk
from tests.web.people import Browser, browser, hash_quickly


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def desk(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Desk]:
    with pytest.MonkeyPatch.context() as patch:
        hash_quickly(patch)
        async with open_desk(tmp_path_factory.mktemp("pages"), review_sample=100) as opened:
            yield opened


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def house(desk: Desk) -> House:
    return await furnish(desk.runtime)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def teacher(desk: Desk, house: House) -> AsyncIterator[Browser]:
    async with browser(desk, house.teacher.shown_name) as opened:
        yield opened


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def learner(desk: Desk, house: House) -> AsyncIterator[Browser]:
    async with browser(desk, house.learner.shown_name) as opened:
        yield opened
