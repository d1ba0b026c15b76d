"""Texts that exist in the two languages of the product."""

from dataclasses import dataclass
from typing import Literal

Language = Literal["zh", "en"]


@dataclass(frozen=True, slots=True)
class Bilingual:
    """One text in Simplified Chinese (always present) and English (may be empty)."""

    zh: str
    en: str = ""

    def in_language(self, language: Language) -> str:
        """Return the text in ``language``; Chinese where no English was written."""
        return self.en if language == "en" and self.en else self.zh
