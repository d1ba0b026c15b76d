"""Who uses the desk: accounts with a role, the groups they belong to, and the viewer a request speaks for."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Role(StrEnum):
    """What an account may do. A trainer also practises; an administrator also trains."""

    ADMINISTRATOR = "administrator"
    TRAINER = "trainer"
    TRAINEE = "trainee"

    def includes(self, wanted: "Role") -> bool:
        """Tell whether this role may do what ``wanted`` may."""
        return _RANK[self] >= _RANK[wanted]


_RANK = {Role.TRAINEE: 0, Role.TRAINER: 1, Role.ADMINISTRATOR: 2}


@dataclass(frozen=True, slots=True)
class Account:
    """A person who signs in. ``name`` is what they type, ``shown_name`` what others read; ``groups`` are ids."""

    id: str
    name: str
    shown_name: str
    role: Role
    created_at: datetime
    groups: frozenset[str] = frozenset()
    language: str = ""
    disabled: bool = False


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who asks: the account behind a request. Sessions carry its ``id`` as their owner.

    ``groups`` are the ids of the groups the account belongs to or, for a trainer, trains.
    """

    id: str
    shown_name: str
    role: Role
    groups: frozenset[str] = frozenset()
    language: str = ""

    def is_at_least(self, role: Role) -> bool:
        """Tell whether the viewer may do what ``role`` may."""
        return self.role.includes(role)


LOCAL = Viewer(id="", shown_name="", role=Role.ADMINISTRATOR)
"""The one viewer of single-user mode: this machine's own user, who may do everything. Owns sessions as ``""``."""
