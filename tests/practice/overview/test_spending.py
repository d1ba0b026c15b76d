"""What tokens cost."""

import pytest

from sim.domain.chat import Usage
from sim.practice.overview.spending import Price, Prices
from sim.runtime import prices_of
from sim.settings import Settings
from sim.store.overview import CUSTOMER, GRADING

MILLION = Usage(1_000_000, 1_000_000, 400_000)


def test_cached_tokens_are_part_of_the_prompt_and_have_a_price_of_their_own() -> None:
    assert Price(2.0, 0.5, 8.0).cost(MILLION) == pytest.approx(0.6 * 2 + 0.4 * 0.5 + 8)
    assert Price(2.0, 0.5, 8.0).cost(Usage(100, 0, 900)) == pytest.approx(100 * 0.5 / 1e6)
    assert Price().cost(MILLION) == 0


def test_gradings_have_the_graders_price_and_all_else_the_customers() -> None:
    prices = Prices(Price(1, 1, 1), Price(3, 3, 3))
    assert prices.cost(GRADING, MILLION) == 3 * prices.cost(CUSTOMER, MILLION) == 3 * prices.cost("tryout", MILLION)


@pytest.mark.parametrize(
    ("settings", "customer", "grader"),
    [
        ({}, Price(), Price()),
        ({"price_prompt": 2}, Price(2, 2, 0), Price(2, 2, 0)),
        ({"price_prompt": 2, "price_cached": 1, "price_completion": 8}, Price(2, 1, 8), Price(2, 1, 8)),
        ({"price_prompt": 2, "grader_price_prompt": 4, "grader_price_completion": 9}, Price(2, 2, 0), Price(4, 4, 9)),
        ({"price_prompt": 2, "grader_price_cached": 1}, Price(2, 2, 0), Price(2, 1, 0)),
    ],
)
def test_what_is_not_set_follows_from_what_is(settings: dict[str, float], customer: Price, grader: Price) -> None:
    prices = prices_of(Settings(**settings))  # type: ignore[arg-type]  # fields by name
    assert (prices.customer, prices.grader) == (customer, grader)
    assert prices.are_set == bool(settings)
