"""The form and the YAML of a document are the same; what was typed stays, whatever was wrong with it."""

import re
from html import unescape

import pytest

from sim.library import Kind
from sim.practice.authoring.drafts import data_of
from tests.web.authoring.author import Author, filled
from tests.web.desk import Desk

CASE = "/content/scenarios/water-bill-tripled"
STUBBORN = "/content/archetypes/stubborn"
RUBRIC = "/content/rubrics/service-complaint"


async def text_of(desk: Desk, path: str) -> str:
    _content, folder, name = path.strip("/").split("/")
    return (await desk.runtime.authoring.draft(Kind(folder.removesuffix("s")), name)).text


@pytest.mark.parametrize(
    "path",
    [
        "/content",
        "/content?folder=archetypes",
        "/content?folder=rubrics&shown=archived",
        "/content/scenarios/new",
        f"{CASE}/copy",
        *(
            path + tab
            for path in (CASE, STUBBORN, RUBRIC)
            for tab in ("", "/yaml", "/preview", "/history", "/publish", "/versions/0")
        ),
    ],
)
@pytest.mark.parametrize("language", ["zh", "en"])
async def test_every_page_is_there_in_both_languages(author: Author, path: str, language: str) -> None:
    join = "&" if "?" in path else "?"
    page = await author.get(f"{path}{join}lang={language}")
    assert (">内容</a>" in page) is (language == "zh")
    assert (">Content</a>" in page) is (language == "en")


@pytest.mark.parametrize("path", [CASE, STUBBORN, RUBRIC])
async def test_a_form_sent_as_it_came_changes_nothing(author: Author, desk: Desk, path: str) -> None:
    before = await text_of(desk, path)
    response = await author.save(path)
    assert response.status_code == 303
    assert response.headers["location"] == f"{path}?unchanged=true"
    assert await text_of(desk, path) == before
    assert "没有改动，没有存出新的一版" in await author.get(response.headers["location"])


async def test_one_typed_word_changes_one_line(author: Author, desk: Desk) -> None:
    before = await text_of(desk, STUBBORN)
    response = await author.save(STUBBORN, start_anger="6", note="火气大一点")
    assert response.headers["location"] == f"{STUBBORN}?saved=1"
    after = await text_of(desk, STUBBORN)
    assert [(old, new) for old, new in zip(before.splitlines(), after.splitlines(), strict=True) if old != new] == [
        ("start_anger: 5", "start_anger: 6")
    ]
    assert "火气大一点" in await author.get(f"{STUBBORN}/history")


async def test_rows_are_added_moved_and_taken_out_without_a_script(author: Author, desk: Desk) -> None:
    typed = await author.open(CASE)
    first, second = typed["facts.0.id"], typed["facts.1.id"]
    page = (await author.send(CASE, {**typed, "act": "up:facts.1", "title.zh": "还没存的标题"})).text
    assert (
        await text_of(desk, CASE) == (await desk.runtime.authoring.draft(Kind.SCENARIO, "water-bill-tripled", 0)).text
    )
    assert "还没存的标题" in page

    typed = filled(page)
    assert (typed["facts.0.id"], typed["facts.1.id"]) == (second, first)
    typed = filled((await author.send(CASE, {**typed, "act": "remove:facts.0"})).text)
    assert typed["facts.0.id"] == first
    typed = filled((await author.send(CASE, {**typed, "act": "add:facts"})).text)
    last = max(int(name.split(".")[1]) for name in typed if re.fullmatch(r"facts\.\d+\.id", name))
    row = {"id": "new-one", "text": "新的一件", "disclosure": "asked", "said": "我说\r\n再说", "asked_by": "什么"}
    typed |= {f"facts.{last}.{name}": value for name, value in row.items()}
    response = await author.send(CASE, {**typed, "act": "save"})
    assert response.status_code == 303
    text = await text_of(desk, CASE)
    assert f"id: {second}" not in text
    draft = await desk.runtime.authoring.draft(Kind.SCENARIO, "water-bill-tripled")
    assert draft.problems == ()
    assert draft.data["title"]["zh"] == "还没存的标题"
    assert draft.data["facts"][-1] == {**row, "said": ["我说", "再说"], "asked_by": ["什么"]}


