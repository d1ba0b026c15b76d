"""A model whose network is a respx router, and what endpoints say, as bytes."""

from collections.abc import AsyncIterator

import httpx2
import pytest
import respx

from sim.llm.limits import RetryPolicy, TimeLimits
from sim.llm.openai_model import OpenAIChatModel
from tests.llm.bridge import RespxTransport

BASE_URL = "http://models.invalid/v1"
KEY = "sk-very-secret"


@pytest.fixture
def router() -> respx.Router:
    """The network: knows one endpoint."""
    return respx.Router(base_url=BASE_URL, assert_all_called=False)


@pytest.fixture
def endpoint(router: respx.Router) -> respx.Route:
    """The endpoint's chat completions."""
    return router.post("/chat/completions")


def model_on(router: respx.Router, limits: TimeLimits) -> OpenAIChatModel:
    """Return a model behind that endpoint, quick to retry."""
    return OpenAIChatModel(
        BASE_URL,
        KEY,
        "qwen-mini",
        limits=limits,
        retries=RetryPolicy(retries=2, pause=0.002, longest=0.05),
        http_client=httpx2.AsyncClient(transport=RespxTransport(router)),
    )


@pytest.fixture
async def model(router: respx.Router, endpoint: respx.Route) -> AsyncIterator[OpenAIChatModel]:
    """A model with all the patience in the world."""
    made = model_on(router, TimeLimits(first_token=30, between_tokens=30, total=60))
    yield made
    await made.close()


@pytest.fixture
async def hasty_model(router: respx.Router, endpoint: respx.Route) -> AsyncIterator[OpenAIChatModel]:
    """A model with little patience."""
    made = model_on(router, TimeLimits(first_token=0.5, between_tokens=0.3, total=1.0))
    yield made
    await made.close()
