"""Sign-ins, invitations and tokens in both databases."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from sim.domain.account import ApiToken, Invitation, InvitationState, Role, Scope
from sim.domain.errors import ConflictError, DuilianError, InvalidInputError, NotFoundError
from sim.store import Store
from tests.store.accounts.samples import NOTE, account, add, add_groups, sign_in
from tests.store.samples import NOW

INVITATION = Invitation("i1", Role.TRAINER, "north", "新来的", "boss", NOW, NOW + timedelta(days=7))


async def test_a_sign_in_is_found_with_its_account(store: Store) -> None:
    await add_groups(store, "north", "south")
    lee = account("lee", Role.TRAINEE, "north", "south")
    await add(store, lee)
    await store.sign_ins.open(sign_in("lee"), "hash1", NOTE)
    found = await store.sign_ins.find("hash1")
    assert found is not None
    assert (found.account, found.sign_in) == (lee, sign_in("lee"))
    assert await store.sign_ins.find("hash2") is None


async def test_a_new_sign_in_replaces_the_old_one_of_the_browser_and_sweeps_expired_ones(store: Store) -> None:
    await add(store, account("lee"))
    await store.sign_ins.open(replace(sign_in("lee", 1), expires_at=NOW - timedelta(days=1)), "old", NOTE)
    await store.sign_ins.open(sign_in("lee", 2), "hash2", NOTE)
    await store.sign_ins.open(sign_in("lee", 3), "hash3", NOTE, replaces="hash2")
    assert [found.id for found in await store.sign_ins.of("lee", NOW)] == ["lee-3"]
    assert await store.sign_ins.find("old") is None
    assert await store.sign_ins.find("hash2") is None


async def test_sign_ins_end_one_by_one_or_all_together(store: Store) -> None:
    await add(store, account("lee"), account("kim"))
    for number in range(4):
        await store.sign_ins.open(sign_in("lee", number), f"hash{number}", NOTE)
    await store.sign_ins.close("hash0", NOTE)
    with pytest.raises(NotFoundError):
        await store.sign_ins.close_one("kim", "lee-1", NOTE)
    await store.sign_ins.close_one("lee", "lee-1", NOTE)
    assert len(await store.sign_ins.of("lee", NOW)) == 2
    await store.sign_ins.close_all("lee", NOTE)
    assert await store.sign_ins.of("lee", NOW) == ()


async def test_a_new_password_leaves_one_fresh_sign_in_or_none(store: Store) -> None:
    await add(store, account("lee"))
    for number in range(3):
        await store.sign_ins.open(sign_in("lee", number), f"hash{number}", NOTE)
    await store.sign_ins.renew_with_password(sign_in("lee", 9), "fresh", "new hash", NOTE)
    assert [found.id for found in await store.sign_ins.of("lee", NOW)] == ["lee-9"]
    assert await store.people.password_hash("lee") == "new hash"
    await store.sign_ins.change_password("lee", "newer hash", NOTE)
    assert await store.sign_ins.of("lee", NOW) == ()
    with pytest.raises(NotFoundError):
        await store.sign_ins.change_password("nobody", "h", NOTE)


async def test_an_invitation_makes_one_account_once(store: Store) -> None:
    await add_groups(store, "north")
    await add(store)
    await store.invitations.create(INVITATION, "secret", NOTE)
    assert await store.invitations.find("secret") == INVITATION
    made = [account(name, Role.TRAINER, "north") for name in ("lee", "kim")]
    results = await asyncio.gather(
        *(store.invitations.accept("secret", each, each.name, "h", NOW, NOTE) for each in made), return_exceptions=True
    )
    assert sum(isinstance(result, ConflictError) for result in results) == 1
    assert len(await store.people.members_of({"north"})) == 1
    used = (await store.invitations.page(limit=5))[0]
    assert used.state(NOW) is InvitationState.USED
    with pytest.raises(ConflictError):
        await store.invitations.withdraw("i1", NOTE)


async def test_an_invitation_survives_a_taken_name(store: Store) -> None:
    await add(store)
    await store.invitations.create(replace(INVITATION, group=""), "secret", NOTE)
    with pytest.raises(InvalidInputError):
        await store.invitations.accept("secret", replace(account("boss"), id="b2"), "boss", "h", NOW, NOTE)
    assert (await store.invitations.find("secret")).state(NOW) is InvitationState.OPEN


@pytest.mark.parametrize("way", ["expired", "withdrawn"])
async def test_an_invitation_that_holds_no_more_makes_nothing(store: Store, way: str) -> None:
    await add(store)
    await store.invitations.create(replace(INVITATION, group=""), "secret", NOTE)
    if way == "withdrawn":
        await store.invitations.withdraw("i1", NOTE)
    now = NOW + timedelta(days=8 if way == "expired" else 0)
    with pytest.raises(ConflictError):
        await store.invitations.accept("secret", account("lee"), "lee", "h", now, NOTE)
    assert await store.people.by_name("lee") is None


async def test_an_invitation_into_a_dissolved_group_still_holds(store: Store) -> None:
    await add_groups(store, "north")
    await add(store)
    await store.invitations.create(INVITATION, "secret", NOTE)
    await store.groups.delete("north", NOTE)
    assert (await store.invitations.find("secret")).group == ""
    with pytest.raises(NotFoundError):
        await store.invitations.find("other")
    with pytest.raises(NotFoundError):
        await store.invitations.withdraw("i9", NOTE)


async def test_tokens_are_found_listed_and_revoked_by_their_owner_alone(store: Store) -> None:
    await add_groups(store, "north")
    await add(store, account("lee", Role.TRAINEE, "north"))
    token = ApiToken("t1", "lee", "备份", frozenset({Scope.READ, Scope.EXPORT}), NOW, NOW + timedelta(days=1))
    await store.tokens.create(token, "hash", NOTE)
    found = await store.tokens.find("hash")
    assert found is not None
    assert (found.token, found.account.id, found.account.groups) == (token, "lee", frozenset({"north"}))
    await store.tokens.used("hash", NOW)
    assert await store.tokens.of("lee") == (replace(token, used_at=NOW),)
    with pytest.raises(DuilianError):
        await store.tokens.revoke("boss", "t1", NOTE)
    await store.tokens.revoke("lee", "t1", NOTE)
    assert await store.tokens.find("hash") is None
