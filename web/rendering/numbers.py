"""Numbers as pages write them, alike in both languages. A page has hundreds; Babel takes thirty times as long."""

from sim.domain.rounding import rounded

NONE = "–"
"""Stands in a table where there is no number."""
MINUS = "−"


def points(value: float) -> str:
    """Write a total or mean without a needless decimal: ``1,234.5``."""
    return tenths(value).removesuffix(".0")


def tenths(value: float | None) -> str:
    """Write a mean with one decimal always: in a column they stand below each other. A dash where there is none."""
    if value is None:
        return NONE
    return f"{rounded(value, 1) + 0.0:,.1f}".replace("-", MINUS)  # plus zero: what is nothing has no sign


def hundredths(value: float | None) -> str:
    """Write a figure of agreement with two decimals always; a dash where there is none."""
    return NONE if value is None else f"{rounded(value, 2) + 0.0:,.2f}".replace("-", MINUS)


def signed(value: float, digits: int = 0) -> str:
    """Write a difference with its sign and so many decimals; nothing between, so 0 has none."""
    shown = rounded(value, digits)
    return f"{shown:+.{digits}f}".replace("-", MINUS) if shown else f"{0:.{digits}f}"


def percent(share: float | None) -> str:
    """Write a share (0–1) in whole percent, which a handful of sessions bears; a dash where there is none."""
    return NONE if share is None else f"{rounded(100 * share):.0f}%"
