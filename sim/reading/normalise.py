"""One form for all spellings: simplified, half-width, lower-case, without blanks; every character knows its origin."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import opencc

_COMPATIBILITY_RANGES = (
    (0xFF01, 0xFF5F),  # full-width ASCII
    (0xFFE0, 0xFFE7),  # full-width signs
    (0xF900, 0xFB00),  # CJK compatibility ideographs
    (0x2F00, 0x2FE0),  # Kangxi radicals
    (0x24B6, 0x24EA),  # circled letters
    (0x1D400, 0x1D800),  # mathematical letters, a common disguise
)
_SPELLING = {
    "妳": "你",
    "祢": "你",
    "﹐": ",",
    "﹒": ".",
    "﹖": "?",
    "﹗": "!",
    "﹔": ";",
    "﹕": ":",
    "｡": "。",
    "､": "、",
}
_DROPPED = re.compile(
    "[\\s\x00-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\U000e0000-\U000e01ef]+"
)
_CHINESE = re.compile("[\u4e00-\u9fff]{2}")
_LINE_BREAK = re.compile("[\n\r\x0b\x0c\x85\u2028\u2029]")


def _compatibility_table() -> dict[int, str]:
    table = {ord(source): target for source, target in _SPELLING.items()}
    for first, last in _COMPATIBILITY_RANGES:
        for code in range(first, last):
            plain = unicodedata.normalize("NFKC", chr(code))
            if len(plain) == 1 and plain != chr(code):
                table[code] = plain
    table.update(dict.fromkeys(range(0xD800, 0xE000), "\ufffd"))  # lone surrogates cannot be encoded
    return table


_COMPATIBILITY = _compatibility_table()
_MARKS = tuple(zip("，？！：；（）", ",?!:;()", strict=True))
_RANGES = (*_COMPATIBILITY_RANGES, (0xD800, 0xE000))
_WIDE = re.compile(f"[{''.join(_SPELLING)}{''.join(f'{chr(first)}-{chr(last - 1)}' for first, last in _RANGES)}]")
_TWO_FACED = re.compile("[乾菸薹拚捱摺吒後徵夥榘於袷麴醣麽藉覆瞭沈]")
"""Characters of GB 2312, the set of simplified ones, that OpenCC still changes, alone or in a word."""


@dataclass(frozen=True, slots=True)
class Normalised:
    """A text in its one form.

    ``text`` is the normalised text; ``offsets[i]`` is the index in ``original`` of its character ``i``;
    ``breaks`` are the positions in ``text`` before which the original had a line break or, between two Chinese
    words, a blank (people who type chat use blanks as commas; blanks between single characters are only spacing).
    """

    original: str
    text: str
    offsets: Sequence[int]
    breaks: tuple[int, ...] = ()

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return ``(start, end)`` in the original for ``text[start:end]``; an empty span stays empty.

        Raises ValueError where the span lies outside the text.
        """
        if not 0 <= start <= end <= len(self.text):
            raise ValueError(f"span {start}:{end} outside a text of {len(self.text)} characters")
        if start == end:
            position = self.offsets[start] if start < len(self.text) else len(self.original)
            return position, position
        return self.offsets[start], self.offsets[end - 1] + 1


@lru_cache(maxsize=1)
def _traditional_to_simplified() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


def _half_width(text: str) -> str:
    for wide, narrow in _MARKS:  # nearly all there is in a Chinese line, and faster than a table of every character
        text = text.replace(wide, narrow)
    return text.translate(_COMPATIBILITY) if _WIDE.search(text) else text


def _simplified(text: str) -> str:
    try:
        text.encode("gb2312")
    except UnicodeEncodeError:
        return _per_character(text, _traditional_to_simplified().convert)
    return _per_character(text, _traditional_to_simplified().convert) if _TWO_FACED.search(text) else text


def _per_character(text: str, change: Callable[[str], str]) -> str:
    """Apply ``change`` so that every character stays one character."""
    changed = change(text)
    if len(changed) == len(text):
        return changed
    singles = ((char, change(char)) for char in text)
    return "".join(new if len(new) == 1 else char for char, new in singles)


def _keep(text: str) -> tuple[str, Sequence[int], tuple[int, ...]]:
    """Drop blanks and invisible characters: what is left, where it stood, where a line or a blank broke it."""
    if _DROPPED.search(text) is None:
        return text, range(len(text)), ()
    pieces: list[str] = []
    offsets: list[int] = []
    breaks: list[int] = []
    position = 0
    for gap in _DROPPED.finditer(text):
        pieces.append(text[position : gap.start()])
        offsets.extend(range(position, gap.start()))
        position = gap.end()
        if offsets and position < len(text) and _is_break(text, gap, offsets[-1]):
            breaks.append(len(offsets))
    pieces.append(text[position:])
    offsets.extend(range(position, len(text)))
    return "".join(pieces), offsets, tuple(breaks)


def _is_break(text: str, gap: re.Match[str], before: int) -> bool:
    if _LINE_BREAK.search(gap[0]):
        return True
    word_before = before > 0 and _CHINESE.fullmatch(text, before - 1, before + 1)
    return bool(word_before and _CHINESE.match(text, gap.end()) and any(char.isspace() for char in gap[0]))


def normalise(text: str) -> Normalised:
    """Bring ``text`` into its one form: Traditional → Simplified, full-width → half-width, lower case, no blanks.

    Every step keeps one character for one character, so positions can be traced back; characters whose simplified
    or lower-case form is longer stay as they are. Blanks, zero-width and control characters are dropped.
    """
    kept, offsets, breaks = _keep(text)
    return Normalised(text, _simplified(_per_character(_half_width(kept), str.lower)), offsets, breaks)