@pytest.mark.parametrize("row", [0, 2, -1])
async def test_a_removed_row_is_said_and_can_be_brought_back_whole(author: Author, desk: Desk, row: int) -> None:
    before = await text_of(desk, CASE)
    typed = await author.open(CASE)
    last = max(int(name.split(".")[1]) for name in typed if re.fullmatch(r"facts\.\d+\.id", name))
    at = row if row >= 0 else last
    fact = typed[f"facts.{at}.text"]
    page = (await author.send(CASE, {**typed, "act": f"remove:facts.{at}"})).text
    assert re.search(rf'role="status"[^>]*>已删去事实第 {at + 1} 条：<span class="soft">{fact}<', unescape(page))
    assert len(re.findall(r" autofocus", page)) == 1
    assert re.search(rf'value="back:facts\.{at}" formnovalidate autofocus', page)

    typed = filled(page)
    assert fact not in [value for name, value in typed.items() if name.endswith(".text")]
    page = (await author.send(CASE, {**typed, "title.zh": "删了又放回来", "act": f"back:facts.{at}"})).text
    assert "已删去" not in page
    typed = filled(page)
    assert typed[f"facts.{at}.text"] == fact
    assert (await author.send(CASE, {**typed, "act": "save"})).status_code == 303
    old, new = (data_of(Kind.SCENARIO, text) for text in (before, await text_of(desk, CASE)))
    assert new == {**old, "title": {**old["title"], "zh": "删了又放回来"}}


async def test_a_removed_row_of_a_row_and_one_of_two_languages_come_back(author: Author) -> None:
    for path, name in ((RUBRIC, "dimensions.0.criteria.2"), (RUBRIC, "gates.0")):
        typed = await author.open(path)
        page = (await author.send(path, {**typed, "act": f"remove:{name}"})).text
        back = filled((await author.send(path, {**filled(page), "act": f"back:{name}"})).text)
        for each in typed.keys() - {"text"}:
            assert back[each] == typed[each] or each.endswith(".@"), each


async def test_what_is_no_item_of_a_document_is_not_brought_back(author: Author, desk: Desk) -> None:
    before = await text_of(desk, CASE)
    typed = await author.open(CASE)
    for gone in ("", "[]", "{", "!!python/object:os.system {}", '{"a": ' * 500, "{id: &a x, b: *a}"):
        page = (await author.send(CASE, {**typed, "gone": gone, "act": "back:facts.1"})).text
        assert {**filled(page), "text": ""} == {**typed, "text": ""}
    assert await text_of(desk, CASE) == before


async def test_what_was_saved_is_said_in_a_few_words(author: Author) -> None:
    typed = await author.open(CASE)
    typed = filled((await author.send(CASE, {**typed, "act": "remove:facts.1"})).text)
    typed |= {"title.zh": "改了的标题", "facts.0.text": "改了的事实"}
    response = await author.send(CASE, {**typed, "act": "save"})
    page = await author.get(response.headers["location"])
    assert "已保存为第 1 版。 事实：删去 1 条；事实：改了 1 条；改了：标题。" in page
    assert "Saved as version 1. Facts: 1 removed; Facts: 1 changed; Changed: Title." in await author.get(
        response.headers["location"] + "&lang=en"
    )
    assert "已保存" not in await author.get(f"{CASE}?lang=zh")
    typed = await author.open(CASE)
    response = await author.send(CASE, filled((await author.send(CASE, {**typed, "act": "up:facts.1"})).text))
    assert "已保存为第 2 版。 事实：换了次序。" in await author.get(response.headers["location"])


