"""Texts in Python that people read: marked here for the catalogue, translated where they are rendered."""


def _(text: str) -> str:
    """Mark a text for the catalogue."""
    return text
