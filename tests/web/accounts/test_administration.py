"""People, groups and the audit log, as administrators see them."""

import re

import pytest

from sim.domain.account import LOCAL, Role, Scope
from sim.domain.audit import Action, AuditFilter
from sim.library import Kind
from sim.practice.accounts.people import PersonChange
from sim.practice.overview.assignments import AssignmentOrder
from sim.practice.sessions import SessionOrder
from tests.web.desk import Desk
from tests.web.people import HTML, PASSWORD, browser, make, shown_once
from web.accounts.words import KINDS


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
            ("?action=exported", ">s59<", "新建账号</th>"),
            ("?action=data", ">s59<", "新建账号</th>"),
            ("?action=accounts", "新建账号</th>", ">s59<"),
            ("?subject=s7", ">s7<", ">s8<"),
            ("?who=BO&since=2026-01-01", ">s59<", ""),
            ("?until=2026-01-01", "没有符合条件的记录", ">s"),
            ("?who=nobody", "没有符合条件的记录", ">s"),
        ):
            found = (await visitor.get(f"/admin/audit{address}")).text
            assert there in found, address
            assert not absent or absent not in found, address
        assert (await visitor.get("/admin/audit?since=yesterday")).status_code == 422
        assert (await visitor.get("/admin/audit?before=x")).status_code == 422
        assert (await visitor.get("/admin/people?role=king")).status_code == 422


async def test_the_log_speaks_of_people_talks_and_content_by_name(desk: Desk) -> None:
    boss, lee = await make(desk, "boss"), await make(desk, "lee")
    talk = await desk.runtime.sessions.start(SessionOrder("water-bill", "stubborn", owner=lee.id))
    note = desk.runtime.audit.note
    await note(boss.viewer(), Action.TRANSCRIPT_VIEWED, talk.id, {"owner": lee.id})
    await note(boss.viewer(), Action.OVERRIDDEN, "gone")
    await note(boss.viewer(), Action.CONTENT_CHANGED, "scenario/water-bill")
    await note(boss.viewer(), Action.EXPORTED, "scenario/gone")
    await note(boss.viewer(), Action.ACCOUNT_CHANGED, "0123456789abcdef01234567")
    async with browser(desk, "boss") as visitor:
        page = (await visitor.get("/admin/audit")).text
    assert f'<a href="/sessions/{talk.id}/scorecard">水费翻三倍（lee）</a>' in page
    assert "练习者：lee" in page
    assert '<a href="/content/scenarios/water-bill">水费翻三倍</a>' in page
    assert ">gone<" in page
    assert ">scenario/gone<" in page
    assert ' title="0123456789abcdef01234567">已经删除<' in page


async def test_the_log_names_groups_tokens_invitations_and_drafts(desk: Desk) -> None:
    boss = (await make(desk, "boss")).viewer()
    people, tokens = desk.runtime.accounts.people, desk.runtime.accounts.tokens
    kept, gone = [await people.create_group(boss, name) for name in ("一班", "二班")]
    await people.delete_group(boss, gone.id)
    lee = await make(desk, "lee", Role.TRAINEE, kept.id)
    await people.change(boss, lee.id, PersonChange(groups=frozenset()))
    token, _ = await tokens.create(boss, "夜间导出", {Scope.EXPORT, Scope.READ}, 3)
    await tokens.revoke(boss, token.id)
    await desk.runtime.accounts.invitations.invite(boss, Role.TRAINER, group=kept.id, note="老周")
    await desk.runtime.authoring.copy(Kind.SCENARIO, "water-bill", "water-two", viewer=boss)
    note = desk.runtime.audit.note
    await note(
        boss, Action.OVERRIDDEN, "s", {"part": "listening.acknowledge", "verdict": "adjust", "level": "2 → unscored"}
    )
    await note(boss, Action.OVERRIDDEN, "t", {"severity": "none → severe", "total": "75 → 59"})
    await people.change(boss, lee.id, PersonChange(language="en"))
    await people.rename_group(boss, kept.id, "早班")
    order = AssignmentOrder(f"group:{kept.id}", "water-bill", "stubborn", due="2100-01-31")
    given = await desk.runtime.overview.assignments.give(boss, order)
    await desk.runtime.overview.assignments.withdraw(boss, given.id)
    await note(boss, Action.EXPORTED, "", {"form": "xlsx", "scenario": "water-bill"})
    async with browser(desk, "boss") as visitor:
        page = (await visitor.get("/admin/audit")).text
    words = re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", page))
    for told in (
        "解散班组 二班",
        "离开：早班",
        "新建令牌 夜间导出 权限：导出 读取练习与评分单",
        "撤销令牌 夜间导出",
        "发出邀请 老周 角色：培训师 ； 班组：早班",
        "哪一条：L1 ",
        "等级：2 → 未评",
        "关卡：通过 → 没过（重）；总分：75 → 59",
        "界面语言：随浏览器 → 英文",
        "改了班组 早班 改名：一班 → 早班",
        "布置作业 早班 案例：水费翻三倍；客户类型：固执；截止日期：2100-01-31",
        "收回作业 早班",
        "导出 全部班组 格式：表格 XLSX ； 案例：水费翻三倍",
    ):
        assert told.replace(" ； ", "；") in words.replace(" ； ", "；"), told
    assert 'href="/content/scenarios/water-two"' in page
    assert not re.findall(r">\s*[0-9a-f]{16,}\s*<", page)


async def test_the_same_done_again_at_once_is_one_line(desk: Desk) -> None:
    boss, lee = await make(desk, "boss"), await make(desk, "lee")
    talk = await desk.runtime.sessions.start(SessionOrder("water-bill", "stubborn", owner=lee.id))
    for action in (*[Action.TRANSCRIPT_VIEWED] * 3, Action.OVERRIDDEN, Action.TRANSCRIPT_VIEWED):
        await desk.runtime.audit.note(boss.viewer(), action, talk.id)
    async with browser(desk, "boss") as visitor:
        page = (await visitor.get(f"/admin/audit?subject={talk.id}")).text
    assert re.findall(r"<th scope=\"row\">(.*?)</th>", page) == ["查看别人的对话", "改判", "查看别人的对话"]
    assert "3 次，从" in page


def test_every_action_is_of_one_kind() -> None:
    assert sorted(action for kind in KINDS.values() for action in kind.actions) == sorted(Action)


async def test_an_empty_log_says_what_is_written_there(desk: Desk) -> None:
    page = (await desk.client.get("/admin/audit", headers={"accept": "text/html"})).text
    assert "这里就会记一笔" in page
    assert "没有符合条件" not in page


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