async def test_nested_rows_and_moves(author: Author, desk: Desk) -> None:
    typed = await author.open(RUBRIC)

    codes = [typed[f"dimensions.0.criteria.{index}.code"] for index in range(4)]
    typed = filled((await author.send(RUBRIC, {**typed, "act": "up:dimensions.0.criteria.1"})).text)
    assert [typed[f"dimensions.0.criteria.{index}.code"] for index in range(4)] == [codes[1], codes[0], *codes[2:]]
    response = await author.save(STUBBORN, rules__0__any_of="promise when=yes|no\r\ngrant")
    assert response.status_code == 303
    rule = (await desk.runtime.authoring.draft(Kind.ARCHETYPE, "stubborn")).data["rules"][0]
    assert rule["any_of"] == [{"kind": "promise", "detail": {"when": ["yes", "no"]}}, {"kind": "grant"}]


FAULTS = [
    (CASE, {"facts__0__said": ""}, "f-facts-0-said", "没有填"),
    (CASE, {"facts__1__id": None}, "f-facts-1-id", "用了两次"),
    (CASE, {"title__zh": "", "title__en": ""}, "f-title", "没有填"),
    (STUBBORN, {"start_anger": "很大"}, "f-start_anger", "要写整数"),
    (STUBBORN, {"start_trust": "11"}, "f-start_trust", "0 到 10"),
    (STUBBORN, {"rules__0__any_of": "promis when=yes"}, "f-rules-0-any_of", "不是可用的值"),
    (RUBRIC, {"dimensions__0__weight": "21"}, "f-dimensions", "合计 101"),
    (RUBRIC, {"dimensions__0__criteria__0__anchors__2__zh": ""}, "f-dimensions-0-criteria-0-anchors", "2：没有填"),
    (RUBRIC, {"gates__0__id": "red"}, "f-gates-0-id", "gate.名称"),
    (RUBRIC, {"gates__1__id": "gate.red-line"}, "f-gates-1-id", "用了两次"),
    (RUBRIC, {"dimensions__1__id": "listening"}, "f-dimensions-1-id", "用了两次"),
    (RUBRIC, {"dimensions__0__criteria__1__id": "listening.acknowledge"}, "f-dimensions-0-criteria-1-id", "用了两次"),
    (STUBBORN, {"rules__1__id": "granted"}, "f-rules-1-id", "用了两次"),
    (CASE, {"authority": "上门复核\r\n换表\r\n上门复核"}, "f-authority", "3：这一条“上门复核”用了两次"),
]


@pytest.mark.parametrize(("path", "typed", "field", "said"), FAULTS)
async def test_what_is_wrong_stands_at_its_field_and_stays_typed(
    author: Author, path: str, typed: dict[str, str | None], field: str, said: str
) -> None:
    form = await author.open(path)
    known = {name: form["facts.0.id"] if value is None else value for name, value in typed.items()}
    response = await author.save(path, **known)
    assert response.status_code == 303
    page = await author.get(path)
    assert re.search(rf'<a href="#{field}[^"]*">', page), page[page.index("problems") :][:1500]
    part = page[page.index(f'id="{field}') - 2500 : page.index(f'id="{field}') + 4000]
    assert "field-error" in part
    assert said in part
    assert "YAML 第" in page
    again = await author.open(path)
    assert {name: again.get(name.replace("__", "."), "") for name in known} == known


@pytest.mark.parametrize("verb", ["save", "check"])
async def test_wrong_yaml_is_named_by_line_and_stays_in_the_box(author: Author, desk: Desk, verb: str) -> None:
    before = await text_of(desk, CASE)
    for broken in (
        before.replace("facts:", "facts: [", 1),
        before.replace("id: ", "id: !!python/object:os.system ", 1),
        before + "\nbomb: &a [x]\nboom: [*a, *a]\n",
        "x" * 300_000,
    ):
        response = await author.send(f"{CASE}/yaml", {"base": "0", "text": broken, "act": verb, "note": "试"})
        assert response.status_code == (422 if verb == "save" else 200)
        assert unescape(response.text).count(broken.strip()[:2000])
        assert re.search(r"第 \d+ 行", response.text)
        assert 'value="试"' in response.text
    assert await text_of(desk, CASE) == before


