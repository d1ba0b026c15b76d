"""People, groups, invitations and the audit log, as administrators see them."""

import re

import pytest

from sim.domain.account import LOCAL, Role
from sim.domain.audit import Action, AuditFilter
from tests.web.desk import Desk
from tests.web.people import PASSWORD, browser, make

HTML = "<script>alert(1)</script>"


def shown_once(page: str) -> str:
    return page.partition("<code>")[2].partition("</code>")[0]


async def test_the_first_account_is_made_in_single_user_mode_and_ends_it(desk: Desk) -> None:
    for path in ("/", "/admin/people"):
        assert "单人使用" in (await desk.client.get(path)).text
    form = (await desk.client.get("/admin/people/new")).text
    assert 'value="administrator"' in form
    assert 'value="trainee"' not in form
    refused = await desk.client.post("/admin/people/new", data={"name": "lee", "role": "trainee"})
    assert refused.status_code == 409
    page = await desk.client.post("/admin/people/new", data={"name": "boss", "role": "administrator"})
    assert page.status_code == 200
    assert (await desk.client.get("/admin/people")).status_code == 401
    async with browser(desk) as visitor:
        assert (await visitor.sign_in("boss", shown_once(page.text))).status_code == 303
        assert (await visitor.get("/admin/people")).status_code == 200
        assert "单人使用" not in (await visitor.get("/")).text


async def test_what_was_practised_before_is_seen_by_administrators_only(desk: Desk) -> None:
    session = (await desk.start())["id"]
    await make(desk, "lee", Role.TRAINER)
    for name, status in (("boss", 200), ("lee", 404)):
        async with browser(desk, name) as visitor:
            assert (await visitor.get(f"/sessions/{session}")).status_code == status


async def test_an_account_is_made_found_and_changed(desk: Desk) -> None:
    group = await desk.runtime.accounts.people.create_group(LOCAL, HTML)
    await make(desk, "boss")
    async with browser(desk, "boss") as visitor:
        made = await visitor.post(
            "/admin/people/new", name="lee", shown_name=HTML, role="trainee", groups=[group.id], password=PASSWORD
        )
        assert made.status_code == 200
        assert PASSWORD not in made.text
        for address in ("?text=SCRIPT", f"?group={group.id}", "?role=trainee"):
            listed = (await visitor.get(f"/admin/people{address}")).text
            assert "alert(1)&lt;/script&gt;</a>" in listed
            assert HTML not in listed
        lee = await desk.runtime.accounts.people.by_name("lee")
        path = f"/admin/people/{lee.id}"
        changed = await visitor.post(path, shown_name="李", role="trainer", language="en")
        assert changed.status_code == 303
        found = await desk.runtime.accounts.people.load(lee.id)
        assert (found.shown_name, found.role, found.groups, found.language) == ("李", Role.TRAINER, frozenset(), "en")


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"name": "boss", "role": "trainee"}, "已有人用"),
        ({"name": "ＢＯＳＳ", "role": "trainee"}, "已有人用"),
        ({"name": HTML, "role": "trainee"}, "登录名要有"),
        ({"name": "x", "role": "trainee"}, "登录名要有"),
        ({"name": "lee", "role": "king"}, "没有“king”这种角色"),
        ({"name": "lee", "role": "trainee", "password": "12345678"}, "太容易"),
        ({"name": "lee", "role": "trainee", "password": "7 chars"}, "8 到 128"),
        ({"name": "lee", "role": "trainee", "groups": ["nowhere"]}, "没有这个班组"),
        ({"name": "lee", "role": "trainee", "shown_name": "a" * 81}, "最多 80"),
        ({"name": "lee", "role": "trainee", "shown_name": "a\u200bb"}, "看不见"),
        ({"name": "lee", "role": "trainee", "language": "fr"}, "中文和英文"),
    ],
)
async def test_what_cannot_be_is_told_and_what_was_typed_stays(
    desk: Desk, fields: dict[str, str | list[str]], said: str
) -> None:
    await make(desk, "boss")
    async with browser(desk, "boss") as visitor:
        page = await visitor.post("/admin/people/new", **fields)
        assert page.status_code == 422
        assert said in page.text
        assert HTML not in page.text
        if fields["name"] == "lee":
            assert 'value="lee"' in page.text
    page_of_people = await desk.client.get("/admin/people")
    assert page_of_people.status_code == 401


async def test_a_password_is_reset_and_shown_once(desk: Desk) -> None:
    lee = await make(desk, "lee")
    async with browser(desk, "boss") as boss, browser(desk, "lee") as visitor:
        page = await boss.post(f"/admin/people/{lee.id}/password")
        assert (await visitor.get("/history")).status_code == 303
        assert (await visitor.sign_in("lee")).status_code == 422
        assert (await visitor.sign_in("lee", shown_once(page.text))).status_code == 303


async def test_an_account_is_signed_out_disabled_and_enabled(desk: Desk) -> None:
    lee = await make(desk, "lee")
    path = f"/admin/people/{lee.id}"
    async with browser(desk, "boss") as boss, browser(desk, "lee") as visitor:
        await boss.post(f"{path}/sign-out")
        assert (await visitor.get("/history")).status_code == 303
        assert (await boss.post(f"{path}/disable")).status_code == 303
        assert "已停用" in (await boss.get(path)).text
        assert (await visitor.sign_in("lee")).status_code == 422
        await boss.post(f"{path}/enable")
        assert (await visitor.sign_in("lee")).status_code == 303


