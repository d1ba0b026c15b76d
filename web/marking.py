"""Texts in Python that people read: marked here for the catalogue, translated where they are rendered."""

from gettext import NullTranslations

CONTEXT_END = "\x04"
"""Ends the context before a text, in a catalogue's keys (GNU gettext manual, 10.3)."""


def _(text: str) -> str:
    """Mark a text for the catalogue."""
    return text


def pgettext(context: str, text: str) -> str:
    """Mark a text that another language says differently here than elsewhere: ``many`` of a thing, say."""
    return f"{context}{CONTEXT_END}{text}"


def in_catalogue(translations: NullTranslations, source: str) -> str:
    """Return a marked text as a catalogue has it; where it has none, the text itself."""
    return translations.gettext(source).rpartition(CONTEXT_END)[2]
