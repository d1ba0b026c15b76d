"""How often a request is tried and how long is waited before: RFC 9110's Retry-After, and jittered doubling without."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.domain.errors import (
    EmptyAnswerError,
    ModelBusyError,
    ModelError,
    ModelFaultError,
    ModelRefusedError,
    ModelTimeoutError,
    ModelUnreachableError,
    StreamCutError,
)
from sim.llm.limits import RetryPolicy

POLICY = RetryPolicy(retries=3, pause=0.4, longest=8.0)


@given(st.integers(1, 3), st.sampled_from([ModelFaultError, ModelUnreachableError, StreamCutError, ModelBusyError]))
def test_pauses_double_and_are_spread(tried: int, kind: type[ModelError]) -> None:
    delay = POLICY.delay(kind("failed"), tried)
    assert delay is not None
    assert 0.5 * 0.4 * 2 ** (tried - 1) <= delay <= 0.4 * 2 ** (tried - 1)


def test_many_who_failed_together_do_not_come_back_together() -> None:
    assert len({POLICY.delay(ModelFaultError("500"), 1) for _ in range(50)}) > 40


@given(st.floats(0, 8))
def test_the_wait_an_endpoint_asks_for_is_kept_and_spread(asked: float) -> None:
    delay = POLICY.delay(ModelBusyError("429", retry_after=asked), 1)
    assert delay is not None
    assert asked < delay <= asked + 0.1


@given(st.floats(8, 1e6, exclude_min=True))
def test_one_that_asks_for_too_long_is_not_waited_for(asked: float) -> None:
    assert POLICY.delay(ModelBusyError("429", retry_after=asked), 1) is None


@pytest.mark.parametrize("error", [ModelRefusedError("401"), ModelTimeoutError("silent"), EmptyAnswerError("nothing")])
def test_what_trying_again_cannot_help_is_not_tried_again(error: ModelError) -> None:
    assert POLICY.delay(error, 1) is None


def test_the_number_of_tries_is_bounded() -> None:
    assert POLICY.delay(ModelFaultError("500"), 4) is None
