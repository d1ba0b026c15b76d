"""Whom a viewer may look at: a group, one person, or all of his people, and the names they go by."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sim.domain.account import Account, Group, Role, Viewer
from sim.domain.errors import NotFoundError
from sim.practice.accounts import Access
from sim.store import PageKey, Store

LOCAL_PERSON = "local"
"""How an address names this machine's own user, whose id is empty."""
PEOPLE_ON_A_PAGE = 50


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody whose practice is looked at. ``name`` is "" for this machine's own user."""

    id: str
    name: str

    @property
    def key(self) -> str:
        """Return what addresses call him."""
        return self.id or LOCAL_PERSON


@dataclass(frozen=True, slots=True)
class Trainees:
    """Those whose practice is summed up: the owners of sessions, None for everybody but those in ``without``."""

    owners: frozenset[str] | None
    without: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class People:
    """A page of people. ``next`` is the key of the page after, None on the last."""

    people: tuple[Person, ...]
    next: PageKey | None


class Roster:
    """Answers whom a viewer may look at. Trainers see their groups, administrators everybody, trainees themselves."""

    def __init__(self, store: Store, access: Access) -> None:
        """``access`` knows who may see whom."""
        self._store = store
        self._access = access

    async def groups(self, viewer: Viewer) -> tuple[Group, ...]:
        """Return the groups a viewer looks after, by name."""
        groups = await self._store.groups.all()
        if viewer.is_at_least(Role.ADMINISTRATOR):
            return groups
        return tuple(group for group in groups if viewer.is_at_least(Role.TRAINER) and group.id in viewer.groups)

    async def group(self, viewer: Viewer, group_id: str) -> Group:
        """Return one of the viewer's groups. Raises NotFoundError for all others, known or not."""
        for group in await self.groups(viewer):
            if group.id == group_id:
                return group
        raise NotFoundError(f"没有这个班组，或者它不归你带。 / There is no group {group_id!r} that you look after.")

    async def owners(self, viewer: Viewer, group_id: str = "") -> frozenset[str] | None:
        """Return the ids of a group's members, or ("") of all the viewer may see; None: everybody. Raises as above."""
        if not group_id:
            return await self._access.seen_owners(viewer)
        await self._require(viewer, group_id)
        return await self._store.people.members_of({group_id})

    async def trainees(self, viewer: Viewer, group_id: str = "") -> Trainees:
        """Return the trainees of a group, or ("") of all the viewer looks after. Raises as above.

        What trainers and administrators try out themselves is nobody's result. This machine's own user has no role:
        where he practised, he counts.
        """
        if group_id:
            await self._require(viewer, group_id)
        elif viewer.is_at_least(Role.ADMINISTRATOR):
            return Trainees(None, await self._store.people.supervisors())
        groups = {group_id} if group_id else viewer.groups
        return Trainees(await self._store.people.members_of(groups, Role.TRAINEE))

    async def has_trainees(self, viewer: Viewer) -> bool:
        """Tell whether the viewer looks after anybody who practises."""
        groups = None if viewer.is_at_least(Role.ADMINISTRATOR) else viewer.groups
        return bool((await self._store.people.names_page(groups, Role.TRAINEE, limit=1)).names)

    async def person(self, viewer: Viewer, key: str) -> Person:
        """Return one person by what addresses call him. Raises NotFoundError where the viewer may not see him."""
        account_id = "" if key == LOCAL_PERSON else key
        if not await self._access.may_see_session(viewer, account_id):
            raise _nobody(key)
        if not account_id:
            return Person("", "")
        return _person(await self._store.people.load(account_id))

    async def page(
        self, viewer: Viewer, group_id: str = "", before: PageKey | None = None, role: Role | None = None
    ) -> People:
        """Return a page of a group's members, or ("") of all the viewer looks after, of one role if it is given.

        The first page of everybody, an administrator's, begins with this machine's own user. Raises NotFoundError for a
        group that is not the viewer's.
        """
        if group_id:
            await self._require(viewer, group_id)
        sees_all = not group_id and viewer.is_at_least(Role.ADMINISTRATOR)
        groups = None if sees_all else {group_id} if group_id else viewer.groups
        found = await self._store.people.names_page(groups, role, limit=PEOPLE_ON_A_PAGE, before=before)
        people = tuple(Person(account_id, name) for account_id, name in found.names.items())
        return People((Person("", ""), *people) if sees_all and not before else people, found.next)

    async def _require(self, viewer: Viewer, group_id: str) -> None:
        """Let pass only those who look after a group; which ones a trainer looks after is known without asking."""
        if viewer.role is not Role.TRAINER or group_id not in viewer.groups:
            await self.group(viewer, group_id)

    async def names(self, ids: Collection[str]) -> Mapping[str, str]:
        """Return the shown names of accounts by id; who has left is not among them."""
        return await self._store.people.named([each for each in ids if each])


def _person(account: Account) -> Person:
    return Person(account.id, account.shown_name)


def _nobody(key: str) -> NotFoundError:
    return NotFoundError(f"没有这个人，或者不归你带。 / There is nobody {key!r} whose practice you may see.")
