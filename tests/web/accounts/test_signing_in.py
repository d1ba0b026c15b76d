"""Signing in and out, cookies, form tokens, single-user mode."""

from pathlib import Path

import httpx
import pytest

from sim.domain.account import Role
from sim.domain.audit import AuditFilter
from sim.practice.accounts.people import PersonChange
from sim.practice.accounts.sign_ins import Visit
from tests.web.desk import BASE, Desk, open_desk
from tests.web.people import PASSWORD, Browser, browser, make
from web.gate import COOKIE

PAGE = {"accept": "text/html"}


async def actions(desk: Desk) -> list[str]:
    page = await desk.runtime.audit.page(AuditFilter())
    return [entry.note.action for entry in page.entries]


async def test_without_accounts_this_machine_needs_no_sign_in(desk: Desk) -> None:
    assert (await desk.client.get("/")).status_code == 200
    assert (await desk.client.get("/admin/people")).status_code == 200
    assert (await desk.client.get("/sign-in")).headers["location"] == "/"
    assert (await desk.client.get("/account")).status_code == 404


@pytest.mark.parametrize(
    "headers", [{"x-forwarded-for": "203.0.113.7"}, {"forwarded": "for=203.0.113.7"}, {"host": "203.0.113.9:8000"}]
)
async def test_without_accounts_nobody_else_is_let_in(desk: Desk, headers: dict[str, str]) -> None:
    assert (await desk.client.get("/api/v1/sessions/x", headers=headers)).status_code == 401
    page = await desk.client.get("/sign-in", headers=headers)
    assert "duilian user add" in page.text


async def test_without_accounts_another_machine_is_not_let_in(desk: Desk) -> None:
    app = desk.client._transport.app  # type: ignore[attr-defined]  # httpx's transport over our application
    transport = httpx.ASGITransport(app, client=("203.0.113.7", 4000))
    async with httpx.AsyncClient(transport=transport, base_url=BASE) as client:
        assert (await client.get("/history", headers=PAGE)).headers["location"] == "/sign-in?next=%2Fhistory"
        assert (await client.get("/metrics")).status_code == 401
        assert (await client.get("/livez")).status_code == 200


async def test_with_an_account_everybody_signs_in_also_on_this_machine(desk: Desk) -> None:
    await make(desk, "lee")
    async with browser(desk) as visitor:
        refused = await visitor.get("/history?before=x")
        assert (refused.status_code, refused.headers["location"]) == (303, "/sign-in?next=%2Fhistory%3Fbefore%3Dx")
        assert (await visitor.client.post("/api/v1/sessions", json={})).json()["code"] == "not-signed-in"
        opened = await visitor.sign_in("LEE ", next="/history")
        assert (opened.status_code, opened.headers["location"]) == (303, "/history")
        page = await visitor.get("/history")
        assert page.status_code == 200
        assert "Lee" not in page.text
        assert ">lee</a>" in page.text


@pytest.mark.parametrize("next_page", ["//evil.example", "https://evil.example", "/\\evil.example", "", "/\nx"])
async def test_signing_in_leads_nowhere_else(desk: Desk, next_page: str) -> None:
    await make(desk, "lee")
    async with browser(desk) as visitor:
        assert (await visitor.sign_in("lee", next=next_page)).headers["location"] == "/"


async def test_the_cookie_is_out_of_reach_and_new_at_each_sign_in(desk: Desk) -> None:
    await make(desk, "lee")
    async with browser(desk) as visitor:
        response = await visitor.sign_in("lee")
        said = next(value for value in response.headers.get_list("set-cookie") if value.startswith(COOKIE))
        assert "HttpOnly" in said
        assert "SameSite=lax" in said
        assert "Secure" not in said
        first = visitor.secret
        await visitor.sign_in("lee")
        assert visitor.secret != first
        assert await desk.runtime.accounts.sign_ins.recognise(first) is None


async def test_over_https_the_cookie_stays_there(desk: Desk) -> None:
    await make(desk, "lee")
    transport = desk.client._transport
    async with httpx.AsyncClient(transport=transport, base_url="https://127.0.0.1") as client:
        response = await Browser(client).sign_in("lee")
        assert all("Secure" in value for value in response.headers.get_list("set-cookie") if COOKIE in value)


@pytest.mark.parametrize(("name", "password"), [("lee", "wrong-password"), ("nobody", PASSWORD), ("lee", "x" * 5000)])
async def test_a_refusal_does_not_tell_what_was_wrong(desk: Desk, name: str, password: str) -> None:
    await make(desk, "lee")
    async with browser(desk) as visitor:
        response = await visitor.sign_in(name, password)
        assert response.status_code == 422
        assert "登录名或密码不对" in response.text
        assert not visitor.secret
    assert (await actions(desk))[0] == "sign-in-failed"


