"""YAML text as data with lines: what is accepted, what is refused, and that nothing breaks it."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.library.source import MAX_BYTES, MAX_DEPTH, field_name, parse

_TEXT = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Zl", "Zp"], exclude_characters="\ufeff"), max_size=20
)
_SCALARS = st.none() | st.booleans() | st.integers(-(10**17), 10**17) | _TEXT
_DATA = st.recursive(
    _SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text("abc-是", min_size=1), inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(st.text("abcxyz-", min_size=1), _DATA, max_size=5))
def test_reads_json_as_json(data: dict[str, object]) -> None:
    source = parse(json.dumps(data, ensure_ascii=False))
    assert source.data == data
    assert source.flaws == ()


@given(st.text(max_size=200))
def test_no_text_breaks_the_parser(text: str) -> None:
    source = parse(text)
    assert isinstance(source.data, dict) or source.flaws


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("yes", "yes"),
        ("no", "no"),
        ("on", "on"),
        ("true", True),
        ("False", False),
        ("~", None),
        ("", None),
        ("12", 12),
        ("-3", -3),
        ("1.5", 1.5),
        ("2e3", 2000.0),
        ("'12'", "12"),
        ("1_000", "1_000"),
        ("12:30", "12:30"),
        ("2026-01-02", "2026-01-02"),
        ("9" * 30, "9" * 30),
    ],
)
def test_plain_words_mean_what_yaml_1_2_says(written: str, value: object) -> None:
    assert parse(f"a: {written}").data == {"a": value}


@pytest.mark.parametrize(
    ("text", "line", "field", "message"),
    [
        ("a: 1\nb: 2\na: 3\n", 3, "a", "stands twice, first in line 1"),
        ("a:\n  b: 1\n  b: 2\n", 3, "a.b", "stands twice"),
        ("a: 1\nb: &x 2\n", 2, "b", "anchors"),
        ("a: &x [1]\nb: *x\n", 2, "b", "aliases"),
        ("a: 1\nb: !!python/object:os.system ls\n", 2, "b", "tags"),
        ("a: 1\n---\nb: 2\n", 2, "", "second document"),
        ("a: 1\n b: 2\n", 2, "", "not valid YAML in column 3"),
        ("a: [1\n", 2, "", "not valid YAML"),
        ("a: 1\nb: \x07\n", 2, "", "code 0x7"),
        ("", 1, "", "is empty"),
        ("- a\n", 1, "", "holds a list"),
        ("a: 一句话\n  断开了\n", 1, "a", "line break inside Chinese"),
        ("a: 1\n? [x, y]\n: 2\n", 2, "", "plain word"),
    ],
)
def test_says_line_and_field_of_what_it_refuses(text: str, line: int, field: str, message: str) -> None:
    source = parse(text)
    found = [(source.error(flaw, "f").line, source.error(flaw, "f").field, flaw.message) for flaw in source.flaws]
    assert any((at, name) == (line, field) and message in said for at, name, said in found), found


def test_keeps_the_first_of_two_equal_keys() -> None:
    assert parse("a: 1\na: {b: 2}\nc: 3\n").data == {"a": 1, "c": 3}


def test_limits_size_and_depth() -> None:
    assert "bytes" in parse("a: " + "x" * MAX_BYTES).flaws[0].message
    assert parse("a: " + "[" * (MAX_DEPTH - 1) + "]" * (MAX_DEPTH - 1)).flaws == ()
    assert "deeper" in parse("a: " + "[" * MAX_DEPTH + "]" * MAX_DEPTH).flaws[0].message
    assert "deeper" in parse("a: " + "[" * 100_000).flaws[0].message


def test_finds_the_line_of_the_nearest_part_that_stands_in_the_text() -> None:
    source = parse("a:\n  - b: 1\n  - c:\n      d: 2\n")
    paths = [("a",), ("a", 0, "b"), ("a", 1), ("a", 1, "c", "d"), ("a", 1, "c", "x")]
    assert [source.line(path) for path in paths] == [1, 2, 3, 4, 3]
    assert source.line(("nowhere",)) == 1


def test_names_fields_as_people_write_them() -> None:
    assert field_name(("facts", 2, "asked_by", 0)) == "facts[2].asked_by[0]"
    assert field_name((3, "turns")) == "[3].turns"
