"""How figures are rounded: one rule for scores, pages and files."""

from decimal import ROUND_HALF_UP, Decimal

_NOISE = 9
"""Decimals beyond which a float's digits say how it was computed, not what it is: 0.1 + 0.2 is 0.3."""


def rounded(value: float, digits: int = 0) -> float:
    """Round to so many decimals, a half away from zero, as people do by hand: 56.25 becomes 56.3."""
    exact = Decimal(f"{value:.{_NOISE}f}")
    return float(exact.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP))
