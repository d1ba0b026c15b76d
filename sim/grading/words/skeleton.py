"""A text reduced to its content characters, each knowing where it stood."""

from collections.abc import Iterator
from dataclasses import dataclass

from sim.reading.normalise import Normalised, normalise


@dataclass(frozen=True, slots=True)
class Skeleton:
    """Letters, digits and Chinese characters of a text, normalised; blanks, punctuation and signs are left out.

    ``offsets[i]`` is the index in the original of character ``i``.
    """

    text: str
    offsets: tuple[int, ...]

    @classmethod
    def of(cls, text: str | Normalised) -> "Skeleton":
        """Reduce an original or an already normalised text."""
        normal = normalise(text) if isinstance(text, str) else text
        kept = [(char, offset) for char, offset in zip(normal.text, normal.offsets, strict=True) if char.isalnum()]
        return cls("".join(char for char, _ in kept), tuple(offset for _, offset in kept))

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the span in the original of ``text[start:end]`` (not empty)."""
        return self.offsets[start], self.offsets[end - 1] + 1

    def places(self, wanted: str) -> Iterator[tuple[int, int]]:
        """Yield the spans in the original where ``wanted`` (already reduced) stands."""
        start = self.text.find(wanted) if wanted else -1
        while start >= 0:
            yield self.span(start, start + len(wanted))
            start = self.text.find(wanted, start + 1)
