"""Publishing while people practise: new sessions get the new version, old ones and their scorecards stay the same."""

import asyncio
import re
from typing import Any

import pytest

from sim.domain.audit import Action, AuditFilter
from sim.library import Kind
from tests.web.authoring.author import HTML, Author
from tests.web.desk import Desk, open_desk

CASE = "/content/scenarios/water-bill-tripled"
ORDER = {"scenario": "water-bill-tripled", "archetype": "stubborn"}
RUBRIC = "/content/rubrics/service-complaint"
STUBBORN = "/content/archetypes/stubborn"
SHOUT = "<script>alert('x')</script><b>粗</b>"


async def publish(author: Author, path: str, base: int, reason: str = "急用") -> int:
    response = await author.desk.client.post(
        f"{path}/publish", data={"base": str(base), "reason": reason}, headers=HTML
    )
    return response.status_code


async def scorecard(desk: Desk, session_id: str) -> bytes:
    response = await desk.client.get(f"/api/v1/sessions/{session_id}/scorecard")
    assert response.status_code == 200
    return response.content


async def graded(desk: Desk) -> str:
    """Practise one session to its scorecard and return its id."""
    session = await desk.start(**ORDER)
    await desk.say(session["id"], 2, "您好，我先查一下表。")
    assert (await desk.client.post(f"/api/v1/sessions/{session['id']}/end")).status_code == 202
    for _attempt in range(500):
        if (await desk.client.get(f"/api/v1/sessions/{session['id']}/scorecard")).status_code == 200:
            return str(session["id"])
        await asyncio.sleep(0.02)
    pytest.fail("the session was not graded")


async def test_an_old_scorecard_stays_bit_for_bit_when_case_type_and_rubric_are_edited(
    author: Author, desk: Desk
) -> None:
    session_id = await graded(desk)
    before = await scorecard(desk, session_id)
    page_before = await author.get(f"/sessions/{session_id}/scorecard")
    session_before = (await desk.client.get(f"/api/v1/sessions/{session_id}")).json()
    await author.save(CASE, title__zh="全改了的标题", facts__0__text="全改了的事实")
    await author.save(STUBBORN, name__zh="改了名的类型", start_anger="9")
    changes = {
        "dimensions__0__weight": "10",
        "dimensions__1__weight": "30",
        "dimensions__0__criteria__0__name__zh": "改了名的标准",
    }
    await author.save(RUBRIC, **changes)
    for path in (CASE, STUBBORN, RUBRIC):
        assert await publish(author, path, 1) == 303
    assert desk.runtime.library.rubric("service-complaint").dimensions[0].weight == 10
    assert await scorecard(desk, session_id) == before
    assert await author.get(f"/sessions/{session_id}/scorecard") == page_before
    assert (await desk.client.get(f"/api/v1/sessions/{session_id}")).json() == session_before
    again = await graded(desk)
    new = (await desk.client.get(f"/api/v1/sessions/{again}")).json()
    assert all(new[kind]["version"] != session_before[kind]["version"] for kind in ("scenario", "archetype", "rubric"))
    assert "改了名的标准" in await author.get(f"/sessions/{again}/scorecard")


async def test_a_session_that_runs_goes_on_with_the_version_it_began_with(author: Author, desk: Desk) -> None:
    running = await desk.start(**ORDER)
    await author.save(CASE, title__zh="新标题")
    assert await publish(author, CASE, 1) == 303
    assert "新标题" in await author.get("/")
    assert "新标题" not in await author.get(f"/sessions/{running['id']}")
    assert (await desk.say(running["id"], 2, "您好，我先查一下表。"))[-1][0] == "turn"
    fresh = await desk.start(**ORDER)
    assert fresh["scenario"]["version"] != running["scenario"]["version"]
    assert "新标题" in await author.get(f"/sessions/{fresh['id']}")


async def test_what_publishing_asks_for(author: Author, desk: Desk) -> None:
    await author.save(CASE, title__zh="新标题")
    page = await author.get(f"{CASE}/publish")
    assert "还没有试演" in page
    assert "新标题" in page
    for base, reason, status, said in (
        (1, " ", 422, "请写明理由"),
        (0, "急用", 409, "先存了第 1 版"),
        (7, "急用", 409, "先存了"),
    ):
        data = {"base": str(base), "reason": reason}
        response = await desk.client.post(f"{CASE}/publish", data=data, headers=HTML)
        assert response.status_code == status
        assert said in response.text
    assert await publish(author, CASE, 1, "只改了标题") == 303
    page = await author.get(f"{CASE}/history")
    assert "只改了标题" in page
    assert "没有要发布的" in await author.get(f"{CASE}/publish")
    noted = (await desk.runtime.audit.page(AuditFilter(actions=frozenset({Action.CONTENT_PUBLISHED})))).entries
    assert [entry.note.subject for entry in noted] == ["scenario/water-bill-tripled"]


