"""What is wrong with a document is named on each of its pages: by the words of the form, and by the line."""

import copy
import re
from functools import partial, reduce
from gettext import NullTranslations
from html import unescape
from typing import Any

import pytest

from sim.domain.errors import ContentError
from sim.library import Kind
from sim.library.edit import edited
from tests.web.authoring.author import Author
from tests.web.desk import Desk
from web.authoring.forms.naming import Naming
from web.authoring.places import Folder
from web.marking import in_catalogue

CASE = "scenarios/water-bill-tripled"
STUBBORN = "archetypes/stubborn"
RUBRIC = "rubrics/service-complaint"
ANCHORS = ("dimensions", 0, "criteria", 0, "anchors")
TWICE = [
    (CASE, ("facts", 1, "id"), ("facts", 0, "id"), "事实 · 第 2 条 · 编号"),
    (CASE, ("authority", 1), ("authority", 0), "学员能做、能提的 · 第 2 条"),
    (CASE, ("openings", "stubborn", 1), ("openings", "stubborn", 0), "开场白 · 固执己见型 · 第 2 条"),
    (STUBBORN, ("rules", 1, "id"), ("rules", 0, "id"), "情绪规则 · 第 2 条 · 编号"),
    (RUBRIC, ("dimensions", 1, "id"), ("dimensions", 0, "id"), "维度 · 第 2 条 · 编号"),
    (RUBRIC, ("gates", 1, "code"), ("gates", 0, "code"), "关卡 · 第 2 条 · 简号"),
    (
        RUBRIC,
        ("dimensions", 0, "criteria", 1, "id"),
        ("dimensions", 0, "criteria", 0, "id"),
        "维度 · 第 1 条 · 标准 · 第 2 条 · 编号",
    ),
    (RUBRIC, (*ANCHORS, 2), (*ANCHORS, 1), "维度 · 第 1 条 · 标准 · 第 1 条 · 五个等级，各写看得见的表现 · 2 级"),
]


def at(data: Any, path: tuple[str | int, ...]) -> Any:
    return reduce(lambda value, part: value[part], path, data)


async def spoilt(desk: Desk, place: str, path: tuple[str | int, ...], value: Any) -> tuple[str, ContentError]:
    """Return the text of a document with another value at one place, and the problem found exactly there."""
    folder, _, name = place.partition("/")
    draft = await desk.runtime.authoring.draft(Folder(folder).kind, name)
    data: Any = copy.deepcopy(draft.data)
    at(data, path[:-1])[path[-1]] = value
    text = edited(draft.text, {str(path[0]): data[path[0]]}, file="x.yaml")
    field = re.sub(r"\.(\d+)", r"[\1]", ".".join(map(str, path)))
    problems = desk.runtime.authoring.read(Folder(folder).kind, name, text).problems
    return text, next(problem for problem in problems if problem.field.startswith(field))


async def is_named_everywhere(author: Author, place: str, text: str, problem: ContentError, words: str) -> None:
    path = f"/content/{place}"
    checked = (await author.send(f"{path}/yaml", {"base": "0", "text": text, "act": "check"})).text
    assert (await author.send(f"{path}/yaml", {"base": "0", "text": text, "act": "save"})).status_code == 303
    pages = [checked, *[await author.get(path + tab, status) for tab, status in PAGES]]
    for page in map(unescape, pages):
        told = re.sub(r"<[^>]+>", "", next(item for item in re.findall(r"<li>.*?</li>", page) if words in item))
        assert problem.what.zh in told
        assert f"第 {problem.line} 行" in told
    assert f'data-line="{problem.line}"' in checked
    for page in pages[2:]:
        assert f"<code>{problem.field}</code>" not in page


PAGES = (("/yaml", 200), ("", 200), ("/publish", 200), ("/tryout", 200))


@pytest.mark.parametrize(("place", "path", "like", "words"), TWICE)
async def test_what_stands_twice_is_named_on_every_page(
    author: Author, desk: Desk, place: str, path: tuple[str | int, ...], like: tuple[str | int, ...], words: str
) -> None:
    folder, _, name = place.partition("/")
    data = (await desk.runtime.authoring.draft(Folder(folder).kind, name)).data
    text, problem = await spoilt(desk, place, path, at(data, like))
    assert "用了两次" in problem.what.zh
    await is_named_everywhere(author, place, text, problem, words)


@pytest.mark.parametrize("gap", ["", None])
async def test_a_level_without_anchor_is_named_on_every_page(author: Author, desk: Desk, gap: str | None) -> None:
    text, problem = await spoilt(desk, RUBRIC, (*ANCHORS, 2), gap)
    words = "维度 · 第 1 条 · 标准 · 第 1 条 · 五个等级，各写看得见的表现 · 2 级"
    await is_named_everywhere(author, RUBRIC, text, problem, words)


async def test_the_publish_page_leads_to_no_publishing(author: Author, desk: Desk) -> None:
    text, problem = await spoilt(desk, RUBRIC, (*ANCHORS, 0), "")
    await author.send(f"/content/{RUBRIC}/yaml", {"base": "0", "text": text, "act": "save"})
    refused = await desk.client.post(f"/content/{RUBRIC}/publish", data={"base": "1", "reason": "急用"})
    assert refused.status_code == 422
    assert "0 级" in refused.text
    assert f"YAML 第 {problem.line} 行" in refused.text


@pytest.mark.parametrize(
    ("kind", "place", "words"),
    [
        (Kind.SCENARIO, "", ""),
        (Kind.SCENARIO, "id", "编号"),
        (Kind.SCENARIO, "title.en", "标题 · 英文"),
        (Kind.SCENARIO, "title.fr", "标题 · fr"),
        (Kind.SCENARIO, "hidden_need.hints[1]", "真正的担心 · 话里露出的半句 · 第 2 条"),
        (Kind.SCENARIO, "hidden_need.hint", "真正的担心 · hint"),
        (Kind.SCENARIO, "facts[2].said[0]", "事实 · 第 3 条 · 客户自己的说法 · 第 1 条"),
        (Kind.SCENARIO, "openings.shy[0]", "开场白 · shy · 第 1 条"),
        (Kind.SCENARIO, "trades", "trades"),
        (Kind.ARCHETYPE, "rules[0].any_of[1].detail.form[0]", "情绪规则 · 第 1 条 · 出现其中一个就算 · 第 2 条"),
        (Kind.ARCHETYPE, "pitfalls[0].en", "学员常犯的错 · 第 1 条 · 英文"),
        (
            Kind.RUBRIC,
            "dimensions[0].criteria[1].anchors[4].zh",
            "维度 · 第 1 条 · 标准 · 第 2 条 · 五个等级，各写看得见的表现 · 4 级",
        ),
        (Kind.RUBRIC, "dimensions", "维度"),
    ],
)
def test_places_in_words(kind: Kind, place: str, words: str) -> None:
    source = partial(in_catalogue, NullTranslations())
    assert Naming(kind, source, {"stubborn": "固执己见型"})(place) == words
