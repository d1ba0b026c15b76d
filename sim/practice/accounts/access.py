"""Who may see a session: trainees their own, trainers those of their groups, administrators all.

Only the owner practises in a session; whoever may see it, reads. What a viewer may not see is not there for him: the
refusal is the same NotFoundError as for an unknown id, so that ids tell nothing.
"""

from collections.abc import Set
from typing import Protocol

from sim.domain.account import Role, Viewer
from sim.domain.errors import NotAllowedError, NotFoundError

KEPT_OWNERS = 10_000
"""How many owners of sessions are remembered; an owner never changes."""


class OwnerSource(Protocol):
    """Where owners and groups are looked up: the store."""

    async def session_owner(self, session_id: str) -> str:
        """Return who owns a session. Raises NotFoundError."""
        ...

    async def groups_of(self, account_id: str) -> frozenset[str]:
        """Return the ids of an account's groups; none for an account that is not there."""
        ...

    async def members_of(self, groups: Set[str]) -> frozenset[str]:
        """Return the ids of the accounts that belong to any of these groups."""
        ...


def owns(viewer: Viewer, owner: str) -> bool:
    """Tell whether a session of ``owner`` is the viewer's own."""
    return viewer.id == owner


def may_see(viewer: Viewer, owner: str, owner_groups: Set[str]) -> bool:
    """Tell whether ``viewer`` may see what belongs to ``owner``, who is in ``owner_groups``."""
    if owns(viewer, owner) or viewer.is_at_least(Role.ADMINISTRATOR):
        return True
    return viewer.is_at_least(Role.TRAINER) and not viewer.groups.isdisjoint(owner_groups)


class Access:
    """Answers who may see whose sessions; asks the store for what it does not know."""

    def __init__(self, source: OwnerSource) -> None:
        self._source = source
        self._owners: dict[str, str] = {}

    async def may_see_session(self, viewer: Viewer, owner: str) -> bool:
        """Tell whether ``viewer`` may see the sessions of ``owner``."""
        if owns(viewer, owner) or not viewer.is_at_least(Role.TRAINER) or viewer.is_at_least(Role.ADMINISTRATOR):
            return may_see(viewer, owner, frozenset())
        return may_see(viewer, owner, await self._source.groups_of(owner))

    async def require_seen(self, viewer: Viewer, session_id: str) -> str:
        """Return the owner of a session the viewer may see. Raises NotFoundError where he may not, or there is none."""
        owner = await self.owner_of(session_id)
        if not await self.may_see_session(viewer, owner):
            raise _unknown(session_id)
        return owner

    async def require_own(self, viewer: Viewer, session_id: str) -> None:
        """Let only a session's owner on, for what is done in it rather than read of it.

        Raises NotFoundError where the viewer may not even see it, NotAllowedError where he may see but not act.
        """
        if not owns(viewer, await self.require_seen(viewer, session_id)):
            raise NotAllowedError("这是别人的练习，只能看。 / This is somebody else's session; you may only read it.")

    async def seen_owners(self, viewer: Viewer) -> frozenset[str] | None:
        """Return the ids of the accounts whose sessions the viewer may see, his own included; None: everybody's."""
        if viewer.is_at_least(Role.ADMINISTRATOR):
            return None
        if not viewer.is_at_least(Role.TRAINER):
            return frozenset({viewer.id})
        return await self._source.members_of(viewer.groups) | {viewer.id}

    async def owner_of(self, session_id: str) -> str:
        """Return who owns a session. Raises NotFoundError."""
        owner = self._owners.get(session_id)
        if owner is None:
            owner = await self._source.session_owner(session_id)
            if len(self._owners) >= KEPT_OWNERS:
                self._owners.pop(next(iter(self._owners)))
            self._owners[session_id] = owner
        return owner


def _unknown(session_id: str) -> NotFoundError:
    return NotFoundError(f"there is no session {session_id!r}")
