"""What pages of authors show of a document: rows and their heads, titles, previews, versions."""

import re
from html import unescape

from tests.web.authoring.author import Author

CASE = "/content/scenarios/water-bill-tripled"
STUBBORN = "/content/archetypes/stubborn"
RUBRIC = "/content/rubrics/service-complaint"


def closed_rows(page: str) -> list[str]:
    """Return what the closed rows of a form are called."""
    found = re.findall(r'<summary><span class="row-name">(.*?)</span></summary>', page, re.DOTALL)
    return [" ".join(unescape(re.sub(r"<[^>]+>", "", name)).split()) for name in found]


async def test_a_closed_row_says_which_sign_belongs_to_what_and_how_its_first_line_begins(author: Author) -> None:
    rows = closed_rows(await author.get(STUBBORN))
    assert any(re.search(r" · 怒气 −\d", row) for row in rows)
    assert any(re.search(r" · 信任 \+\d", row) for row in rows)
    assert not any(re.search(r" · [+-]\d", row) for row in rows)
    assert len(set(rows)) == len(rows)
    assert any(re.search(r" · anger −\d", row) for row in closed_rows(await author.get(f"{STUBBORN}?lang=en")))


async def test_an_open_row_has_its_number_and_name_at_its_head(author: Author) -> None:
    page = await author.get(RUBRIC)
    assert re.search(
        r'row-head">\s*<strong class="row-name">维度 1<span class="soft"> ·&nbsp;</span>倾听</strong>', page
    )
    assert re.search(r'row-head">\s*<strong class="row-name">Matter 1</strong>', await author.get(f"{CASE}?lang=en"))


async def test_a_form_in_english_sent_as_it_came_changes_nothing(author: Author) -> None:
    typed = await author.open(f"{STUBBORN}?lang=en")
    assert any(", " in str(typed[name]) for name in typed if name.endswith((".gives", ".keys", ".needs")))
    assert (await author.send(STUBBORN, {**typed, "act": "save"})).headers["location"] == f"{STUBBORN}?unchanged=true"


async def test_an_edited_document_is_listed_by_its_english_title(author: Author) -> None:
    await author.save(CASE, trade__zh="别的行业")
    page = await author.get("/content?lang=en")
    assert "The water bill that tripled" in page
    await author.save(CASE, title__zh="改了的标题", title__en="Another title")
    assert "Another title" in await author.get("/content?lang=en")
    assert "改了的标题" in await author.get("/content?lang=zh")


async def test_the_preview_of_a_rubric_goes_on_to_gates_and_levels(author: Author) -> None:
    page = unescape(await author.get(f"{RUBRIC}/preview"))
    assert "不通过时总分最高 59 分。轻微一次时总分最高 84 分。" in page
    assert "五条红线" in page
    assert "总分至少 85 分" in page
    assert "四类客户各通过一次" in page


async def test_the_first_version_is_shown_whole_with_nothing_beside_it(author: Author) -> None:
    await author.send("/content/scenarios/new", {"new_id": "a-new"})
    page = await author.get("/content/scenarios/a-new/versions/1")
    assert '<table class="difference"' not in page
    assert "title: 新的案例" in page
