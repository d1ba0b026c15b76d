"""Passwords after NIST SP 800-63B: long enough, not easily guessed, no rules about kinds of character.

Hashes are Argon2id, made off the event loop and only a few at a time: each takes 64 MB and a good part of a core.
"""

import asyncio
import secrets
import unicodedata
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from sim.domain.errors import InvalidInputError

LENGTH = (8, 128)
"""Fewest and most characters of a password."""
_AT_ONCE = 2
_FEWEST_GUESSES = 1_000_000
"""How many guesses a password must withstand by zxcvbn's estimate: what a throttled sign-in never lets through."""
_GENERATED_BYTES = 12


class Passwords:
    """Hashes and verifies passwords, at most ``_AT_ONCE`` at a time."""

    def __init__(self, hasher: Argon2Hasher | None = None) -> None:
        """``hasher`` None takes Argon2id with the library's recommended cost."""
        self._hashes = PasswordHash((hasher or Argon2Hasher(),))
        self._slots = asyncio.Semaphore(_AT_ONCE)
        self._decoy = ""

    async def hash(self, password: str) -> str:
        """Return the hash of a password."""
        async with self._slots:
            return await asyncio.to_thread(self._hashes.hash, _plain(password))

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Wait for one's turn to verify; what is checked inside cannot be outrun by many tries at once."""
        async with self._slots:
            yield

    async def verify(self, password: str, stored: str | None) -> tuple[bool, str | None]:
        """Tell whether a password is right, and the hash to be stored anew where it was made by an older recipe.

        ``stored`` None stands for a name nobody has: the same work is done for nothing, so that the time an answer
        takes tells no names. Call it within ``turn``.
        """
        if stored is None:
            if not self._decoy:
                self._decoy = await asyncio.to_thread(self._hashes.hash, secrets.token_urlsafe())
            await asyncio.to_thread(self._hashes.verify, _plain(password), self._decoy)
            return False, None
        return await asyncio.to_thread(self._hashes.verify_and_update, _plain(password), stored)


def generated_password() -> str:
    """Return a new password of 96 random bits, to be shown once."""
    return secrets.token_urlsafe(_GENERATED_BYTES)


def require_same(password: str, again: str) -> None:
    """Raise InvalidInputError naming the field ``again`` where a password was not typed twice alike."""
    if password != again:
        raise InvalidInputError("两次输入的密码不一样。 / The two passwords differ.", field="again")


async def checked_password(password: str, *, known: Iterable[str] = ()) -> str:
    """Return a password that may be chosen. ``known`` are words others would try first: the person's own names.

    Raises InvalidInputError naming the field ``password``.
    """
    shortest, longest = LENGTH
    if not shortest <= len(_plain(password)) <= longest:
        raise InvalidInputError(
            f"密码要有 {shortest} 到 {longest} 个字符。 / A password has {shortest} to {longest} characters.",
            field="password",
        )
    if await asyncio.to_thread(_guesses, _plain(password), [*known, "duilian", "对练台"]) < _FEWEST_GUESSES:
        raise InvalidInputError(
            "这个密码太容易被猜到，换一个长些的，几个不相干的词连在一起就很好。"
            " / This password is too easy to guess; take a longer one, such as a few unrelated words.",
            field="password",
        )
    return password


def _guesses(password: str, known: list[str]) -> float:
    from zxcvbn import zxcvbn  # its word lists take a while to load, and only who chooses a password needs them

    return float(zxcvbn(password, user_inputs=known, max_length=LENGTH[1])["guesses"])


def _plain(password: str) -> str:
    """Return a password in one form, whatever keyboard it came from (NIST SP 800-63B, 3.1.1.2: normalise)."""
    return unicodedata.normalize("NFKC", password)
