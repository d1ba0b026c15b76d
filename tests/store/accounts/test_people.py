"""Accounts and groups in both databases."""

import asyncio
from dataclasses import replace

import pytest

from sim.domain.account import Role
from sim.domain.errors import ConflictError, DuilianError, InvalidInputError, NotFoundError
from sim.store import Store
from sim.store.accounts import PeopleWanted
from tests.store.accounts.samples import NOTE, account, add, add_groups
from tests.store.samples import started


async def test_an_account_is_found_by_name_with_its_groups(store: Store) -> None:
    await add_groups(store, "north", "south")
    lee = account("lee", Role.TRAINER, "north", "south")
    await add(store, lee)
    assert await store.people.by_name("lee") == (lee, "hash of lee")
    assert await store.people.load("lee") == lee
    assert await store.people.by_name("nobody") is None
    with pytest.raises(NotFoundError):
        await store.people.load("nobody")


async def test_a_name_is_given_once_and_a_refused_account_leaves_nothing(store: Store) -> None:
    await add(store, account("lee"))
    with pytest.raises(InvalidInputError) as refused:
        await store.people.create(replace(account("lee"), id="other"), "lee", "h", NOTE)
    assert refused.value.field == "name"
    with pytest.raises(InvalidInputError, match="班组"):
        await store.people.create(account("kim", Role.TRAINEE, "nowhere"), "kim", "h", NOTE)
    assert await store.people.by_name("kim") is None


async def test_the_first_account_is_an_administrators(store: Store) -> None:
    assert not await store.people.any()
    with pytest.raises(ConflictError, match="administrator"):
        await store.people.create(account("lee"), "lee", "h", NOTE)
    assert not await store.people.any()
    await add(store)
    assert await store.people.any()
    assert await store.people.has_administrator()


async def test_the_last_administrator_stays(store: Store) -> None:
    await add(store, account("lee"))
    boss = await store.people.load("boss")
    for worse in (replace(boss, role=Role.TRAINER), replace(boss, disabled=True)):
        with pytest.raises(ConflictError, match="administrator"):
            await store.people.change(worse, NOTE)
    assert await store.people.load("boss") == boss


async def test_of_two_administrators_who_step_down_at_once_one_stays(store: Store) -> None:
    await add(store, account("vice", Role.ADMINISTRATOR))
    both = [replace(await store.people.load(name), role=Role.TRAINER) for name in ("boss", "vice")]
    results = await asyncio.gather(*(store.people.change(each, NOTE) for each in both), return_exceptions=True)
    assert sum(isinstance(result, DuilianError) for result in results) == 1
    assert await store.people.has_administrator()


async def test_changes_are_kept_and_groups_change_hands(store: Store) -> None:
    await add_groups(store, "north", "south")
    await add(store, account("lee", Role.TRAINEE, "north"), account("sam", Role.TRAINEE, "south"))
    changed = replace(
        await store.people.load("lee"), shown_name="李雷", role=Role.TRAINER, groups=frozenset({"south"}), language="en"
    )
    await store.people.change(changed, NOTE)
    assert await store.people.load("lee") == changed
    assert await store.people.groups_of("lee") == {"south"}
    assert await store.people.members_of({"south", "north"}) == {"lee", "sam"}
    assert await store.people.members_of({"south"}, Role.TRAINER) == {"lee"}
    assert await store.people.members_of({"south"}, Role.TRAINEE) == {"sam"}
    assert await store.people.members_of(frozenset()) == frozenset()
    groups = [(group.id, group.members, group.trainees) for group in await store.groups.all()]
    assert groups == [("north", 0, 0), ("south", 2, 1)]


async def test_a_dissolved_group_leaves_its_members(store: Store) -> None:
    await add_groups(store, "north")
    await add(store, account("lee", Role.TRAINEE, "north"))
    await store.groups.delete("north", NOTE)
    assert (await store.people.load("lee")).groups == frozenset()
    with pytest.raises(NotFoundError):
        await store.groups.delete("north", NOTE)


async def test_group_names_are_given_once(store: Store) -> None:
    await add_groups(store, "north", "south")
    with pytest.raises(InvalidInputError):
        await add_groups(store, "north")
    with pytest.raises(InvalidInputError):
        await store.groups.rename("south", "north", "north", NOTE)
    await store.groups.rename("south", "West", "west", NOTE)
    assert [group.name for group in await store.groups.all()] == ["north", "West"]


async def test_pages_of_people_are_filtered_and_complete(store: Store) -> None:
    await add_groups(store, "north")
    await add(store, *(account(f"p{n}", Role.TRAINEE, *(("north",) if n % 2 else ()), minutes=n) for n in range(5)))
    seen, key = [], None
    while True:
        page = await store.people.page(PeopleWanted(), limit=2, before=key)
        seen += [each.id for each in page.accounts]
        key = page.next
        if key is None:
            break
    assert seen == ["p4", "p3", "p2", "p1", "p0", "boss"]

    async def found(wanted: PeopleWanted) -> list[str]:
        return [each.id for each in (await store.people.page(wanted, limit=10)).accounts]

    assert await found(PeopleWanted(group="north")) == ["p3", "p1"]
    assert await found(PeopleWanted(role=Role.ADMINISTRATOR)) == ["boss"]
    assert await found(PeopleWanted(text="OS")) == ["boss"]
    assert await found(PeopleWanted(text="%")) == []
    assert await found(PeopleWanted(text="P_")) == []


async def test_owners_of_sessions_and_names_are_looked_up(store: Store) -> None:
    await add(store, account("lee"))
    await started(store)
    assert await store.people.session_owner("s1") == ""
    with pytest.raises(NotFoundError):
        await store.people.session_owner("s2")
    assert await store.people.named(["lee", "gone"]) == {"lee": "Lee"}
