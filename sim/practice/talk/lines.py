"""What a trainee may send as one line."""

import re
import unicodedata

from sim.domain.errors import InvalidInputError
from sim.domain.session import TURN_TEXT_LIMIT

_KEPT_CONTROLS = frozenset("\n\t")
_ZERO_WIDTH = str.maketrans("", "", "\u200b\u2060\ufeff")  # come along when text is pasted from web pages
_DIRECTION_MARKS = frozenset({"LRE", "RLE", "PDF", "LRO", "RLO", "LRI", "RLI", "FSI", "PDI"})
_TAGS = range(0xE0000, 0xE0080)  # an unseen alphabet used to slip instructions to models
_BLANKS = re.compile(r"[ \t\u3000]*\n[ \t\u3000\n]*")


def checked_line(text: str) -> str:
    """Return the line as stored: Unicode NFC, line ends unified; outer blanks, empty lines, zero-width spaces gone.

    Raises InvalidInputError (field ``text``) for an empty or blank line, for more than ``TURN_TEXT_LIMIT``
    characters, and for characters nobody can see but a model or a reader might: controls, lone surrogates, tag
    characters, and marks that turn the direction of writing, which let a line look different from what is scored.
    These are refused, not dropped: what is quoted as evidence must be what was sent. Emoji alone are a line.
    """
    if len(text) > TURN_TEXT_LIMIT * 4:
        raise _too_long(len(text))
    unified = text.translate(_ZERO_WIDTH).replace("\r\n", "\n").replace("\r", "\n")
    line = unicodedata.normalize("NFC", unified).strip()
    line = _BLANKS.sub("\n", line)
    for position, character in enumerate(line, start=1):
        if is_invisible(character):
            name = unicodedata.name(character, "控制字符")
            raise InvalidInputError(
                f"第 {position} 个字符 U+{ord(character):04X}（{name}）是不可见的控制字符，请删掉后再发送。"
                f" / Character {position} is an invisible control character; please remove it.",
                field="text",
            )
    if not any(is_visible(character) for character in line):
        raise InvalidInputError("请先写一句话再发送。 / Please write a line before sending.", field="text")
    if len(line) > TURN_TEXT_LIMIT:
        raise _too_long(len(line))
    return line


def _too_long(length: int) -> InvalidInputError:
    return InvalidInputError(
        f"这句话有 {length} 个字，最多 {TURN_TEXT_LIMIT} 个，请缩短后再发送。"
        f" / {length} characters; at most {TURN_TEXT_LIMIT} are allowed.",
        field="text",
    )


def is_invisible(character: str) -> bool:
    """Tell whether nobody can see a character that a model or a reader might act upon."""
    category = unicodedata.category(character)
    if category in {"Cc", "Cs"}:
        return character not in _KEPT_CONTROLS
    return category == "Cf" and (unicodedata.bidirectional(character) in _DIRECTION_MARKS or ord(character) in _TAGS)


def is_visible(character: str) -> bool:
    """Tell whether a character leaves a mark on the page."""
    return not (character.isspace() or unicodedata.category(character) in {"Cf", "Cc", "Mn"})
