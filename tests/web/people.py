"""Accounts for tests of the pages and the API, and clients that are signed in to them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial

import httpx
import pytest
from pwdlib.hashers.argon2 import Argon2Hasher

from sim.domain.account import LOCAL, Account, Role
from sim.practice.accounts.people import NewPerson
from sim.practice.accounts.secret import form_token
from tests.web.desk import BASE, Desk
from web.gate import COOKIE

PASSWORD = "unrelated-words-together"
HTML = "<script>alert(1)</script>"
"""What a page must show as text."""


def shown_once(page: str) -> str:
    """Return the secret on a page that shows it."""
    return page.partition("<code>")[2].partition("</code>")[0]


def hash_quickly(patch: pytest.MonkeyPatch) -> None:
    """Let hashing cost next to nothing."""
    quick = partial(Argon2Hasher, time_cost=1, memory_cost=8, parallelism=1)
    patch.setattr("sim.practice.accounts.passwords.Argon2Hasher", quick)


async def make(desk: Desk, name: str, role: Role = Role.TRAINEE, *groups: str) -> Account:
    """Make an account; an administrator named ``boss`` before all others."""
    people = desk.runtime.accounts.people
    if not await people.exist():
        await people.create(LOCAL, NewPerson("boss", Role.ADMINISTRATOR), PASSWORD)
    if name == "boss":
        return await people.by_name("boss")
    return await people.create(LOCAL, NewPerson(name, role, groups=frozenset(groups)), PASSWORD)


@dataclass
class Browser:
    """A client, and the token its forms carry once it is signed in."""

    client: httpx.AsyncClient

    @property
    def secret(self) -> str:
        """What the sign-in cookie holds; "" where there is none."""
        return self.client.cookies.get(COOKIE) or ""

    async def get(self, path: str) -> httpx.Response:
        """Open a page, without following where it leads."""
        return await self.client.get(path, headers={"accept": "text/html"})

    async def post(self, path: str, **fields: str | list[str]) -> httpx.Response:
        """Send a form the way a page of this sign-in would."""
        sent = {"form_token": form_token(self.secret), **fields} if self.secret else fields
        return await self.client.post(path, data=sent, headers={"accept": "text/html"})

    async def sign_in(self, name: str, password: str = PASSWORD, **fields: str) -> httpx.Response:
        """Sign in."""
        return await self.post("/sign-in", name=name, password=password, **fields)


@asynccontextmanager
async def browser(desk: Desk, name: str = "") -> AsyncIterator[Browser]:
    """Open another browser on the same desk, signed in to an account unless ``name`` is empty."""
    transport = desk.client._transport
    async with httpx.AsyncClient(transport=transport, base_url=BASE) as client:
        opened = Browser(client)
        if name:
            response = await opened.sign_in(name)
            assert response.status_code == 303, response.text
        yield opened
