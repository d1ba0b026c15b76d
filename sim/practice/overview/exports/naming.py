"""What the people of a file are called in it."""

from collections.abc import Collection, Mapping
from enum import StrEnum

from sim.domain.text import Bilingual, Language
from sim.practice.overview.roster import Roster

_LOCAL_NAME = Bilingual("本机用户", "This machine's user")
_GONE = Bilingual("已离开的人", "Somebody who has left")
_NUMBERED = Bilingual("学员 {}", "Trainee {}")


class Cover(StrEnum):
    """What of personal data a file covers: names and what was said, only what was said, or nothing."""

    YES = "yes"
    TALK = "talk"
    NO = "no"

    @property
    def hides_names(self) -> bool:
        """Tell whether people go by numbers."""
        return self is Cover.YES

    @property
    def masks_talk(self) -> bool:
        """Tell whether phone numbers, cards and the like in transcripts are covered."""
        return self is not Cover.NO


class Naming:
    """The names of one file: those people go by, or ``学员 1``, ``学员 2`` in the order in which they come.

    Whoever comes again has the number he had, so that a file tells its people apart without naming them.
    """

    def __init__(self, roster: Roster, language: Language, cover: Cover) -> None:
        """``roster`` knows the names, ``language`` is that of the file."""
        self._roster = roster
        self._language: Language = language
        self._cover = cover
        self._numbers: dict[str, int] = {}

    async def of(self, owners: Collection[str]) -> Mapping[str, str]:
        """Return what each of these owners of sessions is called, in the order in which they are given."""
        if self._cover.hides_names:
            return {owner: self._numbered(owner) for owner in owners}
        known = await self._roster.names(frozenset(owners))
        return {owner: known.get(owner) or self._say(_GONE if owner else _LOCAL_NAME) for owner in owners}

    def _numbered(self, owner: str) -> str:
        return self._say(_NUMBERED).format(self._numbers.setdefault(owner, len(self._numbers) + 1))

    def _say(self, text: Bilingual) -> str:
        return text.in_language(self._language)
