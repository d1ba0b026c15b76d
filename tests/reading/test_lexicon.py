"""Lexicon files: what a trainer may write, and what he is told when it is wrong."""

from pathlib import Path

import pytest

from sim.domain.errors import ContentError
from sim.domain.moves import MoveKind
from sim.domain.scenario import Scenario
from sim.domain.text import Bilingual
from sim.reading import Reader, ReadingContext
from sim.reading.lexicon import load_lexicon
from sim.reading.pattern import PatternError, compile_pattern

CLASSES = "您: [您, 你]\n"


def write(folder: Path, groups: str, classes: str = CLASSES) -> Path:
    (folder / "classes.yaml").write_text(classes, encoding="utf-8")
    (folder / "own.yaml").write_text(groups, encoding="utf-8")
    return folder


def test_a_group_of_ones_own_becomes_a_move(tmp_path: Path) -> None:
    groups = "warm:\n  kind: easer\n  detail: {kind: care}\n  patterns: ['<您>冷不冷']\n  unless: [空调]\n"
    reader = Reader(load_lexicon(write(tmp_path, groups)))
    context = ReadingContext(Scenario("s", Bilingual("题")))
    assert reader.read("您冷不冷？", context).has(MoveKind.EASER, kind="care")
    assert not reader.read("空调开着您冷不冷？", context).has(MoveKind.EASER)
    assert not reader.read("他问“您冷不冷”。", context).has(MoveKind.EASER)


def test_a_hit_with_a_partner_counts_only_beside_it(tmp_path: Path) -> None:
    groups = "own:\n  kind: easer\n  scope: sentence\n  patterns: [嗓子]\n  with: [都给了]\n  unless: [您的嗓子]\n"
    reader = Reader(load_lexicon(write(tmp_path, groups)))
    context = ReadingContext(Scenario("s", Bilingual("题")))
    assert [move.quote for move in reader.read("今天嗓子哑了，都给了上一位。", context).moves] == ["嗓子"]
    assert not reader.read("今天嗓子哑了。水都给了邻居。", context).moves
    assert not reader.read("今天嗓子有一点哑。", context).moves
    assert not reader.read("您的嗓子都给了我们。", context).moves


@pytest.mark.parametrize(
    ("groups", "line", "words"),
    [
        ("g:\n  patterns:\n    - 好\n    - (坏\n", 4, "never closed"),
        ("g:\n  patterns: ['<谁>来']\n", 2, "no word class <谁>"),
        ("g:\n  kind: nonsense\n  patterns: [好]\n", 2, "must be one of"),
        ("g:\n  patterns: [好]\n  colour: red\n", 3, "unknown; allowed"),
        ("g:\n  kind: easer\n", 2, "has no patterns"),
        ("g: [好]\ng2: [\n", 3, "own.yaml"),
        ("g: [好]\nh: [好]\ng: [好]\n", 3, "defined twice"),
        ("g: ['好?']\n", 1, "empty text"),
        ("g: []\n", 1, "at least one"),
        ("", 1, "empty"),
    ],
)
def test_errors_name_file_and_line(tmp_path: Path, groups: str, line: int, words: str) -> None:
    with pytest.raises(ContentError) as raised:
        load_lexicon(write(tmp_path, groups))
    assert f"own.yaml:{line}:" in str(raised.value)
    assert words in str(raised.value)


def test_missing_and_wrong_classes(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match="lacks its word classes"):
        load_lexicon(tmp_path)
    with pytest.raises(ContentError, match=r"classes\.yaml:1: .*character 2"):
        load_lexicon(write(tmp_path, "g: [好]\n", "甲: ['乙)']\n"))


@pytest.mark.parametrize(
    ("pattern", "matches", "misses"),
    [
        ("别(激动|生气)", "您别生气", "您生气"),
        ("给您?打", "我给打", "我打"),
        ("[一二]次", "第二次", "第三次"),
        ("来~量", "来给您量", "来,量"),
        ("来~~量", "来,给您量", "来。量"),
        ("^好", "行,好", "你好"),
        ("好$", "就好。", "好人"),
        ("好(?!人)", "好事", "好人"),
        ("(?<!不)好", "很好", "不好"),
        ("[0-9]{2,}元", "20元", "2元"),
        ("a b+", "xabb", "xa"),
    ],
)
def test_pattern_language(pattern: str, matches: str, misses: str) -> None:
    compiled = compile_pattern(pattern)
    assert compiled.regex.search(matches)
    assert not compiled.regex.search(misses)
    assert all(any(trigger in matches for trigger in triggers) for triggers in compiled.triggers)


@pytest.mark.parametrize(("pattern", "position"), [("好)", 1), ("?好", 0), ("[好", 0), ("好{x}", 1), ("<无>", 0)])
def test_pattern_errors_name_the_place(pattern: str, position: int) -> None:
    with pytest.raises(PatternError) as raised:
        compile_pattern(pattern)
    assert raised.value.position == position
