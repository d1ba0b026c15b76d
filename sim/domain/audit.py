"""The audit log: who did what to what, and when. It only grows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Action(StrEnum):
    """What is written down. Rooms note their own; an action that is not among these is kept by its id all the same."""

    SIGNED_IN = "signed-in"
    SIGN_IN_FAILED = "sign-in-failed"
    SIGN_IN_THROTTLED = "sign-in-throttled"
    SIGNED_OUT = "signed-out"
    SIGNED_OUT_EVERYWHERE = "signed-out-everywhere"
    PASSWORD_CHANGED = "password-changed"  # noqa: S105  the name of an action
    ACCOUNT_CREATED = "account-created"
    ACCOUNT_CHANGED = "account-changed"
    ACCOUNT_DISABLED = "account-disabled"
    ACCOUNT_ENABLED = "account-enabled"
    ROLE_CHANGED = "role-changed"
    GROUP_CREATED = "group-created"
    GROUP_CHANGED = "group-changed"
    GROUP_DELETED = "group-deleted"
    INVITATION_CREATED = "invitation-created"
    INVITATION_WITHDRAWN = "invitation-withdrawn"
    TOKEN_CREATED = "token-created"  # noqa: S105  the name of an action
    TOKEN_REVOKED = "token-revoked"  # noqa: S105  the name of an action
    TRANSCRIPT_VIEWED = "transcript-viewed"
    EXPORTED = "exported"
    CONTENT_CHANGED = "content-changed"
    CONTENT_PUBLISHED = "content-published"
    ASSIGNMENT_GIVEN = "assignment-given"
    ASSIGNMENT_WITHDRAWN = "assignment-withdrawn"
    OVERRIDDEN = "overridden"
    REVIEW_FINISHED = "review-finished"
    BLIND_RATED = "blind-rated"
    APPEAL_MADE = "appeal-made"
    APPEAL_WITHDRAWN = "appeal-withdrawn"
    APPEAL_ANSWERED = "appeal-answered"
    PERSON_DELETED = "person-deleted"


@dataclass(frozen=True, slots=True)
class AuditNote:
    """One entry to be written. ``actor`` is an account's id ("" in single-user mode), ``subject`` an id of any kind."""

    actor: str
    actor_name: str
    action: str
    subject: str
    at: datetime
    detail: Mapping[str, str] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One entry as it is kept. ``number`` grows with every entry."""

    number: int
    note: AuditNote


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """Which entries are wanted; empty fields want all. ``since`` is included, ``until`` is not.

    ``who`` is part of a name: of the one the actor had then, or of those he has now.
    """

    who: str = ""
    actions: frozenset[str] = frozenset()
    subject: str = ""
    since: datetime | None = None
    until: datetime | None = None
