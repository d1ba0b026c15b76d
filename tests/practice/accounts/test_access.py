"""Who may see whose sessions."""

from collections.abc import Set

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.domain.account import LOCAL, Role, Viewer
from sim.domain.errors import NotAllowedError, NotFoundError
from sim.practice.accounts import access
from sim.practice.accounts.access import Access, may_see, owns

PEOPLE = {"lee": {"north"}, "kim": {"south"}, "both": {"north", "south"}, "alone": set[str](), "": set[str]()}


class House:
    """Sessions named after their owners, and the groups of PEOPLE; counts what it is asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    async def session_owner(self, session_id: str) -> str:
        self.asked.append(session_id)
        if session_id.removeprefix("of-") not in PEOPLE:
            raise NotFoundError("no such session")
        return session_id.removeprefix("of-")

    async def groups_of(self, account_id: str) -> frozenset[str]:
        return frozenset(PEOPLE.get(account_id, ()))

    async def members_of(self, groups: Set[str]) -> frozenset[str]:
        return frozenset(name for name, own in PEOPLE.items() if own & groups)


def viewer(name: str, role: Role, *groups: str) -> Viewer:
    return Viewer(name, name, role, frozenset(groups))


TRAINER = viewer("tom", Role.TRAINER, "north")


@pytest.mark.parametrize(
    ("who", "seen"),
    [
        (viewer("lee", Role.TRAINEE, "north"), {"lee"}),
        (TRAINER, {"lee", "both"}),
        (viewer("tim", Role.TRAINER), set()),
        (viewer("boss", Role.ADMINISTRATOR), set(PEOPLE)),
        (LOCAL, set(PEOPLE)),
    ],
    ids=["trainee", "trainer", "trainer without a group", "administrator", "this machine's user"],
)
async def test_each_sees_what_he_may_and_the_rest_is_not_there(who: Viewer, seen: set[str]) -> None:
    house = Access(House())
    for owner in PEOPLE:
        assert await house.may_see_session(who, owner) == (owner in seen)
        if owner in seen:
            assert await house.require_seen(who, f"of-{owner}") == owner
        else:
            with pytest.raises(NotFoundError):
                await house.require_seen(who, f"of-{owner}")
    owners = await house.seen_owners(who)
    assert owners == (None if who.role is Role.ADMINISTRATOR else frozenset(seen | {who.id}))


async def test_only_the_owner_acts() -> None:
    house = Access(House())
    await house.require_own(viewer("lee", Role.TRAINEE), "of-lee")
    with pytest.raises(NotAllowedError):
        await house.require_own(TRAINER, "of-lee")
    with pytest.raises(NotFoundError):
        await house.require_own(TRAINER, "of-kim")
    await house.require_own(LOCAL, "of-")


async def test_an_unknown_session_and_a_foreign_one_look_alike() -> None:
    house = Access(House())
    said = []
    for session_id in ("of-kim", "of-nobody"):
        with pytest.raises(NotFoundError) as refused:
            await house.require_seen(TRAINER, session_id)
        said.append(type(refused.value))
    assert said == [NotFoundError, NotFoundError]


async def test_owners_are_asked_once_and_not_all_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(access, "KEPT_OWNERS", 2)
    house = House()
    service = Access(house)
    for session_id in ("of-lee", "of-lee", "of-kim", "of-lee", "of-both", "of-kim", "of-lee"):
        await service.owner_of(session_id)
    assert house.asked == ["of-lee", "of-kim", "of-both", "of-lee"]


_groups = st.frozensets(st.sampled_from(["north", "south", "west"]))
_viewers = st.builds(Viewer, st.sampled_from(["a", "b"]), st.just(""), st.sampled_from(Role), _groups)


@given(_viewers, st.sampled_from(["a", "b", ""]), _groups)
def test_more_rights_never_show_less(who: Viewer, owner: str, owner_groups: frozenset[str]) -> None:
    sees = may_see(who, owner, owner_groups)
    for higher in Role:
        if higher.includes(who.role):
            assert may_see(Viewer(who.id, "", higher, who.groups), owner, owner_groups) >= sees
    if who.role is Role.TRAINEE:
        assert sees == owns(who, owner)
