"""Cells that no spreadsheet program runs, and files that open."""

import csv
import io
from collections.abc import AsyncIterator, Sequence
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from sim.practice.overview.exports.cells import Cell, safe
from sim.practice.overview.exports.files import csv_file, xlsx_file

TEXT = st.text(st.characters(codec="utf-8"), max_size=20)


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "　=1", "＝1", "'=1"[1:]]
)
def test_a_formula_becomes_text(text: str) -> None:
    assert str(safe(text)).startswith("'")


@pytest.mark.parametrize("cell", ["您好", "1-2", "a=b", "", "'=1", 3, -2, 0.5, None])
def test_all_else_stays_as_it_is(cell: Cell) -> None:
    assert safe(cell) == cell


@given(TEXT)
def test_no_text_begins_like_a_formula(text: str) -> None:
    found = str(safe(text))
    assert not found.strip().startswith(("=", "+", "-", "@"))
    assert not found.startswith(("\t", "\r"))


async def pages(*rows: Sequence[Cell]) -> AsyncIterator[Sequence[Sequence[Cell]]]:
    for row in rows:
        yield [row]


ROWS: tuple[list[Cell], ...] = (
    ["名字", "总分"],
    [safe("=cmd|'/c calc'!A1"), 71.5],
    [safe('<b>"引号", 逗号\n换行</b>'), None],
    [safe("坏字\x00符\ud800"), -3],
)


async def test_csv_has_a_bom_and_is_read_back() -> None:
    data = b"".join([piece async for piece in csv_file(pages(*ROWS))])
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.count(b"\xef\xbb\xbf") == 1
    found = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert found == [["" if cell is None else str(cell) for cell in row] for row in ROWS]


async def test_xlsx_is_read_back_without_a_formula_and_carries_its_label() -> None:
    data = b"".join([piece async for piece in xlsx_file(pages(*ROWS), "练习", '{"Label": "1"}')])
    book = load_workbook(io.BytesIO(data))
    (sheet,) = book.worksheets
    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [list(row) for row in ROWS]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n"}
    with ZipFile(io.BytesIO(data)) as parts:
        assert '{"Label": "1"}' in parts.read("docProps/custom.xml").decode().replace("&quot;", '"')
