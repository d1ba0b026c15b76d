"""Signing in and out, changing one's password, and recognising a browser that has signed in."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sim.domain.account import Account, SignIn, Viewer
from sim.domain.audit import Action, AuditNote
from sim.domain.errors import DuilianError, InvalidInputError
from sim.practice.accounts.audit import noted_by
from sim.practice.accounts.names import name_key
from sim.practice.accounts.passwords import LENGTH, Passwords, checked_password
from sim.practice.accounts.recognition import Recognised, Recognition
from sim.practice.accounts.secret import form_token, new_id, new_secret, secret_hash
from sim.practice.accounts.throttle import Throttle
from sim.store import Store

_AGENT_LIMIT = 200
_SEEN_EVERY = 20
"""In use is noted when a twentieth of the idle time has passed, so that not every request writes."""


class SignInRefusedError(DuilianError):
    """Name or password are wrong; which of them is not told."""

    code = "sign-in-refused"

    def __init__(self) -> None:
        super().__init__("登录名或密码不对。 / The name or the password is wrong.")


@dataclass(frozen=True, slots=True)
class Visit:
    """Where a sign-in comes from: the network address and the browser's own description of itself."""

    address: str
    agent: str = ""


@dataclass(frozen=True, slots=True)
class Opened:
    """A fresh sign-in: the secret for the cookie, until when it holds, and whose it is."""

    secret: str
    expires_at: datetime
    account: Account


@dataclass(frozen=True, slots=True)
class Lifetimes:
    """How long a sign-in holds without use, and at most."""

    idle: timedelta
    absolute: timedelta


