"""What people may write in reviewing: reasons, comments, appeals and their answers."""

import unicodedata

from sim.domain.errors import InvalidInputError
from sim.practice.talk.lines import is_invisible, is_visible

TEXT_LIMIT = 1000
"""Longest text of a reviewer or of an appeal, in characters."""

APPEAL_LEAST = 5
"""Fewest characters of an appeal: it must say what is disputed."""


def checked_text(text: str, field: str, *, least: int = 1, limit: int = TEXT_LIMIT) -> str:
    """Return a text as it is stored: Unicode NFC, line ends unified, outer blanks gone; "" only where ``least`` is 0.

    Raises InvalidInputError naming ``field`` for a text that is too short or too long, and for characters nobody sees.
    """
    if len(text) > limit * 4:
        raise _too_long(len(text), limit, field)
    plain = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")).strip()
    for position, character in enumerate(plain, start=1):
        if is_invisible(character):
            raise InvalidInputError(
                f"第 {position} 个字符 U+{ord(character):04X} 是不可见的控制字符，请删掉。"
                f" / Character {position} is an invisible control character; please remove it.",
                field=field,
            )
    seen = plain if any(is_visible(character) for character in plain) else ""
    if len(seen) < least:
        raise InvalidInputError(
            f"请写明白，至少 {least} 个字。 / Please say more: {least} characters at least."
            if least > 1
            else "请写上理由或内容，不能空着。 / Please write something; this cannot stay empty.",
            field=field,
        )
    if len(seen) > limit:
        raise _too_long(len(seen), limit, field)
    return seen


def _too_long(length: int, limit: int, field: str) -> InvalidInputError:
    return InvalidInputError(
        f"这段文字有 {length} 个字，最多 {limit} 个。 / {length} characters; at most {limit} are allowed.", field=field
    )
