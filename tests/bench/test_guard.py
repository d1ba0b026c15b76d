"""A guard against getting slow: ratios within one short run, with generous bounds, and never an absolute time."""

from tests.bench.load import Comparison, Load, compare
from tests.bench.offline import grading_seconds
from tests.bench.prompts import prompt_figures
from tests.bench.upstream import SENTENCES, tokens_of

FEW_SCENARIOS = 2


ATTEMPTS = 3
"""Other tests share the processors: one undisturbed run shows that the product is fast."""


def test_the_product_adds_little_to_its_upstream() -> None:
    load = Load(clients=8, seconds=4.0, warm_up=1.5, tokens=20, between_ms=30, first_ms=20)
    misses: list[str] = []
    for _ in range(ATTEMPTS):
        comparison = compare(load)
        assert comparison.through.errors == ()
        misses = _misses(comparison)
        if not misses:
            return
    raise AssertionError("; ".join(misses))


def _misses(comparison: Comparison) -> list[str]:
    direct, through = comparison.direct, comparison.through
    bounds = {
        "turns a second, of direct": (0.7, comparison.ratio),
        "first text, direct to product": (0.5, direct.first_p50 / through.first_p50),
        "whole turn, direct to product": (1 / 1.5, direct.whole_p50 / through.whole_p50),
    }
    return [f"{name}: {found:.2f} < {least:.2f}" for name, (least, found) in bounds.items() if found < least]


def test_grading_time_grows_with_the_number_of_dialogues() -> None:
    grading_seconds(8, FEW_SCENARIOS)
    few = min(grading_seconds(8, FEW_SCENARIOS) for _ in range(2))
    assert grading_seconds(32, FEW_SCENARIOS) <= 2 * 4 * few


def test_the_prompts_keep_near_their_budgets() -> None:
    for figure in prompt_figures(FEW_SCENARIOS):
        assert figure.value is not None
        assert figure.value <= 1.1 * (figure.at_most or figure.value), figure
        assert figure.value >= 0.9 * (figure.at_least or 0), figure


def test_the_upstream_repeats_no_sentence_within_a_session() -> None:
    said = "".join("".join(tokens_of(exchange, 40)) for exchange in range(6))
    assert all(said.count(sentence) <= 2 for sentence in SENTENCES)