class SignIns:
    """The sign-ins of all browsers. A new one is made at each sign-in; its secret is never used twice."""

    def __init__(self, store: Store, passwords: Passwords, recognition: Recognition, lifetimes: Lifetimes) -> None:
        self._people = store.people
        self._store = store.sign_ins
        self._audit = store.audit
        self._passwords = passwords
        self._recognition = recognition
        self._lifetimes = lifetimes
        self._throttle = Throttle(store.failures)

    async def sign_in(self, name: str, password: str, visit: Visit, replaced: str = "") -> Opened:
        """Sign somebody in.

        Args:
            name: as typed.
            password: as typed.
            visit: where from.
            replaced: the secret the browser still has, which ends with this.

        Raises SignInRefusedError, after the same work for names that are nobody's; ThrottledError.
        """
        key = name_key(name)
        if len(password) > LENGTH[1]:
            password = ""  # cannot be right, and must not make work
        async with self._passwords.turn():
            await self._throttle.check(key, visit.address)
            found = await self._people.by_name(key)
            right, newer = await self._passwords.verify(password, found[1] if found else None)
            if found is None or not right or found[0].disabled:
                await self._refuse(key, found[0] if found else None, visit)
                raise SignInRefusedError
        account = found[0]
        await self._throttle.succeeded(key)
        if newer is not None:
            await self._people.rehash(account.id, newer)
        return await self.open(account, visit, replaced)

    async def open(self, account: Account, visit: Visit, replaced: str = "") -> Opened:
        """Open a sign-in for somebody whose identity is known."""
        opened, row = self._fresh(account, visit)
        note = noted_by(account.viewer(), Action.SIGNED_IN, account.id, {"address": visit.address})
        old = secret_hash(replaced) if replaced else ""
        await self._store.open(row, secret_hash(opened.secret), note, replaces=old)
        self._recognition.forget(old)
        return opened

    async def recognise(self, secret: str) -> Recognised | None:
        """Return whom a cookie stands for, None where it has expired, was revoked or never was."""
        hashed = secret_hash(secret)
        now = datetime.now(UTC)
        kept = self._recognition.get(hashed)
        if kept is not None:
            return kept if kept.expires_at is None or kept.expires_at > now else None
        found = await self._store.find(hashed)
        if found is None or found.account.disabled or self._is_over(found.sign_in, now):
            return None
        if now - found.sign_in.seen_at > self._lifetimes.idle / _SEEN_EVERY:
            await self._store.seen(hashed, now)
        recognised = Recognised(
            viewer=found.account.viewer(),
            account=found.account,
            credential=found.sign_in.id,
            expires_at=found.sign_in.expires_at,
            form_token=form_token(secret),
        )
        self._recognition.keep(hashed, recognised)
        return recognised

    async def sign_out(self, viewer: Viewer, secret: str) -> None:
        """End the sign-in behind a cookie."""
        self._recognition.forget(secret_hash(secret))
        await self._store.close(secret_hash(secret), noted_by(viewer, Action.SIGNED_OUT, viewer.id))

    async def sign_out_one(self, viewer: Viewer, sign_in_id: str) -> None:
        """End one of the viewer's own sign-ins, in whatever browser. Raises NotFoundError."""
        await self._store.close_one(viewer.id, sign_in_id, noted_by(viewer, Action.SIGNED_OUT, viewer.id))
        self._recognition.forget_account(viewer.id)

    async def sign_out_everywhere(self, by: Viewer, account_id: str) -> None:
        """End all sign-ins of an account."""
        await self._store.close_all(account_id, noted_by(by, Action.SIGNED_OUT_EVERYWHERE, account_id))
        self._recognition.forget_account(account_id)

    async def change_password(self, account: Account, old: str, new: str, visit: Visit) -> Opened:
        """Change one's own password; all other browsers are signed out, this one gets a fresh sign-in.

        Raises InvalidInputError naming ``old`` or ``password``, ThrottledError.
        """
        key = name_key(account.name)
        async with self._passwords.turn():
            await self._throttle.check(key, visit.address)
            right, _ = await self._passwords.verify(old[: LENGTH[1] + 1], await self._people.password_hash(account.id))
            if not right:
                await self._refuse(key, account, visit)
                raise InvalidInputError("现在的密码不对。 / The present password is wrong.", field="old")
        await checked_password(new, known=(account.name, account.shown_name))
        opened, row = self._fresh(account, visit)
        note = noted_by(account.viewer(), Action.PASSWORD_CHANGED, account.id)
        hashed = await self._passwords.hash(new)
        await self._store.renew_with_password(row, secret_hash(opened.secret), hashed, note)
        self._recognition.forget_account(account.id)
        return opened

    async def of(self, account_id: str) -> tuple[SignIn, ...]:
        """Return the sign-ins of an account that still hold, the one last used first."""
        now = datetime.now(UTC)
        return tuple(found for found in await self._store.of(account_id, now) if not self._is_over(found, now))

    def _fresh(self, account: Account, visit: Visit) -> tuple[Opened, SignIn]:
        now = datetime.now(UTC)
        until = now + self._lifetimes.absolute
        row = SignIn(new_id(), account.id, _printable(visit.agent)[:_AGENT_LIMIT], now, now, until)
        return Opened(new_secret(), until, account), row

    def _is_over(self, sign_in: SignIn, now: datetime) -> bool:
        return now >= sign_in.expires_at or now - sign_in.seen_at >= self._lifetimes.idle

    async def _refuse(self, key: str, account: Account | None, visit: Visit) -> None:
        await self._audit.add(_failure(Action.SIGN_IN_FAILED, account, visit))
        if await self._throttle.failed(key, visit.address):
            await self._audit.add(_failure(Action.SIGN_IN_THROTTLED, account, visit))


def _failure(action: Action, account: Account | None, visit: Visit) -> AuditNote:
    """Return the entry of a failed sign-in. A name nobody has is not written down: it may be a mistyped password."""
    subject, name = (account.id, account.name) if account else ("", "")
    return AuditNote("", "", action, subject, datetime.now(UTC), {"address": visit.address, "name": name})


def _printable(text: str) -> str:
    return "".join(character for character in text if character.isprintable())
