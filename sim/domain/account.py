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

    def viewer(self) -> "Viewer":
        """Return this account as the one who asks."""
        return Viewer(self.id, self.shown_name, self.role, self.groups, self.language)


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


@dataclass(frozen=True, slots=True)
class Group:
    """A class, a branch, a shift: people who are looked after together.

    ``members`` counts its accounts, ``trainees`` those of them that practise for it.
    """

    id: str
    name: str
    created_at: datetime
    members: int = 0
    trainees: int = 0


@dataclass(frozen=True, slots=True)
class SignIn:
    """One browser that is signed in. ``id`` names it to its owner, who alone holds the secret behind it."""

    id: str
    account: str
    agent: str
    created_at: datetime
    seen_at: datetime
    expires_at: datetime


class InvitationState(StrEnum):
    """Whether an invitation can still be taken up."""

    OPEN = "open"
    USED = "used"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Invitation:
    """A link that makes one account, once, with this role and in this group (``""``: in none)."""

    id: str
    role: Role
    group: str
    note: str
    created_by: str
    created_at: datetime
    expires_at: datetime
    used_by: str = ""
    withdrawn: bool = False

    def state(self, now: datetime) -> InvitationState:
        """Tell whether it can be taken up at ``now``."""
        if self.used_by:
            return InvitationState.USED
        if self.withdrawn:
            return InvitationState.WITHDRAWN
        return InvitationState.OPEN if now < self.expires_at else InvitationState.EXPIRED


class Scope(StrEnum):
    """What an API token may do, beyond which its account's role still holds."""

    READ = "read"
    PRACTISE = "practise"
    EXPORT = "export"


@dataclass(frozen=True, slots=True)
class ApiToken:
    """A key to the API that stands for an account within ``scopes``. The secret itself is shown once and not kept."""

    id: str
    account: str
    name: str
    scopes: frozenset[Scope]
    created_at: datetime
    expires_at: datetime | None
    used_at: datetime | None = None
