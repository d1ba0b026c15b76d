"""Names as people type them: what may be one, and when two are the same."""

import re
import unicodedata

from sim.domain.errors import InvalidInputError

NAME_LENGTH = (2, 64)
SHOWN_NAME_LIMIT = 80
NOTE_LIMIT = 80
_NAME = re.compile(r"[\w.@+-]+")
_KEY_LIMIT = 128
_DIGITS = 6
_UNSEEN = frozenset({"Cc", "Cf", "Co", "Cs", "Zl", "Zp"})
"""Kinds of character that cannot be seen, or that turn the text around them about (Unicode general categories)."""


def name_key(name: str) -> str:
    """Return a name as names are compared: width and case make no difference (NFKC, case folded)."""
    return unicodedata.normalize("NFKC", name).strip().casefold()


def checked_name(name: str) -> str:
    """Return a name to sign in with, in its plain form. Raises InvalidInputError naming the field ``name``."""
    plain = unicodedata.normalize("NFKC", name).strip()
    shortest, longest = NAME_LENGTH
    if not shortest <= len(plain) <= longest or not _NAME.fullmatch(plain) or len(name_key(plain)) > _KEY_LIMIT:
        raise InvalidInputError(
            f"登录名要有 {shortest} 到 {longest} 个字，只用文字、数字和 . _ - @ +。"
            f" / A name to sign in with has {shortest} to {longest} characters: letters, digits and . _ - @ +.",
            field="name",
        )
    return plain


def checked_text(text: str, field: str, limit: int = SHOWN_NAME_LIMIT) -> str:
    """Return a short text that people read, blanks around it cut off.

    Raises InvalidInputError naming ``field`` where it is empty, too long or holds what cannot be seen.
    """
    plain = checked_note(text, field, limit)
    if not plain:
        raise InvalidInputError("这里不能空着。 / This must not be empty.", field=field)
    return plain


def checked_note(text: str, field: str, limit: int = NOTE_LIMIT) -> str:
    """Return a short text that may be empty. Raises InvalidInputError naming ``field``."""
    plain = unicodedata.normalize("NFC", text).strip()
    if len(plain) > limit:
        raise InvalidInputError(
            f"最多 {limit} 个字，这里有 {len(plain)} 个。 / At most {limit} characters; there are {len(plain)}.",
            field=field,
        )
    if any(unicodedata.category(character) in _UNSEEN for character in plain):
        raise InvalidInputError(
            "里面有看不见的字符，请删去。 / It holds characters that cannot be seen; remove them.", field=field
        )
    return plain


def checked_days(text: str, allowed: range) -> int:
    """Return a number of days as typed. Raises InvalidInputError naming the field ``days``."""
    days = int(text) if text.isascii() and text.isdigit() and len(text) < _DIGITS else 0
    if days not in allowed:
        first, last = allowed[0], allowed[-1]
        raise InvalidInputError(
            f"请写 {first} 到 {last} 之间的天数。 / Write a number of days between {first} and {last}.", field="days"
        )
    return days
