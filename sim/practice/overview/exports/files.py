"""Sheets as files: CSV as it comes, page by page; XLSX through a temporary file that never stands in memory whole."""

import asyncio
import csv
import io
import tempfile
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

from sim.practice.overview.exports.cells import Cell

BOM = "\ufeff"
"""Without it spreadsheet programs take UTF-8 for the system's old encoding."""
_PIECE = 64 * 1024

Rows = AsyncIterator[Sequence[Sequence[Cell]]]
"""Pages of rows."""


async def csv_file(pages: Rows) -> AsyncIterator[bytes]:
    """Yield a CSV file (RFC 4180, UTF-8 with BOM)."""
    start = BOM
    async for rows in pages:
        yield await asyncio.to_thread(_csv_bytes, start, rows)
        start = ""


async def xlsx_file(pages: Rows, title: str, label: str) -> AsyncIterator[bytes]:
    """Yield an XLSX file with one sheet.

    Args:
        pages: the rows, the head first.
        title: the sheet's name.
        label: what the property ``AIGC`` of the file says.
    """
    from openpyxl import Workbook  # takes a quarter of a second, which a start can do without
    from openpyxl.packaging.custom import StringProperty

    book = Workbook(write_only=True)
    book.custom_doc_props.append(StringProperty(name="AIGC", value=label))  # type: ignore[attr-defined]  # its stubs do not know it
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"

    def add(rows: Sequence[Sequence[Cell]]) -> None:
        for row in rows:
            sheet.append(row)

    with tempfile.TemporaryDirectory(prefix="duilian-") as folder:
        path = Path(folder) / "sheet.xlsx"
        try:
            async for rows in pages:
                await asyncio.to_thread(add, rows)
        finally:
            await asyncio.to_thread(book.save, path)  # also ends the sheet's own temporary file
        with path.open("rb") as file:
            while piece := await asyncio.to_thread(file.read, _PIECE):
                yield piece


def _csv_bytes(start: str, rows: Sequence[Sequence[Cell]]) -> bytes:
    text = io.StringIO(start)
    text.seek(len(start))
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()