async def test_nobody_locks_himself_out(desk: Desk) -> None:
    boss = await make(desk, "boss")
    async with browser(desk, "boss") as visitor:
        for path, fields in (
            (f"/admin/people/{boss.id}/disable", {}),
            (f"/admin/people/{boss.id}", {"shown_name": "boss", "role": "trainee"}),
        ):
            page = await visitor.post(path, **fields)
            assert page.status_code == 403
            assert "另一位管理员" in page.text
    assert await desk.runtime.accounts.people.load(boss.id) == boss


async def test_groups_are_made_renamed_and_dissolved(desk: Desk) -> None:
    await make(desk, "boss")
    people = desk.runtime.accounts.people
    async with browser(desk, "boss") as visitor:
        assert (await visitor.post("/admin/groups", name="一班")).status_code == 303
        assert (await visitor.post("/admin/groups", name=" 一班 ")).status_code == 422
        assert (await visitor.post("/admin/groups", name="")).status_code == 422
        (group,) = await people.groups()
        assert (await visitor.post(f"/admin/groups/{group.id}", name=HTML)).status_code == 303
        page = (await visitor.get("/admin/groups")).text
        assert HTML not in page
        assert "&lt;script&gt;" in page
        await make(desk, "lee", Role.TRAINEE, group.id)
        assert (await visitor.post(f"/admin/groups/{group.id}/delete")).status_code == 303
        assert (await visitor.post(f"/admin/groups/{group.id}/delete")).status_code == 404
    assert (await people.by_name("lee")).groups == frozenset()


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


JOIN = {"name": "lee", "shown_name": "李", "password": PASSWORD, "again": PASSWORD}


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
        (row,) = await desk.runtime.accounts.invitations.page()
        assert (await boss.post(f"/admin/invitations/{row.id}/withdraw")).status_code == 303
    expired = await invite(desk)
    statement = "UPDATE invitation SET expires_at = '2026-01-01 00:00:00.000000' WHERE withdrawn = 0"
    await desk.runtime.store._runner.write(lambda connection: connection.exec_driver_sql(statement))
    async with browser(desk) as visitor:
        for path, status, said in ((withdrawn, 409, "撤回"), (expired, 409, "过期"), ("/invitations/x", 404, "")):
            for response in (await visitor.get(path), await visitor.post(path, **JOIN)):
                assert response.status_code == status
                assert said in response.text
                assert ("找给您链接的人另要一个" in response.text) == (status == 409)


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
    assert await desk.runtime.accounts.invitations.page() == ()


async def test_invitations_wait_for_the_first_administrator(desk: Desk) -> None:
    page = await desk.client.post("/admin/invitations", data={"role": "trainee", "days": "7"})
    assert page.status_code == 409
    assert "先建一个管理员账号" in page.text


async def test_the_log_is_read_filtered_and_paged(desk: Desk) -> None:
    boss = await make(desk, "boss")
    for number in range(60):
        await desk.runtime.audit.note(boss.viewer(), Action.EXPORTED, f"s{number}", {"rows": HTML})
    await desk.runtime.audit.note(boss.viewer(), "something-new", "x")
    async with browser(desk, "boss") as visitor:
        page = (await visitor.get("/admin/audit")).text
        assert "登录" in page
        assert "something-new" in page
        assert HTML not in page
        older = re.search(r'href="(/admin/audit\?before=\d+)"', page)
        assert older
        assert "s0<" in (await visitor.get(older[1])).text
        for address, there, absent in (
            ("?action=exported", ">s59<", "新建账号</td>"),
            ("?subject=s7", ">s7<", ">s8<"),
            ("?who=boss&since=2026-01-01", ">s59<", ""),
            ("?until=2026-01-01", "没有这样的记录", ">s"),
            ("?who=nobody", "没有叫这个登录名的账号", ">s"),
        ):
            found = (await visitor.get(f"/admin/audit{address}")).text
            assert there in found, address
            assert not absent or absent not in found, address
        assert (await visitor.get("/admin/audit?since=yesterday")).status_code == 422
        assert (await visitor.get("/admin/audit?before=x")).status_code == 422
        assert (await visitor.get("/admin/people?role=king")).status_code == 422


async def test_the_log_knows_what_administrators_did(desk: Desk) -> None:
    lee = await make(desk, "lee")
    async with browser(desk, "boss") as visitor:
        await visitor.post(f"/admin/people/{lee.id}", shown_name="lee", role="trainer")
        await visitor.post(f"/admin/people/{lee.id}", shown_name="lee", role="trainer")
        await visitor.post(f"/admin/people/{lee.id}/password")
    page = await desk.runtime.audit.page(AuditFilter(subject=lee.id))
    actions = [(entry.note.actor_name, entry.note.action) for entry in page.entries]
    assert actions == [("boss", "password-changed"), ("boss", "role-changed"), ("", "account-created")]
    assert page.entries[1].note.detail["role"] == "trainee → trainer"
