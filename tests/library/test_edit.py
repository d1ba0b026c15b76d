"""Edits by form: what was not changed keeps its comments, its order and its spelling, to the byte."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.domain.errors import ContentError
from sim.library import default_roots
from sim.library.edit import ORIGIN, edited, legible
from sim.library.shelf import content_files
from sim.library.source import parse

FILES = [path for _kind, path in content_files(default_roots())]

SMALL = """\
# 顶上的话
id: late-bus   # 编号
title: {zh: 晚点, en: "Late"}
trade: 公交
facts:
  # 第一件
  - id: waited
    text: 等了一个钟头
    said: [我等了一个钟头, 一个钟头]
  # 第二件
  - id: rain
    text: '下着雨'
    said:
      - 淋透了    # 这句要有
      - 雨那么大
"""


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_shipped_file_without_a_change_stays_as_it_is(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert edited(text, parse(text).data, file="x") == text  # type: ignore[arg-type]  # a document is a mapping


def changed_lines(text: str, changes: dict[str, Any]) -> list[tuple[str, str]]:
    lines = edited(text, changes, file="x").splitlines()
    return [(old, new) for old, new in zip(text.splitlines(), lines, strict=True) if old != new]


def test_one_changed_text_changes_one_line() -> None:
    assert changed_lines(SMALL, {"trade": "地铁"}) == [("trade: 公交", "trade: 地铁")]
    assert changed_lines(SMALL, {"title": {"zh": "晚点了"}}) == [
        ('title: {zh: 晚点, en: "Late"}', 'title: {zh: 晚点了, en: "Late"}')
    ]


def test_quotes_and_trailing_comments_stay() -> None:
    facts = [{ORIGIN: 0}, {ORIGIN: 1, "text": "下着大雨", "said": ["淋透了", "雨真大"]}]
    assert changed_lines(SMALL, {"facts": facts}) == [
        ("    text: '下着雨'", "    text: '下着大雨'"),
        ("      - 雨那么大", "      - 雨真大"),
    ]


def test_an_item_taken_out_takes_its_lines_only() -> None:
    text = edited(SMALL, {"facts": [{ORIGIN: 1}]}, file="x")
    assert "waited" not in text
    assert "淋透了    # 这句要有" in text
    assert text.startswith("# 顶上的话\nid: late-bus   # 编号\n")


def test_items_change_places_with_what_is_in_them() -> None:
    text = edited(SMALL, {"facts": [{ORIGIN: 1}, {ORIGIN: 0, "text": "等了两个钟头"}]}, file="x")
    data: Any = parse(text).data
    assert [fact["id"] for fact in data["facts"]] == ["rain", "waited"]
    assert data["facts"][1]["text"] == "等了两个钟头"
    assert "- 淋透了    # 这句要有" in text


def test_a_new_item_and_a_new_field_stand_where_the_form_has_them() -> None:
    facts = [{ORIGIN: 0}, {ORIGIN: 1}, {"id": "next", "text": "yes", "said": ["12", "第二行\n再一行"]}]
    data: Any = parse(edited(SMALL, {"title": {"zh": "晚点"}, "severity": "major", "facts": facts}, file="x")).data
    assert list(data) == ["id", "title", "severity", "trade", "facts"]
    assert data["facts"][2] == {"id": "next", "text": "yes", "said": ["12", "第二行\n再一行"]}


def test_a_bare_chinese_text_grows_into_both_languages_and_back() -> None:
    both = edited(SMALL, {"trade": {"zh": "公交", "en": "Buses"}}, file="x")
    assert parse(both).data["trade"] == {"zh": "公交", "en": "Buses"}  # type: ignore[index,call-overload]
    alone = edited(both, {"trade": {"zh": "公交", "en": None}}, file="x")
    assert parse(alone).data["trade"] == {"zh": "公交"}  # type: ignore[index,call-overload]
    assert edited(SMALL, {"trade": {"zh": "公交", "en": None}}, file="x") == SMALL


def test_a_text_in_another_spelling_keeps_it_outside_the_change() -> None:
    text = "id:   a\n\n\ntitle:   {zh:   甲,   en: b}\nfacts:\n- id: f\n  text: 一\n- id: g\n  text:   二\n"
    assert edited(text, {"facts": [{ORIGIN: 0, "text": "三"}, {ORIGIN: 1}]}, file="x") == text.replace("一", "三")


def test_a_broken_text_is_not_edited() -> None:
    for text in ("id: [", "a: &x 1\nb: *x\n", "a: !!python/object:os.system 1\n"):
        with pytest.raises(ContentError, match="x:"):
            edited(text, {"id": "b"}, file="x")


texts = st.text(max_size=12).map(legible).filter(str.strip)


@settings(max_examples=40, deadline=None)
@given(trade=texts, said=st.lists(texts, max_size=4), keep=st.permutations([0, 1]))
def test_whatever_is_typed_is_read_back(trade: str, said: list[str], keep: list[int]) -> None:
    facts = [{ORIGIN: index, "said": said} for index in keep]
    data: Any = parse(edited(SMALL, {"trade": trade, "facts": facts}, file="x")).data
    assert data["trade"] == trade
    assert [fact["said"] for fact in data["facts"]] == [said, said]
    assert [fact["id"] for fact in data["facts"]] == [["waited", "rain"][index] for index in keep]


@pytest.mark.parametrize(
    "text", [":0", "- a", "{a", "a: b", "a #b", "yes", "12", " a", "a ", "'a", '"', "a\n b\n\n", "\t0\n", " \n\ta\n"]
)
def test_what_yaml_would_take_for_something_else_is_quoted(text: str) -> None:
    data: Any = parse(edited(SMALL, {"trade": text, "facts": [{ORIGIN: 0, "said": [text]}]}, file="x")).data
    assert (data["trade"], data["facts"][0]["said"]) == (text, [text])
