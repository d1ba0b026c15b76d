"""Takes a model's reasoning out of its answer: what stands in ``<think>…</think>`` is never shown."""

_OPEN = "<think>"
_CLOSE = "</think>"


class ReasoningFilter:
    """Lets through what stands outside the tags, also when a tag is split over pieces or never closed.

    Blank space before the first shown character is dropped, as it follows a block of reasoning.
    """

    def __init__(self) -> None:
        self._held = ""
        self._inside = False
        self._started = False

    def feed(self, piece: str) -> str:
        """Return the text of this piece that may be shown; the start of a possible tag is held back."""
        if not self._held and not self._inside and self._started and "<" not in piece:
            return piece
        text, shown = self._held + piece, ""
        self._held = ""
        while text:
            tag = _CLOSE if self._inside else _OPEN
            at = text.find(tag)
            if at < 0:
                keep = _overlap(text, tag)
                if not self._inside:
                    shown += text[: len(text) - keep]
                self._held = text[len(text) - keep :]
                break
            if not self._inside:
                shown += text[:at]
            self._inside = not self._inside
            text = text[at + len(tag) :]
        return self._begin(shown)

    def finish(self) -> str:
        """Return what was held back as the start of a tag and turned out to be text."""
        held, self._held = self._held, ""
        return "" if self._inside else self._begin(held)

    def _begin(self, shown: str) -> str:
        if not self._started:
            shown = shown.lstrip()
            self._started = bool(shown)
        return shown


def after_reasoning(text: str) -> str:
    """Return a whole answer without what stands before a lone closing tag: some templates swallow the opening one."""
    return text.rpartition(_CLOSE)[2].lstrip()


def _overlap(text: str, tag: str) -> int:
    """Return how many characters at the end of the text may be the beginning of the tag."""
    for size in range(min(len(tag) - 1, len(text)), 0, -1):
        if text.endswith(tag[:size]):
            return size
    return 0
