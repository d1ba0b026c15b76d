"""Rows of a sheet in both languages: what people read goes by name, what programs read has ids elsewhere."""

from dataclasses import replace

import pytest

from sim.domain.text import Language
from sim.library import Library, default_roots
from sim.practice.overview.exports.cells import Cell
from sim.practice.overview.exports.sheet import Sheet, Whose
from sim.store.overview import Result
from tests.store.samples import NOW

LIBRARY = Library.load(default_roots())
RESULT = Result(
    session="s1",
    owner="ann",
    scenario="water-bill-tripled",
    archetype="stubborn",
    rubric="service-complaint",
    engine="offline",
    created_at=NOW,
    seconds=60,
    total=72.5,
    passed=True,
    level="junior",
    parts={"dimensions": {"listening": 56.3}, "criteria": {}, "gates": {"gate.red-line": False}},
    original_total=75.0,
)
WHOSE = Whose({"ann": "安"}, {"ann": ("早班", "晚班")})


def told(language: Language, result: Result = RESULT, parts: tuple[str, ...] = ()) -> dict[Cell, Cell]:
    sheet = Sheet(LIBRARY, language, parts)
    return dict(zip(sheet.head(), sheet.row(result, WHOSE), strict=True))


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        (
            "zh",
            {
                "学员": "安",
                "班组": "早班、晚班",
                "客户类型": "固执己见型",
                "量规": "投诉处理评分标准",
                "总分": 72.5,
                "原评总分": 75.0,
                "认证等级": "初级",
            },
        ),
        (
            "en",
            {
                "Trainee": "安",
                "Group": "早班, 晚班",
                "Rubric": "Complaint handling",
                "Total": 72.5,
                "Total before review": 75.0,
                "Certification level": "Junior",
            },
        ),
    ],
)
def test_a_row_names_content_in_the_language_of_the_sheet(language: Language, expected: dict[Cell, Cell]) -> None:
    row = told(language)
    assert {title: row[title] for title in expected} == expected


def test_what_has_left_the_library_goes_by_its_id() -> None:
    row = told("zh", replace(RESULT, scenario="gone", rubric="old", level="expert"), ("old.part",))
    assert [row[title] for title in ("案例", "量规", "认证等级", "old.part")] == ["gone", "old", "expert", None]


def test_dimensions_and_gates_have_columns_by_name() -> None:
    row = told("zh", parts=("listening", "gate.red-line"))
    assert (row["倾听"], row["G1 服务红线"]) == (56.3, "否")