async def test_a_draft_with_faults_cannot_be_published(author: Author) -> None:
    await author.save(RUBRIC, dimensions__0__weight="21")
    assert await publish(author, RUBRIC, 1) == 422
    page = await author.get(f"{RUBRIC}/publish")
    assert "合计 101" in page
    assert "发布第" not in page


async def test_archived_content_leaves_the_choice_and_its_sessions_stay(author: Author, desk: Desk) -> None:
    session = await desk.start(**ORDER)
    response = await desk.client.post(f"{CASE}/archive", headers=HTML)
    assert response.status_code == 303
    assert 'value="water-bill-tripled"' not in await author.get("/")
    assert (await desk.say(session["id"], 2, "您好，我先查一下表。"))[-1][0] == "turn"
    assert "water-bill-tripled" in await author.get("/content?folder=scenarios&shown=archived")
    assert (await desk.client.post(f"{CASE}/unarchive", headers=HTML)).status_code == 303
    assert 'value="water-bill-tripled"' in await author.get("/")
    refused = await desk.client.post(f"{RUBRIC}/archive", headers=HTML)
    assert refused.status_code == 422
    assert "默认" in refused.text


async def test_a_publication_is_seen_by_another_process_and_after_a_restart(
    author: Author, desk: Desk, tmp_path: Any
) -> None:
    await author.save(CASE, title__zh="新标题")
    await publish(author, CASE, 1)
    async with open_desk(tmp_path, library=desk.runtime.shelf.files) as other:
        assert other.runtime.library.scenario("water-bill-tripled").title.zh == "新标题"


@pytest.mark.parametrize(
    ("path", "kind", "fields"),
    [
        (
            CASE,
            Kind.SCENARIO,
            (
                *("title", "trade", "briefing"),
                *("facts__0__text", "facts__0__said", "facts__0__asked_by", "responsibility__0__matter"),
                *("demand__text", "demand__said", "hidden_need__text", "hidden_need__said", "hidden_need__hints"),
                *("authority", "authority_en", "forbidden", "forbidden_en", "openings__stubborn"),
            ),
        ),
        (
            STUBBORN,
            Kind.ARCHETYPE,
            ("name", "summary", "motive", "key", "pitfalls__0", "style", "never", "lines__0__texts"),
        ),
        (
            RUBRIC,
            Kind.RUBRIC,
            ("name", "dimensions__0__name", "dimensions__0__criteria__0__anchors__1", "gates__0__description"),
        ),
    ],
)
async def test_markup_in_every_field_is_text_on_every_page(
    author: Author, desk: Desk, path: str, kind: Kind, fields: tuple[str, ...]
) -> None:
    form = await author.open(path)
    typed = {name if name.replace("__", ".") in form else f"{name}__zh": SHOUT for name in fields}
    response = await author.save(path, note=SHOUT, **typed)
    assert response.status_code == 303
    draft = await desk.runtime.authoring.draft(kind, path.rpartition("/")[2])
    assert draft.problems == ()
    assert draft.text.count("<script>") >= len(fields)
    pages = [path + tab for tab in ("", "/yaml", "/preview", "/history", "/versions/1", "/publish", "/copy", "/tryout")]
    assert await publish(author, path, 1, SHOUT) == 303
    session_id = await graded(desk)
    pages += [
        "/",
        "/content",
        f"/content?folder={path.split('/')[2]}",
        "/briefing?scenario=water-bill-tripled",
        "/history",
    ]
    pages += [
        f"/sessions/{session_id}",
        f"/sessions/{session_id}/scorecard",
        f"{path}/history",
        f"{path}/versions/0?against=1",
    ]
    for page in pages:
        body = await author.get(page)
        assert "<script>alert" not in body, page
        assert "<b>粗" not in body, page


async def test_chinese_and_english_that_come_apart_are_told_at_their_field_and_keep_nobody_from_publishing(
    author: Author,
) -> None:
    assert 'id="doubts"' not in await author.get(CASE)
    await author.save(CASE, title__zh="水费一个月涨了30倍")
    form = await author.get(CASE)
    told = form.partition('id="doubts"')[2].partition("</div>")[0]
    assert re.search(r'<a href="#f-title">标题</a>：只有中文说 30', told)
    assert "中文改过，英文还是原来的" in told
    assert "（YAML 第 " in told
    for box, words in (("f-title-zh", "中文"), ("f-title-en", "英文，可不填")):
        assert f'<label class="small soft" for="{box}">{words}</label>' in form
    assert "中文改过，英文还是原来的" in await author.get(f"{CASE}/publish")
    assert await publish(author, CASE, 1) == 303
    assert "中文改过" not in await author.get(CASE)