async def test_five_megabytes_are_told_apart_from_a_document(author: Author) -> None:
    response = await author.send(f"{CASE}/yaml", {"base": "0", "text": "a: " + "很" * 1_700_000, "act": "save"})
    assert response.status_code == 422
    assert "太大了" in response.text
    assert "很" * 1_000 in response.text


async def test_two_tabs_the_second_is_told_and_loses_nothing(author: Author, desk: Desk) -> None:
    mine, theirs = await author.open(CASE), await author.open(CASE)
    assert (await author.send(CASE, {**theirs, "trade.zh": "先存的行业", "act": "save"})).status_code == 303
    response = await author.send(CASE, {**mine, "title.zh": "后存的标题", "act": "save"})
    assert response.status_code == 409
    assert "先存的行业" in response.text
    assert "后存的标题" in response.text
    typed = response.text[response.text.index('name="text"') :]
    assert "后存的标题" in typed[: typed.index("</textarea>")]

    joined = filled(response.text)
    assert joined["base"] == "1"
    assert (await author.send(f"{CASE}/yaml", {**joined, "act": "save"})).status_code == 303
    assert "后存的标题" in await text_of(desk, CASE)
    assert "先存的行业" in (await desk.runtime.authoring.draft(Kind.SCENARIO, "water-bill-tripled", 1)).text


async def test_a_form_that_is_not_whole_changes_nothing(author: Author, desk: Desk) -> None:
    assert (await author.send(CASE, {"title.zh": "x", "act": "save"})).status_code == 422
    typed = await author.open(CASE)
    few = {name: typed[name] for name in ("base", "text", "title.zh")}
    assert (await author.send(CASE, {**few, "title.zh": "只有标题", "act": "save"})).status_code == 303
    data = (await desk.runtime.authoring.draft(Kind.SCENARIO, "water-bill-tripled")).data
    assert data["title"]["zh"] == "只有标题"
    assert len(data["facts"]) > 3


async def test_a_version_saved_without_a_note_leads_to_what_was_changed(author: Author) -> None:
    await author.save(STUBBORN, start_anger="6")
    history = await author.get(f"{STUBBORN}/history")
    assert re.search(rf'<td class="small"><a href="{STUBBORN}/versions/1">看改动', history)


async def test_new_documents_and_copies_open_at_once(author: Author, desk: Desk) -> None:
    for path, name in (
        ("/content/scenarios/new", "a-new"),
        ("/content/archetypes/new", "b-new"),
        (f"{CASE}/copy", "c"),
    ):
        response = await author.send(path, {"new_id": name})
        assert response.status_code == 303
        await author.get(response.headers["location"])
    assert "复制自 water-bill-tripled。<" in await author.get("/content/scenarios/c/history")
    assert "从空白开始。<" in await author.get("/content/scenarios/a-new/history")
    taken = await author.send("/content/scenarios/new", {"new_id": "a-new"})
    assert taken.status_code == 422
    assert 'value="a-new"' in taken.text
    assert "已经有了" in taken.text
    assert (await author.send("/content/scenarios/new", {"new_id": "../x"})).status_code == 422
    assert (await desk.runtime.authoring.draft(Kind.ARCHETYPE, "b-new")).problems == ()
    assert ">Copied from water-bill-tripled.<" in await author.get("/content/scenarios/c/history?lang=en")


async def test_unknown_documents_are_not_there(author: Author) -> None:
    for path in ("/content/scenarios/moon", "/content/scenarios/moon/yaml", f"{CASE}/versions/9", "/content/moons/x"):
        response = await author.desk.client.get(path)
        assert response.status_code in (404, 422)
