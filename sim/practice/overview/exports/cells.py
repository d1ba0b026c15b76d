"""Cells of a sheet that a spreadsheet program takes for text, whatever stands in them."""

import re

Cell = str | int | float | None

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What makes a spreadsheet program run a cell as a formula (OWASP, CSV injection), full-width forms included."""
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What XML 1.0 cannot hold; openpyxl refuses it."""


def safe(cell: Cell) -> Cell:
    """Return a cell that is no formula: dangerous text gets an apostrophe before it, numbers stay numbers."""
    if not isinstance(cell, str):
        return cell
    text = _ILLEGAL.sub("�", cell)
    return f"'{text}" if text.lstrip(" \u00a0\u3000\ufeff").startswith(_FORMULA) or text.startswith(_FORMULA) else text
