"""Invitations: a link that makes one account once, and the list of them that administrators see."""

import re

import pytest

from sim.domain.account import LOCAL, Role
from tests.web.desk import Desk
from tests.web.people import HTML, PASSWORD, browser, make, shown_once

JOIN = {"name": "lee", "shown_name": "李", "password": PASSWORD, "again": PASSWORD}


async def invite(desk: Desk, **fields: str) -> str:
    """Let the administrator invite; return the path of the link."""
    async with browser(desk, "boss") as visitor:
        page = await visitor.post("/admin/invitations", **{"role": "trainee", "days": "7", "note": HTML, **fields})
        assert page.status_code == 200, page.text
        assert HTML not in page.text
        link = shown_once(page.text)
        assert link not in (await visitor.get("/admin/invitations")).text
    found = re.fullmatch(r"http://127.0.0.1:8000(/invitations/[\w-]{43})", link)
    assert found
    return found[1]


async def test_an_invitation_makes_an_account_with_role_and_group_and_signs_in(desk: Desk) -> None:
    group = await desk.runtime.accounts.people.create_group(LOCAL, "一班")
    await make(desk, "boss")
    path = await invite(desk, role="trainer", group=group.id)
    async with browser(desk) as visitor:
        form = (await visitor.get(path)).text
        assert "培训师" in form
        assert "一班" in form
        assert (await visitor.post(path, **JOIN)).headers["location"] == "/"
        assert "李" in (await visitor.get("/")).text
    lee = await desk.runtime.accounts.people.by_name("lee")
    assert (lee.role, lee.groups, lee.shown_name) == (Role.TRAINER, frozenset({group.id}), "李")


async def test_the_link_can_be_taken_along_and_its_button_needs_a_script(desk: Desk) -> None:
    await make(desk, "boss")
    async with browser(desk, "boss") as visitor:
        page = (await visitor.post("/admin/invitations", role="trainee", days="7")).text
    shown = page.partition('class="secret"')[2].partition("</p>")[0]
    assert re.search(r'<button[^>]*type="button"[^>]*data-copy hidden>复制链接</button>', shown)
    assert 'role="status"' in shown


async def test_an_invitation_is_good_once(desk: Desk) -> None:
    await make(desk, "boss")
    path = await invite(desk)
    async with browser(desk) as visitor:
        assert (await visitor.post(path, **JOIN)).status_code == 303
    async with browser(desk) as visitor:
        for response in (await visitor.get(path), await visitor.post(path, **{**JOIN, "name": "kim"})):
            assert response.status_code == 409
            assert "已经用过" in response.text


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"name": "BOSS"}, "已有人用"),
        ({"name": HTML}, "登录名要有"),
        ({"password": "password", "again": "password"}, "太容易"),
        ({"password": "x" * 500, "again": "x" * 500}, "8 到 128"),
        ({"again": "other"}, "不一样"),
    ],
)
async def test_a_refused_form_leaves_the_invitation_open(desk: Desk, fields: dict[str, str], said: str) -> None:
    await make(desk, "boss")
    path = await invite(desk)
    async with browser(desk) as visitor:
        page = await visitor.post(path, **{**JOIN, **fields})
        assert page.status_code == 422
        assert said in page.text
        assert HTML not in page.text
        assert (await visitor.post(path, **JOIN)).status_code == 303


async def test_an_invitation_that_holds_no_more_says_so(desk: Desk) -> None:
    await make(desk, "boss")
    withdrawn = await invite(desk)
    async with browser(desk, "boss") as boss:
        ((row,), _) = await desk.runtime.accounts.invitations.page()
        assert (await boss.post(f"/admin/invitations/{row.id}/withdraw")).status_code == 303
    expired = await invite(desk)
    statement = "UPDATE invitation SET expires_at = '2026-01-01 00:00:00.000000' WHERE withdrawn = 0"
    await desk.runtime.store._runner.write(lambda connection: connection.exec_driver_sql(statement))
    async with browser(desk) as visitor:
        for path, status, said in ((withdrawn, 409, "撤回"), (expired, 409, "过期"), ("/invitations/x", 404, "")):
            for response in (await visitor.get(path), await visitor.post(path, **JOIN)):
                assert response.status_code == status
                assert said in response.text
                assert ("找给你链接的人另要一个" in response.text) == (status == 409)


async def test_the_list_of_invitations_leads_on_while_there_are_more(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sim.practice.accounts.invitations.PAGE_SIZE", 2)
    await make(desk, "boss")
    for _ in range(2):
        await invite(desk)
    older = re.compile(r'href="(/admin/invitations\?before=[^"]+)"')
    async with browser(desk, "boss") as boss:
        assert not older.search((await boss.get("/admin/invitations")).text)
        await invite(desk)
        (following,) = older.findall((await boss.get("/admin/invitations")).text)
        last = (await boss.get(following)).text
        assert (last.count("/withdraw"), older.findall(last)) == (1, [])


@pytest.mark.parametrize(
    "fields",
    [{"days": "0"}, {"days": "31"}, {"days": "x"}, {"role": "king"}, {"group": "nowhere"}, {"note": "x" * 81}],
)
async def test_an_invitation_asked_for_wrongly_is_not_made(desk: Desk, fields: dict[str, str]) -> None:
    await make(desk, "boss")
    async with browser(desk, "boss") as visitor:
        page = await visitor.post("/admin/invitations", **{"role": "trainee", "days": "7", **fields})
        assert page.status_code == 422
        assert "field-error" in page.text
    assert await desk.runtime.accounts.invitations.page() == ((), None)


async def test_invitations_wait_for_the_first_administrator(desk: Desk) -> None:
    page = await desk.client.post("/admin/invitations", data={"role": "trainee", "days": "7"})
    assert page.status_code == 409
    assert "先建一个管理员账号" in page.text
