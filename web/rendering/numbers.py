"""Numbers as pages write them, alike in both languages. A page has hundreds; Babel takes thirty times as long."""

NONE = "–"
"""Stands in a table where there is no number."""
MINUS = "−"


def points(value: float) -> str:
    """Write a total or mean without a needless decimal: ``1,234.5``."""
    text = f"{value:,.1f}".removesuffix(".0").replace("-", MINUS)
    return "0" if text == f"{MINUS}0" else text


def tenths(value: float | None) -> str:
    """Write a mean with one decimal always: in a column they stand below each other. A dash where there is none."""
    if value is None:
        return NONE
    text = f"{value:,.1f}".replace("-", MINUS)
    return "0.0" if text == f"{MINUS}0.0" else text


def signed(value: float, digits: int = 0) -> str:
    """Write a difference with its sign and so many decimals; nothing between, so 0 has none."""
    text = f"{value:+.{digits}f}"
    return text[1:] if not float(text) else text.replace("-", MINUS)


def percent(share: float | None) -> str:
    """Write a share (0–1) in whole percent, which a handful of sessions bears; a dash where there is none."""
    return NONE if share is None else f"{share:.0%}"
