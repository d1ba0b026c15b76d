"""API tokens: scopes, where they are good, and how they end."""

from dataclasses import replace
from datetime import UTC, datetime

import httpx
import pytest

from sim.domain.account import Account, Role, Scope
from sim.practice.accounts.people import PersonChange
from sim.practice.accounts.tokens import Tokens
from tests.web.desk import Desk
from tests.web.people import browser, make

ORDER = {"scenario": "water-bill", "archetype": "stubborn"}


async def token(desk: Desk, account: Account, *scopes: Scope) -> httpx.AsyncClient:
    """A client that sends a token of the account."""
    _, secret = await desk.runtime.accounts.tokens.create(account.viewer(), "script", frozenset(scopes), 30)
    return bearing(desk, secret)


def bearing(desk: Desk, secret: str) -> httpx.AsyncClient:
    headers = {"authorization": f"Bearer {secret}"}
    return httpx.AsyncClient(transport=desk.client._transport, base_url=desk.client.base_url, headers=headers)


async def test_a_token_practises_and_reads_as_its_account(desk: Desk) -> None:
    lee = await make(desk, "lee")
    async with await token(desk, lee, Scope.READ, Scope.PRACTISE) as client:
        started = await client.post("/api/v1/sessions", json=ORDER)
        assert started.status_code == 201
        path = f"/api/v1/sessions/{started.json()['id']}"
        said = await client.post(f"{path}/turns", json={"index": 2, "text": "您好，我来查。"})
        assert "event: turn" in said.text
        assert (await client.get(path)).status_code == 200
        assert (await client.post(f"{path}/end")).status_code == 202
    assert (await desk.runtime.sessions.load(started.json()["id"])).owner == lee.id


@pytest.mark.parametrize(
    ("scopes", "may_read", "may_practise"),
    [({Scope.READ}, True, False), ({Scope.PRACTISE}, False, True), ({Scope.EXPORT}, False, False)],
)
async def test_a_token_does_only_what_its_scopes_say(
    desk: Desk, scopes: set[Scope], may_read: bool, may_practise: bool
) -> None:
    lee = await make(desk, "lee")
    async with browser(desk, "lee") as visitor:
        session = (await visitor.client.post("/api/v1/sessions", json=ORDER)).json()["id"]
    async with await token(desk, lee, *scopes) as client:
        read = await client.get(f"/api/v1/sessions/{session}")
        practise = await client.post("/api/v1/sessions", json=ORDER)
        assert [read.status_code, practise.status_code] == [200 if may_read else 403, 201 if may_practise else 403]
        for answer in (read, practise):
            assert answer.is_success or answer.json()["code"] == "token-scope"


async def test_exports_have_a_scope_of_their_own(desk: Desk) -> None:
    boss = await make(desk, "boss")
    for scopes, status in (((Scope.EXPORT,), 200), ((Scope.READ, Scope.PRACTISE), 403)):
        async with await token(desk, boss, *scopes) as client:
            assert (await client.get("/api/v1/exports/csv")).status_code == status


async def test_a_token_is_no_key_to_the_pages(desk: Desk) -> None:
    boss = await make(desk, "boss")
    async with await token(desk, boss, *Scope) as client:
        for path in ("/", "/admin/people", "/account"):
            assert (await client.get(path)).json()["code"] == "token"


async def test_a_token_sees_no_more_than_its_account(desk: Desk) -> None:
    await make(desk, "lee")
    kim = await make(desk, "kim")
    async with browser(desk, "lee") as visitor:
        session = (await visitor.client.post("/api/v1/sessions", json=ORDER)).json()["id"]
    async with await token(desk, kim, *Scope) as client:
        assert (await client.get(f"/api/v1/sessions/{session}")).status_code == 404


