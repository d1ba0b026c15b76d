"""Where the two languages of a text come apart: figures, and Chinese that was changed alone."""

import pytest

from sim.domain.text import Language
from sim.library import Kind, Library
from sim.practice.authoring import Authoring
from sim.practice.authoring.drafts import Draft, read_draft
from sim.practice.authoring.figures import figures_apart
from sim.practice.authoring.translations import doubts
from tests.practice.authoring.conftest import LIN

CASE = """\
title: {zh: 约好上门没等到人, en: The visit nobody kept}
authority:
- 当场发20元服务券
- 24小时内回访
authority_en:
- A voucher of 20 yuan
- A call back within 24 hours
responsibility:
- matter: 12月3日没有上门
  matter_en: Nobody came on 3 December
"""
BURST = "heating-burst-pipe"
ALONE = "中文改过，英文还是原来的"


def draft(text: str) -> Draft:
    return read_draft(Kind.SCENARIO, "case", text, archetypes=())


def told(text: str, beside: str = CASE, language: Language = "zh") -> list[tuple[str, int, str]]:
    return [(doubt.field, doubt.line, doubt.what.in_language(language)) for doubt in doubts(draft(text), draft(beside))]


@pytest.mark.parametrize(
    ("zh", "en"),
    [
        ("发20元券", "a voucher of 20 yuan"),
        ("三十六小时没有暖气", "Thirty-six hours without heat"),
        ("11月18日下午2点20分", "2.20 pm on 18 November"),
        ("今晚19:00至21:30", "tonight between 7 and 9.30 pm"),
        ("免费借用7天，借1台", "on free loan for seven days, a heater"),
        ("两个工作日内", "within 2 working days"),
        ("补三万元", "30,000 yuan"),
        ("补3万元", "30,000 yuan"),
        ("120万户", "1.2 million households"),
        ("1.2亿元", "120 million yuan"),
        ("一百二十元", "120 yuan"),
        ("两百元", "two hundred yuan"),
        ("说了多少遍也没用", "told again and again"),
    ],
)
def test_the_same_figures_in_other_words_are_no_doubt(zh: str, en: str) -> None:
    assert figures_apart(zh, en) == (frozenset(), frozenset())


@pytest.mark.parametrize(
    ("zh", "en", "only_zh", "only_en"),
    [
        ("发30元券", "a voucher of 20 yuan", {30}, {20}),
        ("11月19日到期", "due on 18 November", {19}, {18}),
        ("三十六小时", "thirty-five hours", {36}, set()),
        ("48小时内答复", "an answer soon", {48}, set()),
        ("尽快答复", "an answer within 24 hours", set(), {24}),
        ("今晚19:00上门", "a visit at 8 pm", {19}, {8}),
        ("2.5倍", "25 times", {2.5}, {25}),
        ("3万户", "3 million households", {30_000}, {3_000_000}),
    ],
)
def test_other_figures_are_named_on_their_side(zh: str, en: str, only_zh: set[float], only_en: set[float]) -> None:
    assert tuple(map(set, figures_apart(zh, en))) == (only_zh, only_en)


def test_a_figure_that_differs_is_told_at_its_field_and_line() -> None:
    changed = CASE.replace("20元", "30元").replace("12月3日", "12月4日").replace("on 3", "on 2")
    assert told(changed, changed) == [
        ("authority[0]", 3, "只有中文说 30，只有英文说 20"),
        ("responsibility[0].matter", 9, "只有中文说 4，只有英文说 2"),
    ]
    assert told(changed, changed, "en")[0][2] == "only the Chinese says 30; only the English says 20"


def test_chinese_changed_alone_is_told_and_changed_together_is_not() -> None:
    assert told(CASE.replace("没等到人", "等了一上午")) == [("title", 1, ALONE)]
    assert told(CASE.replace("没等到人", "等了一上午").replace("nobody kept", "that took all morning")) == []
    assert told(CASE) == []


def test_a_line_put_in_before_others_changes_none_of_them() -> None:
    assert told(CASE.replace("authority:\n", "authority:\n- 当场道歉\n").replace("_en:\n", "_en:\n- Say sorry\n")) == []


@pytest.mark.parametrize(
    "text", ["title: 只有中文 30\nauthority: [发30元]\n", "title: {zh: 发30元, en: ''}\n", "- [", ""]
)
def test_what_has_one_language_only_or_is_no_document_raises_no_doubt(text: str) -> None:
    assert told(text) == []


def test_the_content_that_comes_with_the_program_says_the_same_in_both(files: Library) -> None:
    found: set[tuple[str, str]] = set()
    for kind in Kind:
        for name in files.of_kind(kind):
            shipped = read_draft(kind, name, files.text(kind, name), archetypes=files.archetypes)
            found.update((name, doubt.field) for doubt in doubts(shipped, shipped))
    assert found <= {("parcel-blizzard", "title")}  # its three days are left to the Chinese title


async def test_a_draft_is_held_against_what_is_in_use_and_a_copy_against_its_beginning(authoring: Authoring) -> None:
    original = await authoring.draft(Kind.SCENARIO, BURST)
    title = original.title.zh
    for name, base in ((BURST, 0), ("a-copy", 1)):
        if base:
            await authoring.copy(Kind.SCENARIO, BURST, name, viewer=LIN)
        begun = await authoring.draft(Kind.SCENARIO, name)
        text = begun.text.replace(title, f"城东：{title}", 1)
        saved = await authoring.save(Kind.SCENARIO, name, text, base=base, viewer=LIN)
        found = [(doubt.field, doubt.what.zh) for doubt in await authoring.doubts(saved)]
        assert found == [("title", ALONE)]
    await authoring.publish(Kind.SCENARIO, BURST, base=1, viewer=LIN, reason="改了标题")
    assert await authoring.doubts(await authoring.draft(Kind.SCENARIO, BURST)) == ()
