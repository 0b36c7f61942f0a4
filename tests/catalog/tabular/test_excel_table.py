"""Workbooks: their sheets, headers and cells."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime, time
from typing import Any

import pytest

from debt_pipelines.catalog.tabular.read import format_of, read_tables
from debt_pipelines.catalog.tabular.table import HEADER_IS_DATA, Limits, NotTabularError, SkippedError, Table
from debt_pipelines.model.errors import UnreadableError
from debt_pipelines.project.content import content_of_bytes
from tests.catalog.tabular.samples import ROWS
from tests.catalog.tabular.workbooks import Rows, ods, xlsx, zipped


def read(content: bytes, path: str = "a.xlsx", limits: Limits | None = None) -> tuple[Table, ...]:
    return read_tables(content_of_bytes(path, content), limits or Limits())


def read_sheet(rows: Rows) -> Table:
    (table,) = read(xlsx({"one": rows}))
    return table


def test_formats_of_workbooks() -> None:
    assert {format_of(f"a.{ending}") for ending in ("xls", "XLSX", "xlsm", "xlsb", "ods")} == {"excel"}


def test_every_sheet_that_holds_a_table_is_one() -> None:
    notes = [["What this is about"], ["It is about orders"], ["Ask Ada"]]
    chart = [[None, "Total", 58, None, None], ["a", None, None, 3, None], [None, None, "b", None, 5]]
    tables = read(xlsx({"2025": ROWS, "Notes": notes, "empty": [], "A & B": ROWS[:3], "look": chart}))
    assert {table.part: table.n_rows for table in tables} == {"2025": 3, "A & B": 2}
    assert read(xlsx({"one": ROWS, "empty": []}))[0].part is None
    assert [table.part for table in read(xlsx({"one": ROWS, "Notes": notes}))] == ["one"]
    assert read(xlsx({"list": [["name"], ["a"], ["b"]]}))[0].n_rows == 2


def test_a_workbook_without_any_cell() -> None:
    with pytest.raises(NotTabularError):
        read(xlsx({"one": [], "two": []}))


def test_titles_above_the_header() -> None:
    table = read_sheet([["Orders of 2025"], [], ["all of them"], *ROWS])
    assert (table.n_rows, table.header_line, table.malformation) == (3, 4, "3 lines above the header")
    assert read_sheet([[], *ROWS]).malformation == "1 line above the header"
    assert read_sheet(ROWS).malformation is None


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([1, 2, None], "integer"),
        ([1, 2.5], "number"),
        ([1e300, 1], "number"),
        ([True, False], "boolean"),
        ([True, 1], "string"),
        (["a", 1, date(2026, 1, 5)], "string"),
        (["1", "2"], "string"),
        ([date(2026, 1, 5), None], "date"),
        ([datetime.fromisoformat("2026-01-05"), date(2026, 1, 6)], "date"),
        ([datetime.fromisoformat("2026-01-05T09:30"), date(2026, 1, 6)], "timestamp"),
        ([time(9, 30)], "time"),
        (["NA", None, "  "], None),
    ],
)
def test_types_of_cells(values: list[Any], expected: str | None) -> None:
    table = read_sheet([["id", "value"], *([n, value] for n, value in enumerate(values, 1))])
    column = table.columns[1]
    n_nulls = sum(value in (None, "NA", "  ") for value in values)
    assert (column.logical_type, column.n_nulls, table.n_rows) == (expected, n_nulls, len(values))


def test_error_cells_are_nulls_and_named() -> None:
    table = read_sheet([["id", "price"], [1, 2.5], [2, "#REF!"], [3, "#DIV/0!"], [4, "#N/A"]])
    assert (table.columns[1].logical_type, table.columns[1].n_nulls) == ("number", 3)
    assert table.malformation == "2 error cells, the first is #REF! in B3"
    assert table.malformation_line == 3


def test_errors_are_told_of_their_sheet() -> None:
    clean, broken = read(xlsx({"a": ROWS, "b": [*ROWS, [4, "#NAME?", None]]}))
    assert clean.malformation is None
    assert broken.malformation == "1 error cell, the first is #NAME? in B5"


def test_names_of_columns() -> None:
    table = read_sheet([["id", None, "id", 2025, None, " name "], [1, 2, 3, 4, None, "a"]])
    assert [column.name for column in table.columns] == ["id", "column_2", "id.1", "2025", "name"]
    assert table.malformation == "duplicate column names: `id`; columns without a name: position 2"


def test_a_sheet_without_a_header() -> None:
    table = read_sheet([[1, 2.5, date(2026, 1, 5)], [2, 7.5, date(2026, 1, 6)], [9, 8.5, date(2026, 1, 7)]])
    assert (table.n_rows, table.malformation) == (3, HEADER_IS_DATA)
    assert [column.logical_type for column in table.columns] == ["integer", "number", "date"]


def test_blank_rows_are_no_rows() -> None:
    assert read_sheet([*ROWS[:2], [None, None, None], *ROWS[2:]]).n_rows == 3


def test_cells_too_far_apart_are_refused() -> None:
    far = xlsx({"one": ROWS})
    with zipfile.ZipFile(io.BytesIO(far)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    sheet = members["xl/worksheets/s1.xml"]
    cell = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    members["xl/worksheets/s1.xml"] = sheet.replace(b"</sheetData>", cell)
    with pytest.raises(UnreadableError, match="1048576 rows, 16384 columns"):
        read(zipped(members))


def test_repeated_cells_of_open_document_are_counted_first() -> None:
    data = ods({"one": ROWS})
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    row = b'<table:table-row table:number-rows-repeated="1000000"><table:table-cell/></table:table-row>'
    wide = b'<table:table-row><table:table-cell table:number-columns-repeated="16000" office:value-type="string">'
    content = members["content.xml"]
    filled = content.replace(b"</table:table>", row + wide + b"</table:table-cell></table:table-row></table:table>")
    with pytest.raises(UnreadableError, match="1000005 rows, 16000 columns"):
        read(zipped({**members, "content.xml": filled}), "a.ods")
    blank = content.replace(b"</table:table>", row + b"</table:table>")
    assert read(zipped({**members, "content.xml": blank}), "a.ods")[0].n_rows == 3


def test_a_bomb_is_refused() -> None:
    with pytest.raises(UnreadableError, match="grows to more than"):
        read(zipped({"xl/worksheets/sheet1.xml": b" " * (65 * 1024**2)}))


def test_a_large_workbook_is_skipped() -> None:
    with pytest.raises(SkippedError, match="size limit"):
        read(xlsx({"one": ROWS}), limits=Limits(max_bytes=10))


def test_other_archives_are_no_workbooks() -> None:
    with pytest.raises(UnreadableError, match="not a sound workbook"):
        read(zipped({"a.csv": b"a,b\n"}))


def test_cells_of_a_binary_workbook_too_far_apart_are_refused() -> None:
    row = b"\x00\x04" + (1_000_000).to_bytes(4, "little")
    cell = b"\x05\x04" + (16_000).to_bytes(4, "little")
    other = b"\x81\x01\x04" + b"\xff" * 4
    with pytest.raises(UnreadableError, match="1000001 rows, 16001 columns"):
        read(zipped({"xl/worksheets/sheet1.bin": other + row + cell}), "a.xlsb")
    with pytest.raises(UnreadableError, match="not a sound workbook"):
        read(zipped({"xl/worksheets/sheet1.bin": other + row + b"\x05\x04\0\0\0\0"}), "a.xlsb")