async def test_names_of_nobody_are_not_written_down_and_cost_the_same_work(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    await make(desk, "lee")
    worked: list[str] = []

    def verify(_password: str, hashed: str) -> bool:
        worked.append(hashed)
        return False

    monkeypatch.setattr(desk.runtime.accounts.sign_ins._passwords._hashes, "verify", verify)
    async with browser(desk) as visitor:
        await visitor.sign_in("my-secret-password", "lee")
    entry = (await desk.runtime.audit.page(AuditFilter())).entries[0]
    assert len(worked) == 1
    assert worked[0].startswith("$argon2id$")
    assert "my-secret-password" not in str(entry)


async def test_guessing_is_slowed_down_by_name_and_a_right_password_waits_too(desk: Desk) -> None:
    await make(desk, "lee")
    await make(desk, "kim")
    async with browser(desk) as visitor:
        for _ in range(8):
            assert (await visitor.sign_in("lee", "wrong-password")).status_code == 422
        slowed = await visitor.sign_in("lee")
        assert slowed.status_code == 429
        assert 0 < int(slowed.headers["retry-after"]) <= 600
        assert (await visitor.sign_in("kim")).status_code == 303
    assert "sign-in-throttled" in await actions(desk)


async def test_guessing_at_many_names_is_slowed_down_by_address(desk: Desk) -> None:
    await make(desk, "lee")
    async with browser(desk) as visitor:
        statuses = [(await visitor.sign_in(f"name{number}", "wrong-password")).status_code for number in range(61)]
        assert statuses == [422] * 60 + [429]
        assert (await visitor.sign_in("lee")).status_code == 429


async def test_a_success_forgives_what_failed_before(desk: Desk) -> None:
    await make(desk, "lee")
    async with browser(desk) as visitor:
        for _ in range(3):
            for _ in range(7):
                await visitor.sign_in("lee", "wrong-password")
            assert (await visitor.sign_in("lee")).status_code == 303


async def test_signing_out_ends_it_on_the_server(desk: Desk) -> None:
    await make(desk, "lee")
    async with browser(desk, "lee") as visitor:
        secret = visitor.secret
        assert (await visitor.get("/history")).status_code == 200
        assert (await visitor.post("/sign-out")).headers["location"] == "/sign-in"
        visitor.client.cookies.set(COOKIE, secret, domain="127.0.0.1")
        assert (await visitor.get("/history")).status_code == 303
    assert (await actions(desk))[:2] == ["signed-out", "signed-in"]


async def test_a_disabled_account_is_out_at_once_and_cannot_come_back(desk: Desk) -> None:
    lee = await make(desk, "lee")
    boss = (await make(desk, "boss")).viewer()
    people = desk.runtime.accounts.people
    async with browser(desk, "lee") as visitor:
        assert (await visitor.get("/history")).status_code == 200
        await people.change(boss, lee.id, PersonChange(disabled=True))
        assert (await visitor.get("/history")).status_code == 303
        assert (await visitor.sign_in("lee")).status_code == 422
        await people.change(boss, lee.id, PersonChange(disabled=False))
        assert (await visitor.sign_in("lee")).status_code == 303


async def test_a_role_that_was_taken_away_is_gone_with_the_next_request(desk: Desk) -> None:
    vice = await make(desk, "vice", Role.ADMINISTRATOR)
    boss = (await make(desk, "boss")).viewer()
    async with browser(desk, "vice") as visitor:
        assert (await visitor.get("/admin/people")).status_code == 200
        await desk.runtime.accounts.people.change(boss, vice.id, PersonChange(role=Role.TRAINEE))
        assert (await visitor.get("/admin/people")).status_code == 403


@pytest.mark.parametrize("fields", [{}, {"form_token": ""}, {"form_token": "0" * 64}, {"form_token": "钥匙"}])
async def test_a_form_without_this_sign_ins_token_is_refused(desk: Desk, fields: dict[str, str]) -> None:
    await make(desk, "lee")
    async with browser(desk, "lee") as visitor:
        order = {"archetype": "stubborn", "scenario": "water-bill"}
        refused = await visitor.client.post("/sessions", data={**order, **fields})
        assert (refused.status_code, refused.json()["code"]) == (403, "form-token")
        assert (await visitor.post("/sessions", **order)).status_code == 303


async def test_a_form_token_may_come_in_a_header_and_json_needs_none(desk: Desk) -> None:
    await make(desk, "lee")
    async with browser(desk, "lee") as visitor:
        page = await visitor.get("/")
        token = page.text.partition('name="form-token" content="')[2][:64]
        assert page.text.count(f'name="form_token" value="{token}"') == page.text.count('method="post"')
        order = {"archetype": "stubborn", "scenario": "water-bill"}
        started = await visitor.client.post("/api/v1/sessions", json=order)
        assert started.status_code == 201
        ended = await visitor.client.post(f"/api/v1/sessions/{started.json()['id']}/end")
        assert ended.status_code == 403
        path = f"/api/v1/sessions/{started.json()['id']}/end"
        assert (await visitor.client.post(path, headers={"x-form-token": token})).status_code == 202


async def test_an_idle_sign_in_ends_and_so_does_an_old_one(tmp_path: Path) -> None:
    async with open_desk(tmp_path, sign_in_idle=60, sign_in_lifetime=300) as desk:
        account = await make(desk, "lee")
        sign_ins = desk.runtime.accounts.sign_ins
        opened = await sign_ins.open(account, Visit("127.0.0.1"))
        assert await sign_ins.recognise(opened.secret) is not None
        for column, seconds in (("seen_at", 60), ("expires_at", 300)):
            later = await sign_ins.open(account, Visit("127.0.0.1"))
            await move_back(desk, column, seconds)
            assert await sign_ins.recognise(later.secret) is None


async def move_back(desk: Desk, column: str, seconds: int) -> None:
    """Let a moment of all sign-ins lie this much further back."""
    statement = f"UPDATE sign_in SET {column} = datetime({column}, '-{seconds} seconds') || '.000000'"
    await desk.runtime.store._runner.write(lambda connection: connection.exec_driver_sql(statement))


async def test_the_language_of_the_account_is_spoken_from_the_sign_in_on(desk: Desk) -> None:
    lee = await make(desk, "lee")
    await desk.runtime.accounts.people.change(lee.viewer(), lee.id, PersonChange(language="en"))
    async with browser(desk, "lee") as visitor:
        assert '<html lang="en">' in (await visitor.get("/history")).text


async def test_who_is_signed_in_does_not_see_the_form_again(desk: Desk) -> None:
    await make(desk, "lee")
    async with browser(desk, "lee") as visitor:
        assert (await visitor.get("/sign-in?next=/help")).headers["location"] == "/help"