async def test_revoked_disabled_expired_and_made_up_tokens_are_refused(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    lee = await make(desk, "lee")
    boss = await make(desk, "boss")
    tokens = desk.runtime.accounts.tokens
    made, secret = await tokens.create(lee.viewer(), "script", {Scope.READ}, 1)

    async def status() -> int:
        async with bearing(desk, secret) as client:
            return (await client.get("/api/v1/sessions/nothing")).status_code

    assert await status() == 404
    await desk.runtime.accounts.people.change(boss.viewer(), lee.id, PersonChange(disabled=True))
    assert await status() == 401
    await desk.runtime.accounts.people.change(boss.viewer(), lee.id, PersonChange(disabled=False))
    assert await status() == 404
    await tokens.revoke(lee.viewer(), made.id)
    assert await status() == 401
    assert [await Tokens.recognise(tokens, text) for text in ("", "duilian_made-up", "钥匙")] == [None] * 3


async def test_an_expired_token_is_refused(desk: Desk) -> None:
    lee = await make(desk, "lee")
    tokens = desk.runtime.accounts.tokens
    made, secret = await tokens.create(lee.viewer(), "script", {Scope.READ}, 1)
    found = await tokens.recognise(secret)
    assert found is not None
    tokens._recognition.forget_all()
    statement = f"UPDATE api_token SET expires_at = '2026-01-01 00:00:00.000000' WHERE id = '{made.id}'"
    await desk.runtime.store._runner.write(lambda connection: connection.exec_driver_sql(statement))
    assert await tokens.recognise(secret) is None
    tokens._recognition.keep(_hash(secret), replace(found, expires_at=datetime(2026, 1, 1, tzinfo=UTC)))
    assert await tokens.recognise(secret) is None


def _hash(secret: str) -> str:
    from sim.practice.accounts.secret import secret_hash

    return secret_hash(secret)


async def test_figures_are_for_administrators_tokens_from_elsewhere(desk: Desk) -> None:
    boss, lee = await make(desk, "boss"), await make(desk, "lee", Role.TRAINER)
    for account, status in ((boss, 200), (lee, 401)):
        async with await token(desk, account, Scope.READ) as client:
            answer = await client.get("/metrics", headers={"x-forwarded-for": "203.0.113.7"})
            assert answer.status_code == status
            assert (await client.get("/metrics")).status_code == 200
    async with await token(desk, boss, Scope.PRACTISE) as client:
        assert (await client.get("/metrics", headers={"x-forwarded-for": "203.0.113.7"})).status_code == 401


async def test_a_token_is_shown_once(desk: Desk) -> None:
    await make(desk, "lee")
    async with browser(desk, "lee") as visitor:
        page = await visitor.post("/account/tokens", name="夜间<b>导出</b>", days="9", scopes=["read", "export"])
        assert page.status_code == 200
        secret = page.text.partition("<code>")[2].partition("</code>")[0]
        assert secret.startswith("duilian_")
        later = (await visitor.get("/account")).text
        assert secret not in later
        assert "夜间&lt;b&gt;导出&lt;/b&gt;" in later
        async with bearing(desk, secret) as client:
            assert (await client.get("/api/v1/sessions/nothing")).status_code == 404


@pytest.mark.parametrize(
    "fields",
    [
        {"name": "x", "days": "9"},
        {"name": "", "days": "9", "scopes": ["read"]},
        {"name": "x", "days": "0", "scopes": ["read"]},
        {"name": "x", "days": "九", "scopes": ["read"]},
        {"name": "x", "days": "999999999999", "scopes": ["read"]},
        {"name": "x", "days": "9", "scopes": ["everything"]},
    ],
)
async def test_a_token_asked_for_wrongly_is_not_made(desk: Desk, fields: dict[str, str | list[str]]) -> None:
    lee = await make(desk, "lee")
    async with browser(desk, "lee") as visitor:
        page = await visitor.post("/account/tokens", **fields)
        assert page.status_code == 422
        assert "field-error" in page.text
    assert await desk.runtime.accounts.tokens.of(lee.id) == ()
