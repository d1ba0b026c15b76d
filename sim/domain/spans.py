"""Passages of a text by their places."""

Span = tuple[int, int]
"""``text[start:end]``, counted in code points."""


def meet(first: Span, second: Span) -> bool:
    """Tell whether two passages of the same text have a character in common."""
    return first[0] < second[1] and second[0] < first[1]
