"""Invitations: a link, good once and for some days, that lets somebody make an account with a given role and group."""

from datetime import UTC, datetime, timedelta

from sim.domain.account import Account, Invitation, Role, Viewer
from sim.domain.audit import Action
from sim.domain.errors import ConflictError, InvalidInputError
from sim.practice.accounts.audit import noted_by
from sim.practice.accounts.names import checked_note, name_key
from sim.practice.accounts.passwords import Passwords, checked_password
from sim.practice.accounts.people import NewPerson, checked_person
from sim.practice.accounts.secret import new_id, new_secret, secret_hash
from sim.store import PageKey, Store, cut_page
from sim.store.accounts.invitations import require_open

DAYS = range(1, 31)
"""How many days an invitation may hold."""
PAGE_SIZE = 50


class Invitations:
    """The invitations of the desk."""

    def __init__(self, store: Store, passwords: Passwords) -> None:
        self._store = store.invitations
        self._people = store.people
        self._groups = store.groups
        self._passwords = passwords

    async def invite(
        self, by: Viewer, role: Role, *, group: str = "", note: str = "", days: int = 7
    ) -> tuple[Invitation, str]:
        """Make an invitation; return it with the secret of its link, which is not kept.

        Args:
            by: the administrator who invites.
            role: of the account to be made.
            group: id of the group it joins, "" for none.
            note: for whom it is meant, to be recognised in the list.
            days: how long it holds.

        Raises InvalidInputError naming the field, and ConflictError while there is no administrator yet.
        """
        if not await self._people.has_administrator():
            raise ConflictError(
                "先建一个管理员账号，才能发邀请。 / Make an administrator's account first; then invite others."
            )
        if days not in DAYS:
            raise InvalidInputError(
                f"有效期是 {DAYS[0]} 到 {DAYS[-1]} 天。 / It holds {DAYS[0]} to {DAYS[-1]} days.", field="days"
            )
        if group and group not in {known.id for known in await self._groups.all()}:
            raise InvalidInputError("没有这个班组。 / There is no such group.", field="group")
        now = datetime.now(UTC)
        new = Invitation(new_id(), role, group, checked_note(note, "note"), by.id, now, now + timedelta(days=days))
        secret = new_secret()
        detail = {"role": role.value, "group": group, "note": new.note}
        await self._store.create(new, secret_hash(secret), noted_by(by, Action.INVITATION_CREATED, new.id, detail))
        return new, secret

    async def open_for(self, secret: str) -> Invitation:
        """Return the invitation behind a link. Raises NotFoundError, and ConflictError where it holds no more."""
        found = await self._store.find(secret_hash(secret))
        require_open(found, datetime.now(UTC))
        return found

    async def accept(self, secret: str, name: str, shown_name: str, password: str) -> Account:
        """Make the account an invitation promises, and use it up.

        Raises NotFoundError, ConflictError (used, expired or withdrawn), InvalidInputError naming the field.
        """
        invitation = await self.open_for(secret)
        groups = frozenset({invitation.group} if invitation.group else ())
        account = checked_person(NewPerson(name, invitation.role, shown_name, groups))
        await checked_password(password, known=(account.name, account.shown_name))
        hashed = await self._passwords.hash(password)
        detail = {"name": account.name, "role": account.role.value, "invitation": invitation.id}
        note = noted_by(account.viewer(), Action.ACCOUNT_CREATED, account.id, detail)
        now = datetime.now(UTC)
        await self._store.accept(secret_hash(secret), account, name_key(account.name), hashed, now, note)
        return account

    async def page(self, before: PageKey | None = None) -> tuple[tuple[Invitation, ...], PageKey | None]:
        """Return a page of invitations, newest first, and the key of the next one, None on the last."""
        return cut_page(await self._store.page(limit=PAGE_SIZE + 1, before=before), PAGE_SIZE)

    async def withdraw(self, by: Viewer, invitation_id: str) -> None:
        """Make an invitation void. Raises NotFoundError, and ConflictError where it has been used."""
        await self._store.withdraw(invitation_id, noted_by(by, Action.INVITATION_WITHDRAWN, invitation_id))
